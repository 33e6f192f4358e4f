package dev.countersign.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimPatternTest {
    @ParameterizedTest
    @CsvSource({
        "refs/heads/main, refs/heads/main",
        "refs/tags/v*, refs/tags/v1.2.3",
        "refs/tags/v*, refs/tags/v",
        "refs/tags/*-rc*, refs/tags/v1-rc-2-rc",
        "refs/heads/**, refs/heads/feature/x",
        "**, anything: at/all@here",
        "octo/app/.github/workflows/*@refs/tags/*, octo/app/.github/workflows/release.yml@refs/tags/v1",
        "a.c, a.c",
        "[a], [a]",
        "?, ?",
        "***, a/b",
        "*, ''",
    })
    void matches(String pattern, String claim) {
        assertThat(new ClaimPattern(pattern).matches(claim)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "refs/heads/main, refs/heads/main2",
        "refs/heads/main, Refs/heads/main",
        "refs/tags/*, refs/tags/a/b",
        "repo:octo/*:ref:refs/heads/main, repo:octo/app:environment:x:ref:refs/heads/main",
        // a branch whose name imitates the end of the claim
        "octo/app/.github/workflows/*@refs/heads/main,"
                + " octo/app/.github/workflows/x.yml@refs/heads/evil@refs/heads/main",
        "octo/*, octo/app/evil",
        "octo-*, octo-a:b",
        "a.c, abc",
        "[ab], a",
        "?, a",
        "*, a/b",
        "a*, A",
    })
    void doesNotMatch(String pattern, String claim) {
        assertThat(new ClaimPattern(pattern).matches(claim)).isFalse();
    }

    @Test
    void noClaimMakesItSlow() {
        var pattern = new ClaimPattern("**a".repeat(40) + "b");
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThat(pattern.matches("a".repeat(8000))).isFalse());
    }

    @Test
    void aConditionIsMetByOneValueOrOneOfAList() {
        var condition = new ClaimCondition.OneOf(
                List.of(new ClaimPattern("42"), new ClaimPattern("true"), new ClaimPattern("dev-*")));

        assertThat(condition.isMetBy(new Json.Str("42"))).isTrue();
        assertThat(condition.isMetBy(new Json.Int(42))).isTrue();
        assertThat(condition.isMetBy(new Json.Bool(true))).isTrue();
        assertThat(condition.isMetBy(Json.strings(List.of("ops", "dev-eu")))).isTrue();
        assertThat(condition.isMetBy(new Json.Arr(List.of(new Json.Int(7), new Json.Int(42)))))
                .isTrue();
        assertThat(condition.isMetBy(null)).isFalse();
        assertThat(condition.isMetBy(new Json.Null())).isFalse();
        assertThat(condition.isMetBy(new Json.Dec("42.0"))).isFalse();
        assertThat(condition.isMetBy(Json.strings(List.of()))).isFalse();
        assertThat(condition.isMetBy(new Json.Arr(List.of(Json.strings(List.of("42"))))))
                .isFalse();
        assertThat(condition.isMetBy(Json.object().put("42", "42").build())).isFalse();
    }

    @Test
    void aConditionOnMembersIsMetByAnObjectThatHasThemAll() {
        var roles = new ClaimCondition.OneOf(List.of(new ClaimPattern("publisher")));
        var condition = new ClaimCondition.EveryMember(Map.of("roles", roles));

        assertThat(condition.isMetBy(Json.object()
                        .put("roles", Json.strings(List.of("a", "publisher")))
                        .build()))
                .isTrue();
        assertThat(condition.isMetBy(Json.object().put("role", "publisher").build()))
                .isFalse();
        assertThat(condition.isMetBy(Json.strings(List.of("publisher")))).isFalse();
    }
}

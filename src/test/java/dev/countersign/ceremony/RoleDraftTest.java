package dev.countersign.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.tuf.PathPatterns;
import dev.countersign.tuf.key.Key;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleDraftTest {
    private static RoleDraft role(String name, String... paths) {
        return new RoleDraft(name, List.of(paths), true, 1, 7, List.of());
    }

    /** Without the problems of the keys, which are all the same. */
    private static List<String> thresholdProblems(int threshold, List<Key> keys) {
        var role = new RoleDraft("a", List.of("a/*"), true, threshold, 7, keys);
        return RoleDraft.check(List.of(role)).problems().stream()
                .filter(problem -> problem.contains("threshold"))
                .toList();
    }

    @Test
    void plainPatternsNeedNoSecondLook() {
        assertThat(RoleDraft.check(List.of(role("a", "a/*", "a/*/*.tar.gz"), role("b", "b/v1/*"))))
                .isEqualTo(new Findings(List.of(), List.of()));
    }

    @Test
    void aQuestionMarkIsWarnedOf() {
        assertThat(RoleDraft.check(List.of(role("a", "b/v?/*"))))
                .isEqualTo(new Findings(
                        List.of(),
                        List.of("role a, path \"b/v?/*\": ? stands for one byte in some clients, so not for a letter"
                                + " beyond ASCII")));
    }

    @Test
    void aPatternThatAnEarlierRoleTakesIsNeverUsed() {
        assertThat(RoleDraft.check(List.of(role("all", "*/*"), role("staging", "staging/*")))
                        .warnings())
                .containsExactly("role staging, path \"staging/*\": never used, because role all, path \"*/*\""
                        + " comes first and matches the same paths");
        assertThat(RoleDraft.check(List.of(role("staging", "staging/*"), role("all", "*/*")))
                        .warnings())
                .isEmpty();
    }

    @Test
    void aStarDoesNotGoBeyondASlash() {
        assertThat(RoleDraft.check(List.of(role("all", "*"), role("deep", "a/*")))
                        .warnings())
                .isEmpty();
        assertThat(RoleDraft.check(List.of(role("all", "a/b**"))).warnings())
                .containsExactly("role all, path \"a/b**\": ** is no more than *, which does not go beyond a slash");
    }

    /** Holders must not sign what the server will refuse. */
    @ParameterizedTest
    @ValueSource(strings = {"a/**", "[ab]/*", "{a,b}/*", "a\\*", "!a/*", "+(a)", "a b", "/a", "a/", "a#b", ""})
    void whatTheServerRefusesTheCeremonyRefuses(String pattern) {
        assertThat(RoleDraft.check(List.of(role("a", pattern))).problems())
                .singleElement()
                .asString()
                .isEqualTo("role a, path " + PathPatterns.problem(pattern).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_025, Integer.MAX_VALUE})
    void aPlaceThatTheServerRefusesTheCeremonyRefuses(int position) {
        assertThat(RoleDraft.check(List.of(role("a", "a/*").at(position))).problems())
                .containsExactly("role a: position: " + position + " (expected: 1 to 1024)");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_024})
    void aPlaceThatTheServerTakesTheCeremonyTakes(int position) {
        assertThat(RoleDraft.check(List.of(role("a", "a/*").at(position))).problems())
                .isEmpty();
    }

    /** However many keys there are: a server takes no threshold beyond 1,024. */
    @Test
    void aThresholdThatTheServerRefusesTheCeremonyRefuses() {
        var key = Holder.named("Alice").key();
        var keys = Collections.nCopies(1_025, key);
        assertThat(thresholdProblems(1_025, keys)).containsExactly("role a: threshold: 1025 (expected: 1 to 1024)");
        assertThat(thresholdProblems(1_024, keys)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"g++/*", "v1.0+build/*", "go/a!b/*", "a(b)/*", ".well-known/*", "é/*"})
    void whatTheServerTakesTheCeremonyTakesWithoutAWord(String pattern) {
        assertThat(RoleDraft.check(List.of(role("a", pattern)))).isEqualTo(new Findings(List.of(), List.of()));
    }

    @Test
    void patternsAndNamesThatDifferInCaseOnlyAreRefused() {
        assertThat(RoleDraft.check(List.of(role("a", "Docs/*"), role("b", "docs/*")))
                        .problems())
                .singleElement()
                .asString()
                .contains("\"Docs/*\" and \"docs/*\"");
        assertThat(RoleDraft.check(List.of(role("a", "x/*"), role("A", "y/*"))).problems())
                .singleElement()
                .asString()
                .contains("role names \"a\" and \"A\"");
    }

    @Test
    void namesAndThresholdsAreChecked() {
        assertThat(RoleDraft.check(List.of(role("bins-0", "a/*"), role("root", "b/*"), role("x", "c/*"), role("x")))
                        .problems())
                .hasSize(4);
        assertThat(RoleDraft.check(List.of(role("trusted_targets", "a/*"), role("binstore", "b/*")))
                        .problems())
                .singleElement()
                .asString()
                .contains("trusted_targets", "kept for what GET metadata/sign says");
        assertThat(RoleDraft.check(List.of(new RoleDraft("a", List.of("a/*"), true, 2, 7, List.of())))
                        .problems())
                .containsExactly("role a: threshold: 2 (expected: 1 to 1; without keys the online key signs alone)");
    }
}

package dev.countersign.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoleDraftTest {
    private static RoleDraft role(String name, String... paths) {
        return new RoleDraft(name, List.of(paths), true, 1, 7, List.of());
    }

    @Test
    void plainPatternsNeedNoSecondLook() {
        assertThat(RoleDraft.check(List.of(role("a", "a/*", "a/*/*.tar.gz"), role("b", "b/v?/*"))))
                .isEqualTo(new Findings(List.of(), List.of()));
    }

    @Test
    void patternsThatClientsReadDifferentlyAreWarnedOf() {
        assertThat(RoleDraft.check(List.of(role("a", "[ab]/*", "{x,y}/*", "!a/*", "a+b/*")))
                        .warnings())
                .hasSize(4)
                .allSatisfy(warning -> assertThat(warning).contains("TUF clients match these characters differently"));
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
        assertThat(RoleDraft.check(List.of(role("all", "a/**"))).warnings())
                .singleElement()
                .asString()
                .contains("** is no more than *");
    }

    @Test
    void patternsThatDifferInCaseOnlyAreWarnedOf() {
        assertThat(RoleDraft.check(List.of(role("a", "Docs/*"), role("b", "docs/*")))
                        .warnings())
                .singleElement()
                .asString()
                .contains("differs from \"Docs/*\" in case only");
    }

    @Test
    void namesAndThresholdsAreChecked() {
        assertThat(RoleDraft.check(List.of(role("bins-0", "a/*"), role("root", "b/*"), role("x", "c/*"), role("x")))
                        .problems())
                .hasSize(4);
        assertThat(RoleDraft.check(List.of(new RoleDraft("a", List.of("a/*"), true, 2, 7, List.of())))
                        .problems())
                .containsExactly("role a: threshold: 2 (expected: 1 to 1; without keys the online key signs alone)");
    }
}

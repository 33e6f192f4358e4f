package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*/*",
                "releases/*",
                "releases/v?/*.tar.gz",
                "@scope/*",
                "a-b_c.d~e=f,g/*",
                "exact/file.txt",
                "é/*",
                "*.?"
            })
    void patternsThatClientsReadAlikeAreTaken(String pattern) {
        assertThat(PathPatterns.problem(pattern)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[ab]/*", "a]", "{a,b}/*", "a}", "!a/*", "a!", "#a", "a\\*", "a(b", "a)", "+a", "a/+(b)", "@(a)", "?(a)"
            })
    void patternsThatClientsReadDifferentlyAreRefused(String pattern) {
        assertThat(PathPatterns.problem(pattern).orElseThrow()).contains("which clients read differently");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a",
                "a/",
                "a//b",
                "/",
                "a/./b",
                "../*",
                "a/*.",
                "a b",
                "a\nb",
                "a:b",
                "a%2Fb",
                "a|b",
                "123",
                "__proto__",
                "con",
                "e\u0301/*",
                "a\u200Bb",
                "\uD800"
            })
    void patternsThatNoPathCanMatchAreRefused(String pattern) {
        assertThat(PathPatterns.problem(pattern).orElseThrow()).contains("no target path can match it");
    }

    @Test
    void thereIsAtLeastOneCharacterAndAtMostAThousand() {
        assertThat(PathPatterns.problem("")).isPresent();
        assertThat(PathPatterns.problem("a/".repeat(512) + "a").orElseThrow())
                .contains("1 to 1024")
                .hasSizeLessThan(200);
        assertThat(PathPatterns.problem("a/".repeat(511) + "*")).isEmpty();
    }

    @Test
    void aDoubleStarIsAnsweredWithWhatToWriteInstead() {
        assertThat(PathPatterns.problem("a/**").orElseThrow()).contains("name every level: */*");
    }

    @Test
    void patternsEqualButForCaseClash() {
        assertThat(PathPatterns.caseClash(List.of("Releases/*", "b/*", "releases/*"))
                        .orElseThrow())
                .contains("\"Releases/*\" and \"releases/*\"");
        assertThat(PathPatterns.caseClash(List.of("a/*", "a/*", "b/*"))).isEmpty();
    }
}

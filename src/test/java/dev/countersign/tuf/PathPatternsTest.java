package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                "*.?",
                "g++/*",
                "v1.0+build/*",
                "a!/*",
                "go/a!burnt!sushi/*",
                "a]",
                "a)",
                "a(b)/*",
                "+a",
                ".well-known/*",
                "123",
                "con"
            })
    void patternsThatClientsReadAlikeAreTaken(String pattern) {
        assertThat(PathPatterns.problem(pattern)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "[ab]/*, it holds [",
        "'{a,b}/*', it holds {",
        "a}, it holds }",
        "a\\*, it holds \\",
        "!a/*, it holds ! at the beginning of a segment",
        "a/!b, it holds ! at the beginning of a segment",
        "a/+(b), it holds +(",
        "@(a), it holds @(",
        "?(a), it holds ?(",
        "*(a), it holds *(",
        "a!(b), it holds !("
    })
    void patternsThatClientsReadDifferentlyAreRefusedNamingTheCharacter(String pattern, String reason) {
        assertThat(PathPatterns.problem(pattern).orElseThrow()).contains(reason).contains("expected: ");
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
                "#a",
                "__proto__",
                "a/😀",
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
    void aRefusalShowsHostileCharactersEscaped() {
        assertThat(PathPatterns.problem("a\u202e\u0007[").orElseThrow()).contains("\\u202e\\u0007");
    }

    @Test
    void aDoubleStarIsAnsweredWithWhatToWriteInstead() {
        assertThat(PathPatterns.problem("a/**").orElseThrow()).contains("name every level: */*");
        assertThat(PathPatterns.problem("**/a")).isPresent();
        assertThat(PathPatterns.problem("a**")).isEmpty();
        assertThat(PathPatterns.advice("a**")).singleElement().asString().contains("** is no more than *");
        assertThat(PathPatterns.advice("a/*")).isEmpty();
    }

    @Test
    void patternsOfDifferentRolesThatAreEqualButForCaseClash() {
        var shared = List.of(owned("a", "Releases/*"), owned("b", "b/*"), owned("b", "releases/*"));
        assertThat(PathPatterns.clashes(shared))
                .singleElement()
                .asString()
                .contains("\"Releases/*\" and \"releases/*\"");
        assertThat(PathPatterns.clashes(List.of(owned("a", "a/*"), owned("b", "a/*"))))
                .isEmpty();
        assertThat(PathPatterns.clashes(List.of(owned("a", "Releases/*"), owned("a", "releases/*"))))
                .as("of one role")
                .isEmpty();
    }

    private static PathPatterns.Owned owned(String role, String pattern) {
        return new PathPatterns.Owned(role, pattern);
    }

    /** What the trial in docs/names.md found: outside of what is refused, a pattern is literal characters, * and ?. */
    @Property
    void whatIsTakenMatchesItselfAndFillsItsHoles(@ForAll("patterns") String pattern) {
        Assume.that(PathPatterns.problem(pattern).isEmpty());
        assertThat(Glob.matches(pattern, pattern.replace('*', 'x').replace('?', 'x')))
                .isTrue();
        assertThat(Glob.matches(pattern, pattern.replace("*", "").replace('?', 'x') + "/more"))
                .isFalse();
        assertThat(pattern).doesNotContainPattern("[\\[{}\\\\]|(^|/)!|[+*?@!]\\(|(^|/)\\*\\*($|/)");
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings()
                .withChars("ab*?/!+@()[]{}\\.-")
                .ofMinLength(1)
                .ofMaxLength(8);
    }
}

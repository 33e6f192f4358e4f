package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.CodePoints;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public final class TargetPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "file.txt",
                "a/b/c.tar.gz",
                "@scope/pkg/-/pkg-1.0.0.tgz",
                "pkgs/demo-1.0+local.1-cp314-cp314-manylinux_2_28_x86_64.whl",
                "demo-1!2.0-py3-none-any.whl",
                "org/example/demo/1.0-SNAPSHOT/demo-1.0-20260101.120000-1.jar",
                "gems/rails-8.0.0.gem",
                "~user/a=b,c;d$e&f'g(h)[i]{j}^`",
                "é.txt",
                "漢字/\uFF08１\uFF09.bin",
                "1.2",
                "0",
                "2048",
                "007",
                "con",
                "aux",
                "prn",
                "NUL",
                "constructor",
                "toString",
                "go/!burnt!sushi1",
                "0/1",
                "constructor/x",
                ".hidden/..a/...b",
                "aux/aux-1.0.jar"
            })
    void acceptsWhatRegistriesUse(String path) {
        assertThat(TargetPathPolicy.PORTABLE.check(path)).isEmpty();
        assertThat(TargetPath.published(path).value()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/x",
                "x/",
                "a//b",
                "../x",
                "a/../b",
                "a/./b",
                ".",
                "..",
                "a/..",
                "a.",
                "a./b",
                "a\\b",
                "%2e%2e/x",
                "a%20b",
                "a?b",
                "a#b",
                "c:x",
                "a*b",
                "a\"b",
                "a<b",
                "a>b",
                "a|b",
                "a b",
                "a ",
                " a",
                "a\u0000b",
                "a\nb",
                "a\rb",
                "a\tb",
                "a\u007fb",
                "a\u0085b",
                "a\u00a0b",
                "e\u0301.txt",
                "a\u200bb",
                "a\u202eb",
                "a\ufeffb",
                "a\u2028b",
                "a\ue000b",
                "a\ud800b",
                "a\uffffb",
            })
    void refusesWhatClientsSignRequestOrStoreDifferently(String path) {
        assertThat(TargetPathPolicy.PORTABLE.check(path)).isPresent();
        assertThat(TargetPathPolicy.STRICT.check(path)).isPresent();
        assertThatThrownBy(() -> TargetPath.published(path))
                .isInstanceOf(TufException.InvalidName.class)
                .hasMessageContaining("target path: ");
    }

    @Test
    void boundsLengthInBytes() {
        var longest = "a".repeat(189) + "/";
        var path = longest.repeat(5) + "a".repeat(1024 - 5 * 190);
        assertThat(TargetPathPolicy.PORTABLE.check(path)).isEmpty();
        assertThat(TargetPathPolicy.PORTABLE.check(path + "a")).isPresent();
        assertThat(TargetPathPolicy.PORTABLE.check("a".repeat(190))).isEmpty();
        assertThat(TargetPathPolicy.PORTABLE.check("a".repeat(191))).isPresent();
        assertThat(TargetPathPolicy.PORTABLE.check("é".repeat(95))).isEmpty();
        assertThat(TargetPathPolicy.PORTABLE.check("é".repeat(96))).isPresent();
        assertThat(TargetPathPolicy.PORTABLE.check("a".repeat(64 * 1024))).isPresent();
    }

    /** As releases before this rule published them. */
    @ParameterizedTest
    @ValueSource(strings = {"漢字/😀.bin", "𠀀", "__proto__"})
    void whatMayHaveBeenPublishedCanBeNamedThoughNotAdded(String path) {
        assertThat(TargetPath.published(path).value()).isEqualTo(path);
        for (var policy : TargetPathPolicy.values()) {
            assertThat(policy.check(path)).isPresent();
            assertThatThrownBy(() -> TargetPath.added(path, policy)).isInstanceOf(TufException.InvalidName.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'a b', U+0020 (SPACE)",
        "a\tb, U+0009",
        "a\u202Eb, U+202E (RIGHT-TO-LEFT OVERRIDE)",
        "a#b, U+0023 (NUMBER SIGN)",
        "e\u0301.txt, U+0065",
        "a😀, U+1F600 (GRINNING FACE)"
    })
    void aRefusalNamesTheCharacter(String path, String character) {
        assertThat(TargetPathPolicy.PORTABLE.check(path).orElseThrow()).contains("it holds " + character);
    }

    @Test
    void aRefusalOfTheStrictPolicyNamesTheCharacterOrTheSegment() {
        assertThat(TargetPathPolicy.STRICT.check("a/b!c").orElseThrow()).contains("it holds U+0021 (EXCLAMATION MARK)");
        assertThat(TargetPathPolicy.STRICT.check("x/NUL").orElseThrow()).contains("its segment NUL is a device name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"é.txt", "a!b", "a$b", "a;b", "aux/x", "x/NUL", "con", "AUX"})
    void strictTakesLess(String path) {
        assertThat(TargetPathPolicy.PORTABLE.check(path)).isEmpty();
        assertThat(TargetPathPolicy.STRICT.check(path)).isPresent();
    }

    @Test
    void hashesItsUtf8Bytes() {
        assertThat(new TargetPath("é.txt").sha256().hex()).startsWith("d0720667");
    }

    @Property(tries = 300)
    void ordersByUtf8Bytes(@ForAll("paths") TargetPath a, @ForAll("paths") TargetPath b) {
        int bytes = Arrays.compareUnsigned(
                a.value().getBytes(StandardCharsets.UTF_8), b.value().getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(TargetPath.BYTE_ORDER.compare(a, b))).isEqualTo(Integer.signum(bytes));
    }

    /** Any policy, any path: what may be added may be named, and paths that portable takes sort alike in UTF-16. */
    @Property(tries = 2000)
    void everyPolicyIsWithinWhatCanBeNamed(@ForAll("texts") String a, @ForAll("texts") String b) {
        for (var policy : TargetPathPolicy.values()) {
            if (policy.check(a).isEmpty() && policy.check(b).isEmpty()) {
                assertThat(TargetPathPolicy.checkEver(a)).isEmpty();
                assertThat(TargetPathPolicy.PORTABLE.check(a)).isEmpty();
                assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Integer.signum(CodePoints.compare(a, b)));
            }
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "1", "!", "/", ".", "é", "\uFF08", "\uFB13", "😀", "__proto__", "con", " ", "#")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<TargetPath> paths() {
        return path();
    }

    /** Few letters, so that equal paths and prefixes are common; U+FB13 sorts after astral characters in UTF-16. */
    public static Arbitrary<TargetPath> path() {
        return Arbitraries.of("a", "b", "!", "-", "/", "é", "漢", "\uFB13", "😀", "𠀀")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(list -> String.join("", list))
                .filter(path -> TargetPathPolicy.checkEver(path).isEmpty())
                .map(TargetPath::new);
    }
}

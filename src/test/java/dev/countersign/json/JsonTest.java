package dev.countersign.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    private static final JsonLimits LIMITS = new JsonLimits(8, 10_000);

    private static Json parse(String text) {
        return Json.parse(Bytes.utf8(text), LIMITS);
    }

    @Test
    void keepsMembersInTheirOrder() {
        var json = (Json.Obj) parse(" {\"b\": 1, \"a\": [true, false, null], \"c\": {\"d\": \"x\"}} ");
        assertThat(json.members().keySet()).containsExactly("b", "a", "c");
        assertThat(json.toText()).isEqualTo("{\"b\":1,\"a\":[true,false,null],\"c\":{\"d\":\"x\"}}");
    }

    @Test
    void tellsIntegersFromOtherNumbers() {
        assertThat(parse("[0,-1,9223372036854775807,-9223372036854775808]").toText())
                .isEqualTo("[0,-1,9223372036854775807,-9223372036854775808]");
        assertThat(parse("9223372036854775807")).isEqualTo(new Json.Int(Long.MAX_VALUE));
        for (var literal : List.of("9223372036854775808", "-0", "1.0", "1e3", "1E400", "-0.5")) {
            assertThat(parse(literal)).isEqualTo(new Json.Dec(literal));
        }
    }

    @Test
    void decodesEscapesAndWritesOnlyThoseItMust() {
        var json = parse("\"\\u00e9 \\ud83d\\ude00 \\/ \\\" \\\\ \\n \\t \\r \\u0001 \\b\"");
        assertThat(json).isEqualTo(new Json.Str("é 😀 / \" \\ \n \t \r \u0001 \b"));
        assertThat(json.toText()).isEqualTo("\"é 😀 / \\\" \\\\ \\n \\t \\r \\u0001 \\u0008\"");
    }

    @Test
    void acceptsTheReplacementCharacterItself() {
        assertThat(parse("\"\uFFFD\"")).isEqualTo(new Json.Str("\uFFFD"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{} {}",
                "{}x",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "'a'",
                "01",
                "+1",
                ".5",
                "1.",
                "NaN",
                "Infinity",
                "tru",
                "\"\t\"",
                "\"\\x\"",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "{\"\\ud800\":1}",
                "\uFEFF{}",
                "/* */ 1",
                "[[[[[[[[[1]]]]]]]]]"
            })
    void refusesWhatParsersReadDifferently(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(JsonException.Malformed.class);
    }

    @Test
    void refusesInvalidUtf8() {
        for (var bytes : List.of(
                new byte[] {'"', (byte) 0xff, '"'},
                new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'},
                new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
                new byte[] {'"', (byte) 0xc3})) {
            assertThatThrownBy(() -> Json.parse(Bytes.of(bytes), LIMITS))
                    .isInstanceOf(JsonException.Malformed.class)
                    .hasMessageContaining("UTF-8");
        }
    }

    @Test
    void refusesUtf16() {
        var utf16 = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> Json.parse(Bytes.of(utf16), LIMITS)).isInstanceOf(JsonException.Malformed.class);
    }

    @Test
    void boundsLengthAndDepth() {
        assertThatThrownBy(() -> parse("\"" + "a".repeat(10_000) + "\"")).hasMessageContaining("expected: <= 10000");
        assertThatThrownBy(() -> parse("[".repeat(5000))).hasMessageContaining("nesting too deep");
        assertThat(parse("[[[[[[[[1]]]]]]]]")).isInstanceOf(Json.Arr.class);
    }

    @Test
    void namesThePlaceOfAMistake() {
        assertThatThrownBy(() -> parse("{\"a\":{\"b\":[1,{\"c\":1,\"c\":2}]}}"))
                .hasMessage("invalid JSON at /a/b/1/c: member occurs twice (expected: once)");
    }

    @Test
    void changesOneMemberOfAnObject() {
        var json = Json.object().put("a", 1).put("b", 2).build();
        assertThat(json.with("a", new Json.Int(3)).toText()).isEqualTo("{\"a\":3,\"b\":2}");
        assertThat(json.without("a").toText()).isEqualTo("{\"b\":2}");
        assertThat(json.get("c")).isNull();
    }

    @Property(tries = 300)
    void printedValuesParseToThemselves(@ForAll("values") Json value) {
        assertThat(Json.parse(Bytes.utf8(value.toText()), JsonLimits.METADATA)).isEqualTo(value);
    }

    @Provide
    Arbitrary<Json> values() {
        return json(3);
    }

    static Arbitrary<Json> json(int depth) {
        var leaves = Arbitraries.<Json>oneOf(
                text().map(Json.Str::new),
                Arbitraries.longs().map(Json.Int::new),
                Arbitraries.of(true, false).map(Json.Bool::new),
                Arbitraries.just(new Json.Null()),
                Arbitraries.of("1.5", "-0", "1e9", "18446744073709551616").map(Json.Dec::new));
        if (depth == 0) {
            return leaves;
        }
        var inner = json(depth - 1);
        return Arbitraries.oneOf(
                leaves,
                inner.list().ofMaxSize(4).map(Json.Arr::new),
                Arbitraries.maps(text(), inner).ofMaxSize(4).map(map -> new Json.Obj(new LinkedHashMap<>(map))));
    }

    /** Whole characters of all planes, and those that need escapes. */
    static Arbitrary<String> text() {
        var codePoints = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 0x7f),
                Arbitraries.of((int) '"', (int) '\\', (int) '/', 0xe9, 0xfffd, 0xe000, 0xffff, 0x10000, 0x1f600),
                Arbitraries.integers().between(0x80, 0x10ffff).filter(c -> c < 0xd800 || c > 0xdfff));
        return codePoints.list().ofMaxSize(8).map(list -> {
            var text = new StringBuilder();
            list.forEach(text::appendCodePoint);
            return text.toString();
        });
    }
}

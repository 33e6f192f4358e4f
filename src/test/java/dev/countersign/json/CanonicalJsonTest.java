package dev.countersign.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.tuf.TestSigner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalJsonTest {
    private static Json parse(String text) {
        return Json.parse(Bytes.utf8(text), JsonLimits.METADATA);
    }

    private static String canonical(String text) {
        return CanonicalJson.encode(parse(text)).utf8();
    }

    private static String any(String text) {
        return CanonicalJson.encodeAny(parse(text)).utf8();
    }

    @Test
    void matchesThePublishedVector() {
        var bytes = CanonicalJson.encodeAny(
                parse("{\"b\":[1,true,null,\"q\\\"uote\\\\\"],\"a\":\"é\\n\",\"z\":{\"k\":-5}}"));
        assertThat(bytes.utf8()).isEqualTo("{\"a\":\"é\n\",\"b\":[1,true,null,\"q\\\"uote\\\\\"],\"z\":{\"k\":-5}}");
        assertThat(bytes.sha256().hex()).isEqualTo("762a87591c268dc2bc445a683367140579cf4bf86e53f925bedd63ee01bacb50");
        assertThat(TestSigner.countingFrom(0).sign(bytes).sig())
                .isEqualTo("fea83102dc61b5494920c68eece97e04b1d96e1bccdf2684f7489b944b89cdb7"
                        + "707370dfcf85437f42d1d1d74d9ba7c5da502b4df8c83f9abf7739e03858a60a");
    }

    @Test
    void escapesQuotationMarkAndBackslashOnly() {
        assertThat(canonical("\"\\\" \\\\ / < > & \\u007f\"")).isEqualTo("\"\\\" \\\\ / < > & \u007f\"");
        assertThat(canonical("\"-----BEGIN\\nKEY\\n\"")).isEqualTo("\"-----BEGIN\nKEY\n\"");
        assertThat(any("\"\\r\\t\\b\\f\\u0000\\u001f\"")).isEqualTo("\"\r\t\b\f\u0000\u001f\"");
    }

    @Test
    void writesCharactersBeyondAsciiRaw() {
        assertThat(canonical("\"\\u00e9漢\\ud83d\\ude00\\u2028\"")).isEqualTo("\"é漢😀\u2028\"");
        assertThat(any("\"e\\u0301\"")).isEqualTo("\"e\u0301\"");
    }

    @Test
    void sortsByCodePointAndNotByUtf16() {
        assertThat(any("{\"😀\":1,\"\uE000\":2,\"b\":3,\"a\":4,\"B\":5}"))
                .isEqualTo("{\"B\":5,\"a\":4,\"b\":3,\"\uE000\":2,\"😀\":1}");
        assertThat(any("{\"a!\":1,\"a b\":2,\"a\":3}")).isEqualTo("{\"a\":3,\"a b\":2,\"a!\":1}");
        assertThat(any("{\"a\":1,\"#\":2,\"\\\"\":3}")).isEqualTo("{\"\\\"\":3,\"#\":2,\"a\":1}");
    }

    @Test
    void writesLiteralsAndEmptyValues() {
        assertThat(canonical("[true,false,0,-5,{},[],\"\"]")).isEqualTo("[true,false,0,-5,{},[],\"\"]");
        assertThat(canonical("9007199254740991")).isEqualTo("9007199254740991");
        assertThat(any("[null,9007199254740993,9223372036854775807]"))
                .isEqualTo("[null,9007199254740993,9223372036854775807]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"a\":{\"b\":[null]}}",
                "9007199254740992",
                "-9007199254740992",
                "9007199254740993",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551616",
                "1e400",
                "-0",
                "1.0",
                "1e3",
                "1.5",
                "\"\\t\"",
                "\"\\r\"",
                "\"\\b\"",
                "\"\\f\"",
                "\"\\u0000\"",
                "\"\\u001f\"",
                "\"e\\u0301\"",
                "{\"\":1}",
                "{\"a\":1,\"a!\":2}",
                "{\"a\":1,\"a b\":2}",
                "{\"a\\\"\":1,\"a#\":2}",
                "{\"\uFF21\":1,\"😀\":2}",
                "{\"__proto__\":1}",
                "{\"\\n\\t\":1}"
            })
    void refusesWhatClientsWouldNotAgreeOn(String text) {
        assertThatThrownBy(() -> canonical(text)).isInstanceOf(JsonException.NotPortable.class);
    }

    @Test
    void refusesLoneSurrogatesAlways() {
        for (var text : List.of("\ud800", "a\udc00", "\udc00\ud800")) {
            var json = new Json.Str(text);
            assertThatThrownBy(() -> CanonicalJson.encode(json)).isInstanceOf(JsonException.NotPortable.class);
            assertThatThrownBy(() -> CanonicalJson.encodeAny(json)).isInstanceOf(JsonException.NotPortable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "-0", "18446744073709551616"})
    void refusesNumbersWithoutACanonicalForm(String text) {
        assertThatThrownBy(() -> any(text)).isInstanceOf(JsonException.NotPortable.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a!\":1}|{\"a!\":1}",
                "{\"release date\":1,\"a\":2}|{\"a\":2,\"release date\":1}",
                "{\"é\":1,\"😀\":2}|{\"é\":1,\"😀\":2}",
                "{\"a!b\":1,\"ab\":2}|{\"a!b\":1,\"ab\":2}",
                "{\"10\":1,\"9\":2}|{\"10\":1,\"9\":2}"
            })
    void leavesMemberNamesAloneThatAllClientsSortAlike(String text, String expected) {
        assertThat(canonical(text)).isEqualTo(expected);
    }

    @Test
    void escapesOnlyWhatValidJsonNeedsOnTheWire() {
        var plain = Bytes.utf8("{\"a\":\"b\\\"c\\\\n\"}");
        assertThat(CanonicalJson.toWire(plain)).isSameAs(plain);
        assertThat(range(plain).toBytes()).isSameAs(plain);
        var raw = Bytes.utf8("{\"a\":\"x\ny\\\\\u0001\\\"\"}");
        assertThat(CanonicalJson.toWire(raw).utf8()).isEqualTo("{\"a\":\"x\\ny\\\\\\u0001\\\"\"}");
        assertThat(fromWire(CanonicalJson.toWire(raw))).isEqualTo(raw);
    }

    /** In the middle of something longer, as signed bytes lie in a file. */
    private static Bytes fromWire(Bytes wire) {
        var longer = Bytes.utf8("[" + wire.utf8() + "]");
        var found = CanonicalJson.fromWire(longer, 1, longer.length() - 1).toBytes();
        assertThat(found).isEqualTo(range(wire).toBytes());
        return found;
    }

    private static CanonicalRange range(Bytes wire) {
        return CanonicalJson.fromWire(wire, 0, wire.length());
    }

    @Test
    void refusesEscapesThatItDoesNotWrite() {
        for (var text : List.of("\"\\t\"", "\"\\u0041\"", "\"\\u001g\"", "\"\\", "\"\\u00")) {
            assertThatThrownBy(() -> range(Bytes.utf8(text))).isInstanceOf(JsonException.NotCompact.class);
        }
    }

    @Property(tries = 300)
    void theWireFormMeansTheSame(@ForAll("encodable") Json value) {
        var canonical = CanonicalJson.encodeAny(value);
        var wire = CanonicalJson.toWire(canonical);
        assertThat(CanonicalJson.encodeAny(Json.parse(wire, JsonLimits.METADATA)))
                .isEqualTo(canonical);
        assertThat(fromWire(wire)).isEqualTo(canonical);
    }

    @Property(tries = 200)
    void membersStandInTheOrderOfTheirUtf8Bytes(@ForAll("names") Set<String> names) {
        var members = new LinkedHashMap<String, Json>();
        names.forEach(name -> members.put(name, new Json.Bool(true)));
        var wire = CanonicalJson.toWire(CanonicalJson.encodeAny(new Json.Obj(members)));
        var written = new ArrayList<>(
                ((Json.Obj) Json.parse(wire, JsonLimits.METADATA)).members().keySet());
        var expected = new ArrayList<>(names);
        expected.sort((a, b) ->
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        assertThat(written).isEqualTo(expected);
    }

    @Provide
    Arbitrary<Json> encodable() {
        return JsonTest.json(3).filter(json -> !json.toString().contains("Dec["));
    }

    @Provide
    Arbitrary<Set<String>> names() {
        return Arbitraries.oneOf(
                        JsonTest.text(),
                        Arbitraries.strings().withChars("a!#\uE000\uFFFF").ofMaxLength(4))
                .set()
                .ofMaxSize(12);
    }
}

package dev.countersign.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonStreamTest {
    private static final JsonLimits LIMITS = new JsonLimits(8, 10_000);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "-9223372036854775809",
                "1.0",
                "1e3",
                "\"\\u00e9\\ud83d\\ude00\"",
                "[true, false, null, []]",
                "{\"b\": {\"x\": 1}, \"a\": [1, 2]}"
            })
    void readsValuesAsTheParserOfWholeTextsDoes(String text) throws IOException {
        assertThat(value(text, 100)).contains(Json.parse(Bytes.utf8(text), LIMITS));
    }

    @Test
    void keepsNoMoreValuesThanAsked() throws IOException {
        assertThat(value("[1, [2], 3]", 5)).isPresent();
        assertThat(value("[1, [2], 3]", 4)).isEmpty();
        assertThat(value("{\"a\": {\"b\": [1, 2, 3]}}", 2)).isEmpty();
    }

    @Test
    void saysWhereTheTextStopsBeingUtf8() {
        assertThatThrownBy(() -> value("\"a\u0000\"", 1))
                .isInstanceOfSatisfying(
                        JsonException.NotUtf8.class, e -> assertThat(e.offset()).isEqualTo(2));
        assertThatThrownBy(() -> value("\uFEFF1", 1)).isInstanceOf(JsonException.NotUtf8.class);
        var latin = Bytes.of("\"\u00e9\"".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> new JsonStream(LIMITS).open(latin))
                .isInstanceOfSatisfying(
                        JsonException.NotUtf8.class, e -> assertThat(e.offset()).isEqualTo(1));
    }

    private static Optional<Json> value(String text, int most) throws IOException {
        try (var parser = new JsonStream(LIMITS).open(Bytes.utf8(text))) {
            parser.nextToken();
            return JsonStream.value(parser, most);
        }
    }
}

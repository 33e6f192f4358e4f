package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Json;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaxTest {
    @ParameterizedTest
    @CsvSource({"630,630", "+7,7", "1.0,1", "-3,-3", "0,0", "0.000,0", "9007199254740991,9007199254740991"})
    void aWholeNumberMayComeAsText(String text, long value) {
        assertThat(Lax.integer(new Json.Str(text))).isEqualTo(OptionalLong.of(value));
        assertThat(Lax.integer(new Json.Dec(text))).isEqualTo(OptionalLong.of(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1.5",
                "1e3",
                "0x10",
                "-0",
                "-0.0",
                "NaN",
                "1_000",
                "99999999999999999999",
                "١",
                "1e400",
                "--1"
            })
    void whatIsNoWholeNumberIsNone(String text) {
        assertThat(Lax.integer(new Json.Str(text))).isEmpty();
        assertThat(Lax.integer(new Json.Dec(text))).isEmpty();
    }

    @Test
    void aTruthValueIsNoNumber() {
        assertThat(Lax.integer(new Json.Bool(true))).isEmpty();
    }

    @Test
    void truthMayComeAsTextOrAsZeroAndOne() {
        assertThat(Lax.bool(new Json.Str("TRUE"))).isEqualTo(Optional.of(true));
        assertThat(Lax.bool(new Json.Str("off"))).isEqualTo(Optional.of(false));
        assertThat(Lax.bool(new Json.Int(1))).isEqualTo(Optional.of(true));
        assertThat(Lax.bool(new Json.Int(2))).isEmpty();
        assertThat(Lax.bool(new Json.Null())).isEmpty();
    }
}

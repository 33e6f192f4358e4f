package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class DurationTextTest {

    @Test
    void aDurationIsANumberAndAUnit() {
        var text = new DurationText();

        assertThat(text.convert("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(text.convert("30")).isEqualTo(Duration.ofSeconds(30));
        assertThat(text.convert("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(text.convert("2h")).isEqualTo(Duration.ofHours(2));
        assertThatThrownBy(() -> text.convert("-3s")).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void theTwoLargestUnitsAreShown() {
        assertThat(DurationText.text(Duration.ofDays(3).plusHours(4).plusMinutes(5)))
                .isEqualTo("3 d 4 h");
        assertThat(DurationText.text(Duration.ofMinutes(90))).isEqualTo("1 h 30 min");
        assertThat(DurationText.text(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(DurationText.text(Duration.ofMillis(7))).isEqualTo("7 ms");
    }

    @Test
    void inConfigurationTheyHaveAUnit() {
        Map.of(
                        "0s", Duration.ZERO,
                        "250ms", Duration.ofMillis(250),
                        "90s", Duration.ofSeconds(90),
                        "5m", Duration.ofMinutes(5),
                        "1 h", Duration.ofHours(1),
                        "7d", Duration.ofDays(7))
                .forEach((text, duration) ->
                        assertThat(DurationText.withUnit(text)).as(text).contains(duration));
    }

    @Test
    void anythingElseIsNone() {
        for (var text : List.of("", "10", "-1s", "1.5s", "1S", "1w", "s", "99999999999999s")) {
            assertThat(DurationText.withUnit(text)).as(text).isEmpty();
        }
    }
}

package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
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
}

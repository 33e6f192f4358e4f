package dev.countersign.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitsTest {

    @Test
    void durationsHaveAUnit() {
        Map.of(
                        "0s", Duration.ZERO,
                        "250ms", Duration.ofMillis(250),
                        "90s", Duration.ofSeconds(90),
                        "5m", Duration.ofMinutes(5),
                        "1 h", Duration.ofHours(1),
                        "7d", Duration.ofDays(7))
                .forEach((text, duration) ->
                        assertThat(Units.duration(text)).as(text).contains(duration));
    }

    @Test
    void sizesAreBinaryAndMayLackAUnit() {
        Map.of("0", 0L, "512B", 512L, "64KiB", 65_536L, "16MiB", 16_777_216L, "2GiB", 2_147_483_648L)
                .forEach((text, bytes) -> assertThat(Units.size(text)).as(text).contains(bytes));
    }

    @Test
    void anythingElseIsNone() {
        for (var text : List.of("", "10", "-1s", "1.5s", "1S", "1w", "s", "99999999999999s")) {
            assertThat(Units.duration(text)).as(text).isEmpty();
        }
        for (var text : List.of("", "-1", "1kb", "1MB", "1.5MiB", "MiB")) {
            assertThat(Units.size(text)).as(text).isEmpty();
        }
    }

    @Test
    void whatIsPrintedReadsTheSame() {
        for (var text : List.of("250ms", "1500ms", "90s", "5m", "90m", "1h", "7d", "36500d", "0s")) {
            assertThat(Units.duration(text).map(Units::text)).as(text).contains(text);
        }
        for (var text : List.of("0B", "1000B", "64KiB", "16MiB", "1GiB")) {
            assertThat(Units.size(text).map(Units::text)).as(text).contains(text);
        }
    }
}

package dev.countersign.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.DurationText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitsTest {

    @Test
    void sizesAreBinaryAndMayLackAUnit() {
        Map.of("0", 0L, "512B", 512L, "64KiB", 65_536L, "16MiB", 16_777_216L, "2GiB", 2_147_483_648L)
                .forEach((text, bytes) -> assertThat(Units.size(text)).as(text).contains(bytes));
    }

    @Test
    void anythingElseIsNone() {
        for (var text : List.of("", "-1", "1kb", "1MB", "1.5MiB", "MiB")) {
            assertThat(Units.size(text)).as(text).isEmpty();
        }
    }

    @Test
    void whatIsPrintedReadsTheSame() {
        for (var text : List.of("250ms", "1500ms", "90s", "5m", "90m", "1h", "7d", "36500d", "0s")) {
            assertThat(DurationText.withUnit(text).map(Units::text)).as(text).contains(text);
        }
        for (var text : List.of("0B", "1000B", "64KiB", "16MiB", "1GiB")) {
            assertThat(Units.size(text).map(Units::text)).as(text).contains(text);
        }
    }
}

package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.ConnectionLimits;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFilesTest {
    private static ConnectionLimits limits(int open, int ofOneAddress) {
        return new ConnectionLimits(open, ofOneAddress, Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({
        "1048576, 16384, 1024",
        "9223372036854775807, 16384, 1024",
        "4096, 3072, 1024",
        "1024, 768, 768",
        "256, 128, 128",
        "100, 1, 1"
    })
    void connectionsLeaveFilesToAllElse(long files, int open, int ofOneAddress) {
        assertThat(OpenFiles.within(limits(16_384, 1_024), files)).isEqualTo(limits(open, ofOneAddress));
    }
}

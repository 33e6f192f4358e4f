package dev.countersign.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, bytes 0-3/10",
        "bytes=4-, bytes 4-9/10",
        "bytes=-3, bytes 7-9/10",
        "bytes=-30, bytes 0-9/10",
        "bytes=8-400, bytes 8-9/10",
        "bytes=10-, bytes */10",
        "bytes=10-12, bytes */10",
        "bytes=-0, bytes */10",
        "bytes=5-4, whole",
        "'bytes=0-1,3-4', whole",
        "bytes=-, whole",
        "bytes=a-b, whole",
        "items=0-1, whole",
        "bytes=0-99999999999999999999, whole",
    })
    void onePartIsReadAsClientsMeanIt(String header, String expected) {
        var found = ByteRange.parse(header, 10).map(range -> range.contentRange(10));

        assertThat(found.orElse("whole")).isEqualTo(expected);
    }
}

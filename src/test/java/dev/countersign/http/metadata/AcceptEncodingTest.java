package dev.countersign.http.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "gzip, deflate",
                "br, GZIP",
                "*",
                "gzip;q=0.5",
                "identity;q=0.5, gzip;q=0.8",
                "*;q=0.1",
                "x-gzip;q=1"
            })
    void gzipIsPreferred(String header) {
        assertThat(AcceptEncoding.prefersGzip(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "identity",
                "br",
                "gzip;q=0",
                "gzip;q=0.0, *",
                "identity, gzip;q=0.5",
                "*;q=0",
                "gzip;q=x",
                "gzipped"
            })
    void plainContentIsPreferred(String header) {
        assertThat(AcceptEncoding.prefersGzip(header)).isFalse();
    }

    @Test
    void withoutTheHeaderContentIsPlain() {
        assertThat(AcceptEncoding.prefersGzip(null)).isFalse();
    }
}

package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {
    @ParameterizedTest
    @CsvSource({
        "root,root,root",
        "bins-3f,bins-3f,bins-3f",
        "../x,..%2Fx,..%2Fx",
        "Root,Root,%52oot",
        "a~b,a~b,a%7Eb",
        "%2F,%252F,%252%46",
        "é,%C3%A9,%C3%A9"
    })
    void namesAreOneSegmentOfAnAddressAndOneFile(String name, String inAddress, String ofFile) {
        assertThat(SafeName.inAddress(name)).isEqualTo(inAddress);
        assertThat(SafeName.ofFile(name)).isEqualTo(ofFile);
    }

    @Test
    void aNameThatIsTooLongForAFileSystemIsAHash() {
        assertThat(SafeName.ofFile("é".repeat(100))).hasSize(65).startsWith("%").isNotEqualTo(SafeName.ofFile("é"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "a/./b", ".."})
    void noPathLeadsOutOfWhereTargetsAre(String path) {
        try (var http = new Transport(Credentials.NONE)) {
            var targets = new HttpTargets(http, URI.create("http://127.0.0.1:1/files/"));

            assertThatThrownBy(() -> targets.address(path)).isInstanceOf(ClientException.Untrusted.class);
            assertThat(targets.address("a b/%2e?#x"))
                    .isEqualTo(URI.create("http://127.0.0.1:1/files/a%20b/%252e%3F%23x"));
        }
    }
}

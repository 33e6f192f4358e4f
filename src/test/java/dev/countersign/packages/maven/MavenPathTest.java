package dev.countersign.packages.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.json.Bytes;
import dev.countersign.packages.UnreadableIndex;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MavenPathTest {
    private static final URI ADDRESS = URI.create("https://maven.example/org/example/lib/maven-metadata.xml");

    @Test
    void takesAFileApart() {
        assertThat(MavenPath.parse("org/example/lib/1.0/lib-1.0-sources.jar"))
                .contains(new MavenPath("org/example/lib", "1.0", "lib-1.0-sources.jar"));
        assertThat(MavenPath.parse("org/example/lib/1.0/lib-1.0.jar.asc")).isPresent();
        assertThat(MavenPath.parse("lib/2-SNAPSHOT/lib-2-20260101.0101-1.jar")
                        .orElseThrow()
                        .isSnapshot())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org/example/lib/maven-metadata.xml",
                "org/example/lib/1.0/maven-metadata-local.xml",
                "org/example/lib/1.0/lib-1.0.jar.sha1",
                "org/example/lib/1.0/lib-1.0.jar.sha512",
                "archetype-catalog.xml",
                "lib/lib-1.0.jar",
                "org/example/lib/1.0/other-1.0.jar"
            })
    void whatIsNoFileOfAVersionIsNone(String path) {
        assertThat(MavenPath.parse(path)).isEmpty();
    }

    @Test
    void readsVersions() {
        var metadata = MavenMetadata.parse(Bytes.utf8("""
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
            <metadata modelVersion="1.1.0"><groupId>org.example</groupId><artifactId>lib</artifactId>
            <versioning><latest>2.0</latest><release>&e;</release>
            <versions><version>1.0</version><version>2.0</version></versions></versioning></metadata>\
            """), ADDRESS);
        assertThat(metadata.project()).isEqualTo("org/example/lib");
        assertThat(metadata.versions()).containsExactly("1.0", "2.0");
        assertThat(metadata.latest()).isEqualTo("2.0");
        assertThat(metadata.release()).isEqualTo("&e;");
    }

    @Test
    void anotherDocumentIsRefused() {
        assertThatExceptionOfType(UnreadableIndex.class)
                .isThrownBy(() -> MavenMetadata.parse(Bytes.utf8("<html><body>404</body></html>"), ADDRESS))
                .withMessageContaining("no element metadata");
    }
}

package dev.countersign.packages.go;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.packages.GoEscape;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ModuleVersionsTest {
    @Test
    void aVersionIsAModuleFileAndAnArchive() {
        var list = URI.create("https://go.example/github.com/!burnt!sushi/toml/@v/list");
        assertThat(ModuleVersions.read(Bytes.utf8("v1.0.0\nv1.1.0-RC1\n"), list).files())
                .extracting(file -> file.name() + " " + file.address())
                .containsExactly(
                        "v1.0.0.mod https://go.example/github.com/!burnt!sushi/toml/@v/v1.0.0.mod",
                        "v1.0.0.zip https://go.example/github.com/!burnt!sushi/toml/@v/v1.0.0.zip",
                        "v1.1.0-!r!c1.mod https://go.example/github.com/!burnt!sushi/toml/@v/v1.1.0-!r!c1.mod",
                        "v1.1.0-!r!c1.zip https://go.example/github.com/!burnt!sushi/toml/@v/v1.1.0-!r!c1.zip");
    }

    @Test
    void capitalsAreEscaped() {
        assertThat(GoEscape.escaped("github.com/BurntSushi/toml")).isEqualTo("github.com/!burnt!sushi/toml");
        assertThat(GoEscape.unescaped("github.com/!burnt!sushi/toml")).isEqualTo("github.com/BurntSushi/toml");
    }
}

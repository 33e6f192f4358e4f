package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeclarativeFileTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.yaml"), text);
    }

    @Test
    void yamlAndJsonSayTheSame() throws IOException {
        var yaml = DeclarativeFile.read(file("root:\n  threshold: 2\n  keys: [{public-key: a.pub}]\nsign: []\n"));
        var json = DeclarativeFile.read(
                file("{\"root\":{\"threshold\":2,\"keys\":[{\"public-key\":\"a.pub\"}]},\"sign\":[]}"));

        assertThat(yaml).isEqualTo(json);
    }

    @Test
    void slipsAreNamedWithTheirPlace() throws IOException {
        assertThatThrownBy(() -> DeclarativeFile.read(file("a: 1\na: 2\n")))
                .isInstanceOf(CliFailure.Misused.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> DeclaredMembers.read("f", DeclarativeFile.read(file("root: {treshold: 2}")))
                        .object("root")
                        .only("threshold", "keys"))
                .hasMessage("f: root.treshold: unknown (expected: threshold, keys)");
        assertThatThrownBy(() -> DeclaredMembers.read("f", DeclarativeFile.read(file("root: {threshold: two}")))
                        .object("root")
                        .requiredNumber("threshold"))
                .hasMessage("f: root.threshold: \"two\" (expected: a whole number)");
    }

    @Test
    void theExamplesInConfHaveOnlyMembersThatAreKnown() {
        DeclaredMembers.read("ceremony", DeclarativeFile.read(Path.of("conf", "ceremony.yaml")))
                .only("expiration", "root", "online-key", "bins", "delegations", "sign", "timeout");
        DeclaredMembers.read("update", DeclarativeFile.read(Path.of("conf", "root-update.yaml")))
                .only("add-keys", "remove-keys", "threshold", "expiration", "online-key", "sign");
    }
}

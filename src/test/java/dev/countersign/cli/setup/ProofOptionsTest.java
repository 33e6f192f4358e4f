package dev.countersign.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ProofOptionsTest {
    @TempDir
    private Path folder;

    private Destination destination(String token) throws IOException {
        var file = Files.writeString(folder.resolve("token"), token + "\n");
        var options = CommandLine.populateCommand(
                new ProofOptions(), "--token-file", file.toString(), "--guard", "http://127.0.0.1:8090");
        return options.destination(PackageClient.PIP, Machine.here());
    }

    @Test
    void aTokenIsInTheAddress() throws IOException {
        assertThat(destination("csg_a-b.c~1").address()).contains("//countersign:csg_a-b.c~1@127.0.0.1:8090/");
    }

    @Test
    void whatCannotBeATokenIsNotReadToItsEnd() {
        assertThatExceptionOfType(CliFailure.Misused.class)
                .isThrownBy(() -> destination("x".repeat(1 << 20)))
                .withMessageContaining("larger than 1048576 bytes (--token-file)");
    }

    /** Nor in XML, TOML or a pattern. */
    @ParameterizedTest
    @ValueSource(strings = {"a$1", "a\\b", "a@b", "a/b", "a\"b", "<a>", "a&b", "a%b", "a#b", "a+b", "a="})
    void whatCannotBeInAnAddressIsNoTokenForAPackageManager(String token) {
        assertThatExceptionOfType(CliFailure.Misused.class)
                .isThrownBy(() -> destination(token))
                .withMessageContaining("the token from ")
                .withMessageContaining("guard token");
    }
}

package dev.countersign.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardCheckCommandTest {
    private static final URI GUARD = URI.create("http://127.0.0.1:8090");

    @TempDir
    private Path folder;

    private Machine machine() {
        return new Machine(Machine.Platform.LINUX, Map.of("PATH", folder.toString()), folder, folder, folder);
    }

    private void configure(PackageClient client) {
        SettingsFile.at(client.configuration().file(machine()))
                .write(client.configuration().with("", Destination.open(client.registry(GUARD))), true);
    }

    private void install(String program) throws IOException {
        assertThat(Files.createFile(folder.resolve(program)).toFile().setExecutable(true))
                .isTrue();
    }

    @Test
    void thoseThatWereConfiguredAreCheckedInstalledOrNot() {
        assertThat(GuardCheckCommand.configured(machine())).isEmpty();

        configure(PackageClient.PIP);
        configure(PackageClient.GO);

        assertThat(GuardCheckCommand.configured(machine())).containsExactly(PackageClient.PIP, PackageClient.GO);
    }

    /** Who has configured npm and has no pnpm does not miss it. */
    @Test
    void ofTwoWithOneFileTheOneThatIsInstalledIsChecked() throws IOException {
        configure(PackageClient.NPM);
        assertThat(GuardCheckCommand.configured(machine())).containsExactly(PackageClient.NPM, PackageClient.PNPM);

        install("pnpm");
        assertThat(GuardCheckCommand.configured(machine())).containsExactly(PackageClient.PNPM);

        install("npm");
        assertThat(GuardCheckCommand.configured(machine())).containsExactly(PackageClient.NPM, PackageClient.PNPM);
    }
}

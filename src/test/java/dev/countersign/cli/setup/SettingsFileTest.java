package dev.countersign.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("deep").resolve("settings");
    }

    @Test
    void aFileThatWasNotThereIsGoneAgain() {
        var settings = SettingsFile.at(file);
        assertThat(settings.text()).isEmpty();

        settings.write("ours\n", true);
        assertThat(file).hasContent("ours\n");
        assertThat(settings.backup()).doesNotExist();

        settings.restore("");
        assertThat(file).doesNotExist();
    }

    @Test
    void whatWasThereIsKeptAndComesBackWithItsPermissions() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        var settings = SettingsFile.at(file);

        settings.write("mine\nours\n", true);
        settings.write("mine\nours again\n", false);
        assertThat(settings.backup()).hasContent("mine\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");

        settings.restore("mine\n");
        assertThat(file).hasContent("mine\n");
        assertThat(settings.backup()).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    /** What the user has changed since then is in neither. */
    @Test
    void aCopyThatSaysSomethingElseStays() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine\n");
        var settings = SettingsFile.at(file);
        settings.write("mine\nours\n", true);

        settings.restore("mine\nmore\n");

        assertThat(file).hasContent("mine\nmore\n");
        assertThat(settings.backup()).hasContent("mine\n");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        var real = Files.writeString(folder.resolve("dotfiles"), "mine\n");
        var link = Files.createSymbolicLink(folder.resolve("link"), real);

        SettingsFile.at(link).write("ours\n", true);

        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("ours\n");
    }

    @Test
    void whatGetsASecretIsForItsOwnerAlone() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "before\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        SettingsFile.at(file).keepFromOthers();
        SettingsFile.at(file).write("secret\n", true);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}

package dev.countersign.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.app.config.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {

    @TempDir
    Path temporary;

    @Test
    void aNewFolderIsCreatedAndOpensAgain() {
        var folder = temporary.resolve("some/where/data");

        DataFolder.open(folder).close();

        try (var again = DataFolder.open(folder)) {
            assertThat(again.path()).isEqualTo(folder).isDirectory();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a$HOME", "a`b", "a\\b", "a\nb", "a\u0007b"})
    void aPathThatPostgresCannotTakeIsRefusedBeforeAnythingIsMade(String name) {
        assertThatThrownBy(() -> DataFolder.open(temporary.resolve(name).resolve("data")))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("--data: the folder's path contains ")
                .hasMessageContaining("name another folder");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void anEmptyFolderBecomesOurs() {
        try (var data = DataFolder.open(temporary)) {
            assertThat(data.path().resolve("COUNTERSIGN")).exists();
        }
    }

    @Test
    void aFolderOfSomebodyElseIsRefusedAndLeftAlone() throws IOException {
        Files.writeString(temporary.resolve("thesis.tex"), "");

        assertThatThrownBy(() -> DataFolder.open(temporary))
                .isInstanceOf(StartFailure.class)
                .hasMessage(temporary
                        + ": this folder is not empty and not a Countersign data folder; name a new one with --data");
        assertThat(temporary).isDirectoryNotContaining("glob:**COUNTERSIGN");
    }

    @Test
    void aFolderOfAnotherFormatIsRefused() throws IOException {
        Files.writeString(temporary.resolve("COUNTERSIGN"), "Countersign data folder, format 2\n");

        assertThatThrownBy(() -> DataFolder.open(temporary))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith(temporary + ": written by another version of Countersign")
                .hasMessageContaining("format 2");
    }

    @Test
    void aFolderInUseIsRefusedWithTheProcessThatUsesIt() {
        try (var first = DataFolder.open(temporary)) {
            assertThatThrownBy(() -> DataFolder.open(first.path()))
                    .isInstanceOf(StartFailure.class)
                    .hasMessage(temporary + ": in use by a running Countersign (process "
                            + ProcessHandle.current().pid() + "); stop it or name another folder with --data");
        }
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        var file = Files.writeString(temporary.resolve("data"), "");

        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(file.toString())
                .message()
                .hasLineCount(1);
    }

    @Test
    void aFolderThatCannotBeCreatedIsRefused() {
        // Not even root may create a folder here.
        var folder = Path.of("/proc/countersign");

        assertThatThrownBy(() -> DataFolder.open(folder))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("/proc/countersign: the data folder cannot be written by user ");
    }
}

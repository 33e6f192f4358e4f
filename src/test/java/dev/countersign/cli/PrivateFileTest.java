package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
    @TempDir
    Path temporary;

    @Test
    void whatAnOverwriteLeavesIsNeverHalfAFile() throws IOException {
        var file = temporary.resolve("password");

        PrivateFile.replace(file, "one".getBytes());
        PrivateFile.replace(file, "two".getBytes());

        assertThat(file).hasContent("two");
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(temporary)
                .isDirectoryContaining(found -> found.equals(file))
                .isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void aNewFileReplacesNothing() throws IOException {
        var file = temporary.resolve("key");
        PrivateFile.create(file, "one".getBytes());

        assertThatThrownBy(() -> PrivateFile.create(file, "two".getBytes()))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("one");
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    @Test
    void aFolderIsForItsOwnerAlone() throws IOException {
        var folder = temporary.resolve("a/b");

        PrivateFile.createFolder(folder);
        PrivateFile.createFolder(folder);

        assertThat(permissions(folder)).isEqualTo("rwx------");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}

package dev.countersign.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFileTest {
    @TempDir
    private Path folder;

    @Test
    void itIsReadUpToTheBound() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "0123456789");

        assertThat(SmallFile.text(file)).isEqualTo("0123456789");
        assertThat(SmallFile.read(file, 10)).hasSize(10);
        assertThatThrownBy(() -> SmallFile.read(file, 9))
                .isInstanceOfSatisfying(
                        SmallFile.TooLargeException.class,
                        large -> assertThat(large.getReason()).isEqualTo("larger than 9 bytes"));
    }

    @Test
    void whatHasNoEndIsNotReadForEver() throws IOException {
        var file = folder.resolve("file");
        try (var large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 31);
        }

        assertThatThrownBy(() -> SmallFile.text(file)).isInstanceOf(SmallFile.TooLargeException.class);
        assertThatThrownBy(() -> SmallFile.read(folder.resolve("other"))).isInstanceOf(NoSuchFileException.class);
    }

    /** As somebody types it into a pipe that stays open. */
    @Test
    void nothingIsWaitedForBehindTheFirstLine() throws IOException {
        var file = folder.resolve("file");
        assertThat(SmallFile.firstLine(Files.writeString(file, "caf\u00e9\r\nmore")))
                .isEqualTo("caf\u00e9");
        assertThat(SmallFile.firstLine(Files.writeString(file, "one"))).isEqualTo("one");
        assertThat(SmallFile.firstLine(Files.writeString(file, ""))).isEmpty();
        try (var large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 31);
        }
        assertThatThrownBy(() -> SmallFile.firstLine(file)).isInstanceOf(SmallFile.TooLargeException.class);
    }

    @Test
    void textIsUtf8() throws IOException {
        var file = Files.write(folder.resolve("file"), new byte[] {'a', (byte) 0xe9});

        assertThatThrownBy(() -> SmallFile.text(file)).isInstanceOf(CharacterCodingException.class);
        assertThat(SmallFile.text(Files.write(file, new byte[] {'a', (byte) 0xc3, (byte) 0xa9})))
                .isEqualTo("a\u00e9");
    }
}

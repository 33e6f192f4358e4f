package dev.countersign.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is read whole: a configuration, a secret, certificates. Whatever it is, it does not fill the memory. */
public final class SmallFile {
    /** More than any file of that kind has. */
    public static final int MOST_BYTES = 1 << 20;

    private SmallFile() {}

    /** There is more of it than is read. */
    public static final class TooLargeException extends FileSystemException {
        private static final long serialVersionUID = 1;

        private TooLargeException(Path file, int mostBytes) {
            super(file.toString(), null, "larger than " + mostBytes + " bytes");
        }
    }

    /** @throws TooLargeException when it has more than {@link #MOST_BYTES} */
    public static byte[] read(Path file) throws IOException {
        return read(file, MOST_BYTES);
    }

    /** @throws TooLargeException when it has more bytes than these */
    public static byte[] read(Path file, int mostBytes) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var content = in.readNBytes(mostBytes + 1);
            if (content.length > mostBytes) {
                throw new TooLargeException(file, mostBytes);
            }
            return content;
        }
    }

    /** @throws CharacterCodingException when it is not UTF-8 */
    public static String text(Path file) throws IOException {
        return text(file, MOST_BYTES);
    }

    /** The same, with a bound of its own. */
    public static String text(Path file, int mostBytes) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(read(file, mostBytes)))
                .toString();
    }
}

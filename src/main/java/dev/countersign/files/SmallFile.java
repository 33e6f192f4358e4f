package dev.countersign.files;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
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

    /**
     * What stands before the end of its first line; nothing behind that is waited for, as somebody may type it.
     *
     * @throws CharacterCodingException when it is not UTF-8
     */
    public static String firstLine(Path file) throws IOException {
        var line = new ByteArrayOutputStream();
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            for (int next = in.read(); next >= 0 && next != '\n' && next != '\r'; next = in.read()) {
                if (line.size() == MOST_BYTES) {
                    throw new TooLargeException(file, MOST_BYTES);
                }
                line.write(next);
            }
        }
        return utf8(line.toByteArray());
    }

    /** @throws CharacterCodingException when it is not UTF-8 */
    public static String text(Path file) throws IOException {
        return text(file, MOST_BYTES);
    }

    /** The same, with a bound of its own. */
    public static String text(Path file, int mostBytes) throws IOException {
        return utf8(read(file, mostBytes));
    }

    private static String utf8(byte[] text) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    }
}

package dev.countersign.cli;

import dev.countersign.tuf.Bytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The lines of an import, plain or compressed with gzip, from a file or standard input. Used by one thread. */
final class ImportSource implements AutoCloseable {
    /** Bytes of the longest line that is read; longer ones are refused one by one. */
    static final int MAX_LINE = 256 << 10;

    private static final int BUFFER = 1 << 18;

    private final CountingStream raw;
    private final InputStream lines;
    private final long size;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private long lineNumber;

    private ImportSource(InputStream in, long size) throws IOException {
        this.raw = new CountingStream(in);
        this.lines = decompressed(raw);
        this.size = size;
    }

    /** Opens a file; {@code -} is standard input. */
    static ImportSource open(Path input) {
        try {
            if (Files.isDirectory(input)) {
                throw new CliFailure.Misused(input + ": a folder (expected: a list of artifacts)");
            }
            return new ImportSource(
                    isStandardInput(input) ? System.in : Files.newInputStream(input),
                    isStream(input) ? -1 : Files.size(input));
        } catch (IOException e) {
            throw Unreadable.failure(input, e);
        }
    }

    static boolean isStandardInput(Path input) {
        return input.toString().equals("-");
    }

    /** Whether what is read is gone: standard input, a pipe or a device. */
    static boolean isStream(Path input) {
        return isStandardInput(input) || (Files.exists(input) && !Files.isRegularFile(input));
    }

    private static InputStream decompressed(InputStream raw) throws IOException {
        var in = new BufferedInputStream(raw, BUFFER);
        in.mark(2);
        var gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in, BUFFER) : in;
    }

    /** The next line without its end, or null after the last one; a line too long comes cut at {@link #MAX_LINE} + 1. */
    @Nullable
    Bytes next() throws IOException {
        var line = new byte[0];
        while (at < end || fill()) {
            var newline = newline();
            var piece = Arrays.copyOfRange(buffer, at, newline < 0 ? end : newline);
            at = newline < 0 ? end : newline + 1;
            line = line.length == 0 ? piece : joined(line, piece);
            if (newline >= 0) {
                return ended(line);
            }
        }
        return line.length == 0 ? null : ended(line);
    }

    /** The number of the line that {@link #next} gave, from 1. */
    long lineNumber() {
        return lineNumber;
    }

    /** How much of the input has been read, 0 to 1; negative when the size is not known. */
    double fraction() {
        return size <= 0 ? -1 : Math.min(1, (double) raw.count() / size);
    }

    private Bytes ended(byte[] line) {
        lineNumber++;
        var length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        var start = lineNumber == 1 && startsWithMark(line) ? 3 : 0;
        return start == 0 && length == line.length
                ? Bytes.wrap(line)
                : Bytes.wrap(Arrays.copyOfRange(line, start, length));
    }

    private static boolean startsWithMark(byte[] line) {
        return line.length >= 3 && line[0] == (byte) 0xef && line[1] == (byte) 0xbb && line[2] == (byte) 0xbf;
    }

    private static byte[] joined(byte[] start, byte[] rest) {
        var kept = Math.min(rest.length, MAX_LINE + 1 - start.length);
        var joined = Arrays.copyOf(start, start.length + kept);
        System.arraycopy(rest, 0, joined, start.length, kept);
        return joined;
    }

    private int newline() {
        for (int i = at; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, lines.read(buffer));
        return end > 0;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private static final class CountingStream extends InputStream {
        private final InputStream in;
        private long count;

        CountingStream(InputStream in) {
            this.in = in;
        }

        long count() {
            return count;
        }

        @Override
        public int read() throws IOException {
            var one = in.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            var n = in.read(target, offset, length);
            count += Math.max(0, n);
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

package dev.countersign.cli.artifact;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.json.Bytes;
import dev.countersign.tuf.TufException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.io.input.ReaderInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a list, plain or compressed with gzip, in UTF-8 or UTF-16, from a file or standard input. Used by one
 * thread.
 */
public final class ListSource implements AutoCloseable {
    /** Bytes of the longest line that is read; longer ones are refused one by one. */
    public static final int MAX_LINE = 256 << 10;

    /** What is wrong with those. */
    public static final String TOO_LONG = "longer than " + MAX_LINE + " bytes";

    private static final int BUFFER = 1 << 18;

    private final String name;
    private final CountingStream raw;
    private final InputStream lines;
    private final long size;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private long lineNumber;

    private ListSource(String name, InputStream in, long size) throws IOException {
        this.name = name;
        this.raw = new CountingStream(in);
        this.lines = utf8(known(decompressed(raw)));
        this.size = size;
    }

    /** Opens a file; {@code -} is standard input. */
    public static ListSource open(Path input) {
        try {
            if (Files.isDirectory(input)) {
                throw new CliFailure.Misused(input + ": a folder (expected: a list of artifacts)");
            }
            return new ListSource(
                    isStandardInput(input) ? "standard input" : input.toString(),
                    isStandardInput(input) ? System.in : Files.newInputStream(input),
                    isStream(input) ? -1 : Files.size(input));
        } catch (IOException e) {
            throw FileFailure.refused(input, e);
        }
    }

    static boolean isStandardInput(Path input) {
        return input.toString().equals("-");
    }

    /** Whether what is read is gone: standard input, a pipe or a device. */
    public static boolean isStream(Path input) {
        return isStandardInput(input) || (Files.exists(input) && !Files.isRegularFile(input));
    }

    /** What the list is called in sentences. */
    public String name() {
        return name;
    }

    private static InputStream decompressed(InputStream raw) throws IOException {
        var in = new BufferedInputStream(raw, BUFFER);
        in.mark(2);
        var gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
    }

    private InputStream known(InputStream in) throws IOException {
        var foreign = ForeignFile.detect(start(in, ForeignFile.START));
        if (foreign.isPresent()) {
            throw new CliFailure.CommandRefused(name + ": " + foreign.get().sentence());
        }
        return in;
    }

    private static InputStream utf8(InputStream in) throws IOException {
        var charset = charset(start(in, 2));
        return charset.equals(StandardCharsets.UTF_8)
                ? in
                : ReaderInputStream.builder()
                        .setReader(new InputStreamReader(in, charset.newDecoder()))
                        .setCharset(StandardCharsets.UTF_8)
                        .get();
    }

    /** UTF-16 begins with its mark, or with a character of which one byte is zero. */
    private static Charset charset(byte[] start) {
        if (start.length < 2) {
            return StandardCharsets.UTF_8;
        }
        if ((start[0] == (byte) 0xff && start[1] == (byte) 0xfe) || (start[0] != 0 && start[1] == 0)) {
            return StandardCharsets.UTF_16LE;
        }
        var bigEndian = (start[0] == (byte) 0xfe && start[1] == (byte) 0xff) || (start[0] == 0 && start[1] != 0);
        return bigEndian ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
    }

    private static byte[] start(InputStream in, int length) throws IOException {
        in.mark(length);
        var start = in.readNBytes(length);
        in.reset();
        return start;
    }

    /** The next line without its end, or null after the last one; a line too long comes cut at {@link #MAX_LINE} + 1. */
    @Nullable
    public Bytes next() throws IOException {
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

    /**
     * The text of a line.
     *
     * @throws TufException.InvalidMetadata when it is too long or not UTF-8
     */
    public static String text(Bytes line) {
        if (line.length() > MAX_LINE) {
            throw new TufException.InvalidMetadata(TOO_LONG);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.array()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new TufException.InvalidMetadata("not UTF-8 (expected: a list in UTF-8 or UTF-16)");
        }
    }

    /** The number of the line that {@link #next} gave, from 1. */
    public long lineNumber() {
        return lineNumber;
    }

    /** How much of the input has been read, 0 to 1; negative when the size is not known. */
    public double fraction() {
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
        try {
            end = Math.max(0, lines.read(buffer));
        } catch (CharacterCodingException e) {
            throw new CliFailure.CommandRefused(
                    name + ": begins as UTF-16, but is not after line " + lineNumber + " (expected: UTF-8 or UTF-16)");
        }
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

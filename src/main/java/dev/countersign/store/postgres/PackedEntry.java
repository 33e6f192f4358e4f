package dev.countersign.store.postgres;

import dev.countersign.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * How an entry of a public log is stored: a byte that names the form, and raw DEFLATE with a preset dictionary. That is less
 * than half of the entry, which is kept for ever. The bytes that come out are those that went in, so nothing that is verified
 * depends on it. Entries of earlier versions are stored as they are, and begin with a brace.
 */
final class PackedEntry {
    private static final byte FORM = 1;
    private static final byte PLAIN = '{';

    /** What entries have in common. It never changes: what is stored cannot be read without it. */
    private static final byte[] DICTIONARY = Bytes.utf8("""
        {"audit":{"count":0},"changes":{"count":0,"files":{},"sha256":"e3b0c44298fc1c149afbf4c8996fb924"},\
        "type":"countersign/publication/v1"}{"audit":{"count":1,"first":1,"hashes":"","last":1,"root":""},\
        "changes":{"count":1,"files":{"1.bins-0.json":"","2.targets.json":""},"sha256":""},"publication":1,\
        "root":{"sha256":"","version":1},"snapshot":{"sha256":"","version":1},"time":"2026-12-01T00:00:00.000000Z",\
        "timestamp":{"sha256":"","version":1},"type":"countersign/publication/v1"}\
        """).array();

    private PackedEntry() {}

    static Bytes pack(Bytes entry) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setDictionary(DICTIONARY);
            deflater.setInput(entry.array());
            deflater.finish();
            var packed = new ByteArrayOutputStream(entry.length());
            packed.write(FORM);
            var buffer = new byte[1 << 10];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
            return Bytes.wrap(packed.toByteArray());
        } finally {
            deflater.end();
        }
    }

    /** @throws IllegalStateException for what {@link #pack} has not made */
    static Bytes unpack(Bytes stored) {
        if (stored.length() > 0 && stored.byteAt(0) == PLAIN) {
            return stored;
        }
        if (stored.length() == 0 || stored.byteAt(0) != FORM) {
            throw new IllegalStateException("an entry of the log is stored in a form that is not known");
        }
        var inflater = new Inflater(true);
        try {
            inflater.setDictionary(DICTIONARY);
            inflater.setInput(stored.array(), 1, stored.length() - 1);
            return inflated(inflater);
        } catch (DataFormatException e) {
            throw new IllegalStateException("an entry of the log cannot be read", e);
        } finally {
            inflater.end();
        }
    }

    private static Bytes inflated(Inflater inflater) throws DataFormatException {
        var entry = new ByteArrayOutputStream(1 << 10);
        var buffer = new byte[1 << 10];
        while (!inflater.finished()) {
            int length = inflater.inflate(buffer);
            if (length == 0 && !inflater.finished()) {
                throw new IllegalStateException("an entry of the log ends in its middle");
            }
            entry.write(buffer, 0, length);
        }
        return Bytes.wrap(entry.toByteArray());
    }
}

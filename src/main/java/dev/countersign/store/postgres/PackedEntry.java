package dev.countersign.store.postgres;

import dev.countersign.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * How an entry of a public log is stored: less than half of the entry, which is kept for ever. A byte names the form; raw DEFLATE
 * with a preset dictionary follows. Nothing that is verified depends on it. Entries of earlier versions are stored as they are, and
 * begin with a brace. Any thread.
 */
final class PackedEntry {
    private static final byte PLAIN = '{';
    private static final byte FORM = 1;
    private static final int PIECE = 1 << 12;

    /** What entries have in common. It never changes: nothing can be read without it. */
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
            var packed = new ByteArrayOutputStream(PIECE);
            packed.write(FORM);
            var buffer = new byte[PIECE];
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
            throw new IllegalStateException("what is stored has a form that is not known");
        }
        var inflater = new Inflater(true);
        try {
            inflater.setDictionary(DICTIONARY);
            inflater.setInput(stored.array(), 1, stored.length() - 1);
            return inflated(inflater);
        } catch (DataFormatException e) {
            throw new IllegalStateException("what is stored cannot be read", e);
        } finally {
            inflater.end();
        }
    }

    private static Bytes inflated(Inflater inflater) throws DataFormatException {
        var text = new ByteArrayOutputStream(PIECE);
        var buffer = new byte[PIECE];
        while (!inflater.finished()) {
            int length = inflater.inflate(buffer);
            if (length == 0 && !inflater.finished()) {
                throw new IllegalStateException("what is stored ends in its middle");
            }
            text.write(buffer, 0, length);
        }
        return Bytes.wrap(text.toByteArray());
    }
}

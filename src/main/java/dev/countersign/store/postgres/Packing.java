package dev.countersign.store.postgres;

import dev.countersign.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * How texts that are much alike are stored: a byte that names the form, and raw DEFLATE with a preset dictionary. The
 * bytes that come out are those that went in. Any thread.
 */
final class Packing {
    private static final byte FORM = 1;
    private static final int PIECE = 1 << 12;

    private final byte[] dictionary;
    private final int level;

    /**
     * A packing of one kind of text.
     *
     * @param dictionary what such texts have in common; it never changes, as nothing can be read without it
     * @param level of {@link Deflater}
     */
    Packing(String dictionary, int level) {
        this.dictionary = Bytes.utf8(dictionary).array();
        this.level = level;
    }

    Bytes pack(Bytes text) {
        var deflater = new Deflater(level, true);
        try {
            deflater.setDictionary(dictionary);
            deflater.setInput(text.array());
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
    Bytes unpack(Bytes stored) {
        if (stored.length() == 0 || stored.byteAt(0) != FORM) {
            throw new IllegalStateException("what is stored has a form that is not known");
        }
        var inflater = new Inflater(true);
        try {
            inflater.setDictionary(dictionary);
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

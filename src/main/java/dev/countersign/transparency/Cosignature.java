package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** What a witness signs: a checkpoint and a time (C2SP tlog-cosignature, cosignature/v1). */
public final class Cosignature {
    static final int LENGTH = Long.BYTES + Ed25519.SIGNATURE_SIZE;

    private Cosignature() {}

    static Bytes message(long time, String checkpoint) {
        return Bytes.utf8("cosignature/v1\ntime " + Long.toUnsignedString(time) + "\n" + checkpoint);
    }

    static long time(Bytes signature) {
        return ByteBuffer.wrap(signature.array()).getLong();
    }

    /** When the witness saw the checkpoint that it signed. */
    public static Instant seen(SignedNote.SignatureLine line) {
        return Instant.ofEpochSecond(time(line.signature()));
    }
}

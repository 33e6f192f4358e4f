package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import dev.countersign.repository.LogRecords.Cosigned;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A witness that signs whatever it is given, made from a number. */
public final class TestWitness {
    private final byte[] seed = new byte[32];
    private final VerifierKey key;

    public TestWitness(int number) {
        Arrays.fill(seed, (byte) number);
        var publicKey = new byte[32];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        key = new VerifierKey(
                "witness.example/w" + number, VerifierKey.SignatureKind.COSIGNATURE, Bytes.wrap(publicKey));
    }

    public VerifierKey key() {
        return key;
    }

    public SignedNote.SignatureLine sign(SignedNote checkpoint, long time) {
        var message = Cosignature.message(time, checkpoint.text()).array();
        var signature = ByteBuffer.allocate(Cosignature.LENGTH).putLong(time);
        var bare = new byte[64];
        Ed25519.sign(seed, 0, message, 0, message.length, bare, 0);
        return new SignedNote.SignatureLine(
                key.name(), key.id(), Bytes.wrap(signature.put(bare).array()));
    }

    public Cosigned cosign(PublicLog log) {
        var note = SignedNote.parse(log.checkpoint());
        return new Cosigned(
                key.toString(),
                log.size(),
                note.with(List.of(sign(note, 1_700_000_000L))).toBytes());
    }
}

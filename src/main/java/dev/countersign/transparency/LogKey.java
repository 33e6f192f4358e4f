package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.key.NativeEd25519;
import dev.countersign.tuf.key.NativeEd25519Signer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The private key of a log. Never printed. */
public final class LogKey {
    private final byte[] seed;
    private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    /** Every publication waits for the signature of its checkpoint. */
    private final NativeEd25519Signer inNativeCode;

    private LogKey(byte[] seed) {
        this.seed = seed;
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        this.inNativeCode = new NativeEd25519Signer(new Ed25519PrivateKeyParameters(seed));
    }

    public static LogKey generate(SecureRandom random) {
        var seed = new byte[Ed25519.SECRET_KEY_SIZE];
        Ed25519.generatePrivateKey(random, seed);
        return new LogKey(seed);
    }

    /** @param seed what {@link #seed} has returned */
    public static LogKey of(Bytes seed) {
        if (seed.length() != Ed25519.SECRET_KEY_SIZE) {
            throw new InvalidLog(
                    "the key of a log has " + seed.length() + " bytes (expected: " + Ed25519.SECRET_KEY_SIZE + ")");
        }
        return new LogKey(seed.toByteArray());
    }

    /** The secret, to be stored and for nothing else. */
    public Bytes seed() {
        return Bytes.of(seed);
    }

    /** Its public half, as the key of a log with that origin. */
    public VerifierKey verifier(String origin) {
        return new VerifierKey(origin, VerifierKey.SignatureKind.NOTE, Bytes.of(publicKey));
    }

    /** @param key its public half, as the key of the log of the checkpoint */
    public SignedNote sign(Checkpoint checkpoint, VerifierKey key) {
        var text = checkpoint.text();
        var signature = signature(Bytes.utf8(text));
        return new SignedNote(text, List.of(new SignedNote.SignatureLine(key.name(), key.id(), Bytes.wrap(signature))));
    }

    private byte[] signature(Bytes message) {
        try {
            return inNativeCode.sign(message).orElseGet(() -> signHere(message));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(NativeEd25519.PROVIDER + " does not take the key of the log", e);
        }
    }

    private byte[] signHere(Bytes message) {
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, publicKey, 0, message.array(), 0, message.length(), signature, 0);
        return signature;
    }

    @Override
    public String toString() {
        return "LogKey[" + Bytes.of(publicKey).hex() + "]";
    }
}

package dev.countersign.tuf;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** An Ed25519 public key (RFC 8032). */
final class Ed25519Half implements PublicHalf {
    /** The SubjectPublicKeyInfo of any Ed25519 key, up to the key itself. */
    private static final byte[] SPKI_HEAD = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    /**
     * Messages from this length on, in bytes, are verified by the runtime instead of Bouncy Castle. The runtime's curve
     * arithmetic is slow and its SHA-512 fast.
     */
    private static final int LARGE = 384 * 1024;

    private final byte[] raw;
    private final Ed25519.PublicPoint point;
    private final PublicKey jca;

    private Ed25519Half(byte[] raw, Ed25519.PublicPoint point, PublicKey jca) {
        this.raw = raw;
        this.point = point;
        this.jca = jca;
    }

    /** The key of these 32 bytes, or null when they are no point of the curve's large group. */
    static @Nullable Ed25519Half of(byte[] raw) {
        if (raw.length != Ed25519.PUBLIC_KEY_SIZE || !Ed25519.validatePublicKeyFull(raw, 0)) {
            return null;
        }
        try {
            var point = Ed25519.validatePublicKeyPartialExport(raw, 0);
            var spki = new CanonicalBuffer(44).append(SPKI_HEAD).append(raw).toBytes();
            var jca = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki.array()));
            return new Ed25519Half(raw.clone(), point, jca);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    @Override
    public boolean verifies(Bytes message, byte[] signature) {
        if (signature.length != Ed25519.SIGNATURE_SIZE) {
            return false;
        }
        return message.length() < LARGE
                ? Ed25519.verify(signature, 0, point, message.array(), 0, message.length())
                : verifiesLarge(message, signature);
    }

    private boolean verifiesLarge(Bytes message, byte[] signature) {
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(jca);
            verifier.update(message.array());
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public Bytes material() {
        return Bytes.of(raw);
    }
}

package dev.countersign.tuf.key;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** An Ed25519 public key (RFC 8032). */
final class Ed25519Half implements PublicHalf {
    /** The SubjectPublicKeyInfo of any Ed25519 key, up to the key itself. */
    private static final byte[] SPKI_HEAD = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private final byte[] raw;
    private final Ed25519.PublicPoint point;
    /** The key as native code takes it, made on first use; two threads may both make it. */
    private volatile @Nullable PublicKey nativeKey;

    private Ed25519Half(byte[] raw, Ed25519.PublicPoint point) {
        this.raw = raw;
        this.point = point;
    }

    /** The key of these 32 bytes, or null when they are no point of the curve's large group. */
    static @Nullable Ed25519Half parse(byte[] raw) {
        if (raw.length != Ed25519.PUBLIC_KEY_SIZE || !Ed25519.validatePublicKeyFull(raw, 0)) {
            return null;
        }
        return new Ed25519Half(raw.clone(), Ed25519.validatePublicKeyPartialExport(raw, 0));
    }

    @Override
    public boolean verifies(Bytes message, byte[] signature) {
        if (signature.length != Ed25519.SIGNATURE_SIZE) {
            return false;
        }
        var provider = NativeEd25519.provider(message);
        return provider == null
                ? Ed25519.verify(signature, 0, point, message.array(), 0, message.length())
                : verifies(provider, message, signature);
    }

    private boolean verifies(Provider provider, Bytes message, byte[] signature) {
        try {
            var verifier = Signature.getInstance(NativeEd25519.ALGORITHM, provider);
            verifier.initVerify(nativeKey(provider));
            verifier.update(message.array());
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private PublicKey nativeKey(Provider provider) throws GeneralSecurityException {
        var known = nativeKey;
        if (known == null) {
            var spki = new CanonicalBuffer(44).append(SPKI_HEAD).append(raw).toBytes();
            known = KeyFactory.getInstance(NativeEd25519.ALGORITHM, provider)
                    .generatePublic(new X509EncodedKeySpec(spki.array()));
            nativeKey = known;
        }
        return known;
    }

    @Override
    public Bytes material() {
        return Bytes.of(raw);
    }
}

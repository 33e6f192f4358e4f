package dev.countersign.sign.file;

import dev.countersign.json.Bytes;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.NativeEd25519;
import dev.countersign.tuf.key.Signature;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * An Ed25519 key in memory. Native code signs where there is some, otherwise Bouncy Castle; signing is deterministic,
 * so both give the same bytes.
 */
final class Ed25519Signer implements Signer {
    private final Key key;
    private final Ed25519PrivateKeyParameters secret;
    /** The secret as native code takes it, made on first use; two threads may both make it. */
    private volatile @Nullable PrivateKey nativeKey;
    /** Free signers, as many as have signed at once. Each keeps a buffer for its longest message, 1 MiB at most. */
    private final Deque<java.security.Signature> idle = new ConcurrentLinkedDeque<>();

    Ed25519Signer(Key key, Ed25519PrivateKeyParameters secret) {
        this.key = key;
        this.secret = secret;
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public Signature sign(Bytes message) {
        var provider = NativeEd25519.provider(message);
        var signature = provider == null ? signHere(message) : signBy(provider, message);
        return new Signature(key.id(), HexFormat.of().formatHex(signature));
    }

    private byte[] signHere(Bytes message) {
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        secret.sign(Ed25519.Algorithm.Ed25519, null, message.array(), 0, message.length(), signature, 0);
        return signature;
    }

    private byte[] signBy(Provider provider, Bytes message) {
        try {
            var free = idle.poll();
            var signer = free == null ? begun(provider) : free;
            signer.update(message.array());
            var signature = signer.sign();
            idle.push(signer);
            return signature;
        } catch (GeneralSecurityException e) {
            throw new KeyUnavailable("key " + key.id() + ": " + provider.getName() + " cannot sign with it");
        }
    }

    private java.security.Signature begun(Provider provider) throws GeneralSecurityException {
        var signer = java.security.Signature.getInstance(NativeEd25519.ALGORITHM, provider);
        signer.initSign(nativeKey(provider));
        return signer;
    }

    private PrivateKey nativeKey(Provider provider) throws GeneralSecurityException {
        var known = nativeKey;
        if (known == null) {
            known = KeyFactory.getInstance(NativeEd25519.ALGORITHM, provider)
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded()));
            nativeKey = known;
        }
        return known;
    }

    private byte[] encoded() throws GeneralSecurityException {
        try {
            return PrivateKeyInfoFactory.createPrivateKeyInfo(secret).getEncoded();
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    @Override
    public String toString() {
        return "Ed25519Signer[" + key.id() + "]";
    }
}

package dev.countersign.tuf.key;

import dev.countersign.json.Bytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.jspecify.annotations.Nullable;

/** Signs with an Ed25519 key in native code, where there is some. Any thread. */
public final class NativeEd25519Signer {
    private final Ed25519PrivateKeyParameters secret;
    /** The secret as native code takes it, made on first use; two threads may both make it. */
    private volatile @Nullable PrivateKey nativeKey;
    /** Free signers, as many as have signed at once. Each keeps a buffer for its longest message, 1 MiB at most. */
    private final Deque<Signature> idle = new ConcurrentLinkedDeque<>();

    public NativeEd25519Signer(Ed25519PrivateKeyParameters secret) {
        this.secret = secret;
    }

    /**
     * The signature, which is the same as anybody's: signing is deterministic.
     *
     * @return empty when there is no native code for a message of that length
     * @throws GeneralSecurityException when native code does not take the key
     */
    public Optional<byte[]> sign(Bytes message) throws GeneralSecurityException {
        var provider = NativeEd25519.provider(message);
        if (provider == null) {
            return Optional.empty();
        }
        var free = idle.poll();
        var signer = free == null ? begun(provider) : free;
        signer.update(message.array());
        var signature = signer.sign();
        idle.push(signer);
        return Optional.of(signature);
    }

    private Signature begun(Provider provider) throws GeneralSecurityException {
        var signer = Signature.getInstance(NativeEd25519.ALGORITHM, provider);
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
}

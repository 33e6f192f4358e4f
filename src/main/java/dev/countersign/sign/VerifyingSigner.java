package dev.countersign.sign;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyVerifier;
import dev.countersign.tuf.key.Signature;

/** A signer whose every signature has been verified before anyone sees it. */
public final class VerifyingSigner implements Signer {
    private final Signer signer;

    public VerifyingSigner(Signer signer) {
        this.signer = signer;
    }

    @Override
    public Key key() {
        return signer.key();
    }

    @Override
    public Signature sign(Bytes message) {
        var signature = signer.sign(message);
        if (!KeyVerifier.verify(key(), message, signature.sig())) {
            throw new KeyUnavailable("key " + key().id() + ": it made a signature that its public half does not verify"
                    + " (expected: the private key of that public key; check the key's location)");
        }
        return signature;
    }
}

package dev.countersign.sign;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyVerifier;
import dev.countersign.tuf.key.Signature;
import java.util.List;

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
        return verified(message, signer.sign(message));
    }

    @Override
    public List<Signature> signAll(List<Bytes> messages) {
        var signatures = signer.signAll(messages);
        if (signatures.size() != messages.size()) {
            throw new KeyUnavailable("key " + key().id() + ": " + signatures.size() + " signatures for "
                    + messages.size() + " messages (expected: one for each)");
        }
        for (int i = 0; i < messages.size(); i++) {
            var _ = verified(messages.get(i), signatures.get(i));
        }
        return signatures;
    }

    private Signature verified(Bytes message, Signature signature) {
        if (!KeyVerifier.verify(key(), message, signature.sig())) {
            throw new KeyUnavailable("key " + key().id() + ": it made a signature that its public half does not verify"
                    + " (expected: the private key of that public key; check the key's location)");
        }
        return signature;
    }
}

package dev.countersign.tuf.key;

import dev.countersign.json.Bytes;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;

/** An ECDSA or RSA public key, verified by the Java runtime. */
record JcaHalf(PublicKey key, SignatureScheme scheme) implements PublicHalf {
    @Override
    public boolean verifies(Bytes message, byte[] signature) {
        try {
            // The salt is nearly always as long as the digest; otherwise its length is read from the signature.
            if (verifies(message, signature, scheme.digestLength())) {
                return true;
            }
            int saltLength = scheme.isSalted() && key instanceof RSAPublicKey rsa
                    ? new PssPadding(scheme).saltLength(rsa, signature)
                    : -1;
            return saltLength >= 0 && verifies(message, signature, saltLength);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean verifies(Bytes message, byte[] signature, int saltLength) throws GeneralSecurityException {
        var verifier = scheme.open(saltLength);
        verifier.initVerify(key);
        verifier.update(message.array());
        try {
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public Bytes material() {
        return Bytes.wrap(key.getEncoded());
    }
}

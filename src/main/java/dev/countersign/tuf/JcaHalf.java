package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/** An ECDSA or RSA public key, verified by the Java runtime. */
final class JcaHalf implements PublicHalf {
    private final PublicKey key;
    private final String algorithm;
    private final @Nullable PssPadding pss;

    private JcaHalf(PublicKey key, String algorithm, @Nullable PssPadding pss) {
        this.key = key;
        this.algorithm = algorithm;
        this.pss = pss;
    }

    static JcaHalf of(PublicKey key, String algorithm) {
        return new JcaHalf(key, algorithm, null);
    }

    static JcaHalf pss(PublicKey key, String digest) {
        return new JcaHalf(key, "RSASSA-PSS", new PssPadding(digest));
    }

    @Override
    public boolean verifies(Bytes message, byte[] signature) {
        try {
            if (pss == null) {
                return verifies(message, signature, 0);
            }
            // Nearly everybody makes the salt as long as the digest; any other length stands in the signature itself.
            if (verifies(message, signature, pss.digestLength())) {
                return true;
            }
            int saltLength = key instanceof RSAPublicKey rsa ? pss.saltLength(rsa, signature) : -1;
            return saltLength >= 0 && verifies(message, signature, saltLength);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean verifies(Bytes message, byte[] signature, int saltLength) throws GeneralSecurityException {
        var verifier = Signature.getInstance(algorithm);
        if (pss != null) {
            verifier.setParameter(pss.parameters(saltLength));
        }
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

package dev.countersign.sign.kms;

import dev.countersign.json.Bytes;
import dev.countersign.sign.Pem;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A key pair that signs digests, as services do. */
public final class DigestDouble {
    private final GeneratedKey pair;

    public DigestDouble(KeyKind kind) {
        this.pair = PrivateKeys.generate(kind, new SecureRandom());
    }

    public GeneratedKey pair() {
        return pair;
    }

    /** Base64 to base64, DER for ECDSA. */
    public String sign(String digest) {
        return Base64.getEncoder().encodeToString(sign(Base64.getDecoder().decode(digest), "NONEwithECDSA"));
    }

    /** @param algorithm of the Java runtime */
    public byte[] sign(byte[] digest, String algorithm) {
        try {
            var info = (PrivateKeyInfo) Pem.read(pair.toPem(null));
            var signer = Signature.getInstance(algorithm);
            signer.initSign(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded())));
            signer.update(digest);
            return signer.sign();
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    public Bytes publicPem() {
        return pair.publicPem();
    }

    /** Base64. */
    public String publicDer() {
        try {
            return Base64.getEncoder().encodeToString(((SubjectPublicKeyInfo) Pem.read(publicPem())).getEncoded());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}

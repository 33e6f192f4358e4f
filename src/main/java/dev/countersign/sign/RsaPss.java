package dev.countersign.sign;

import java.io.IOException;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Makes plain RSA keys, which TUF clients want, of those marked as for PSS only (RFC 4055): in TUF the scheme says so. */
public final class RsaPss {
    private static final AlgorithmIdentifier RSA =
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);

    private RsaPss() {}

    public static SubjectPublicKeyInfo plain(SubjectPublicKeyInfo info) throws IOException {
        return isPss(info.getAlgorithm()) ? new SubjectPublicKeyInfo(RSA, info.parsePublicKey()) : info;
    }

    public static PrivateKeyInfo plain(PrivateKeyInfo info) throws IOException {
        return isPss(info.getPrivateKeyAlgorithm()) ? new PrivateKeyInfo(RSA, info.parsePrivateKey()) : info;
    }

    private static boolean isPss(AlgorithmIdentifier algorithm) {
        if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return false;
        }
        var limits = RSASSAPSSparams.getInstance(algorithm.getParameters());
        if (limits != null && !limits.getHashAlgorithm().getAlgorithm().equals(NISTObjectIdentifiers.id_sha256)) {
            throw new KeyUnavailable("an RSA-PSS key that is limited to another hash (expected: SHA-256, or no limit)");
        }
        return true;
    }
}

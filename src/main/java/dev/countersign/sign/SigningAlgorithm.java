package dev.countersign.sign;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the Java runtime makes the signatures of a scheme.
 *
 * @param keyAlgorithm the name of its key factory
 * @param name the name of its signature
 * @param pss the padding, or null for others than RSASSA-PSS
 */
public record SigningAlgorithm(
        String keyAlgorithm, String name, @Nullable PSSParameterSpec pss) {
    public static Optional<SigningAlgorithm> of(String scheme) {
        return Optional.ofNullable(
                switch (scheme) {
                    case "ecdsa-sha2-nistp256" -> ecdsa(256);
                    case "ecdsa-sha2-nistp384" -> ecdsa(384);
                    case "ecdsa-sha2-nistp521" -> ecdsa(512);
                    case "rsassa-pss-sha224" -> pss(224);
                    case "rsassa-pss-sha256" -> pss(256);
                    case "rsassa-pss-sha384" -> pss(384);
                    case "rsassa-pss-sha512" -> pss(512);
                    case "rsa-pkcs1v15-sha224" -> pkcs1(224);
                    case "rsa-pkcs1v15-sha256" -> pkcs1(256);
                    case "rsa-pkcs1v15-sha384" -> pkcs1(384);
                    case "rsa-pkcs1v15-sha512" -> pkcs1(512);
                    default -> null;
                });
    }

    private static SigningAlgorithm ecdsa(int bits) {
        return new SigningAlgorithm("EC", "SHA" + bits + "withECDSA", null);
    }

    private static SigningAlgorithm pkcs1(int bits) {
        return new SigningAlgorithm("RSA", "SHA" + bits + "withRSA", null);
    }

    /** The salt is as long as the digest, the only length that all TUF clients verify. */
    private static SigningAlgorithm pss(int bits) {
        var digest = "SHA-" + bits;
        var parameters = new PSSParameterSpec(
                digest, "MGF1", new MGF1ParameterSpec(digest), bits / 8, PSSParameterSpec.TRAILER_FIELD_BC);
        return new SigningAlgorithm("RSA", "RSASSA-PSS", parameters);
    }

    public Signature open() throws GeneralSecurityException {
        var signature = Signature.getInstance(name);
        if (pss != null) {
            signature.setParameter(pss);
        }
        return signature;
    }
}

package dev.countersign.tuf.key;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The signature schemes of TUF keys (specification, 4.2, and what key services add to it): which type of key each goes
 * with, how its public half is written, and what the Java runtime calls it. {@link KeySupport} says which ones clients
 * verify.
 */
public enum SignatureScheme {
    ED25519(Family.ED25519, "ed25519", "Ed25519", 0),
    ECDSA_P256(Family.ECDSA, "ecdsa-sha2-nistp256", "SHA256withECDSA", 256),
    ECDSA_P384(Family.ECDSA, "ecdsa-sha2-nistp384", "SHA384withECDSA", 384),
    ECDSA_P521(Family.ECDSA, "ecdsa-sha2-nistp521", "SHA512withECDSA", 512),
    RSA_PSS_SHA224(Family.RSA, "rsassa-pss-sha224", SignatureScheme.PSS, 224),
    RSA_PSS_SHA256(Family.RSA, "rsassa-pss-sha256", SignatureScheme.PSS, 256),
    RSA_PSS_SHA384(Family.RSA, "rsassa-pss-sha384", SignatureScheme.PSS, 384),
    RSA_PSS_SHA512(Family.RSA, "rsassa-pss-sha512", SignatureScheme.PSS, 512),
    RSA_PKCS1_SHA224(Family.RSA, "rsa-pkcs1v15-sha224", "SHA224withRSA", 224),
    RSA_PKCS1_SHA256(Family.RSA, "rsa-pkcs1v15-sha256", "SHA256withRSA", 256),
    RSA_PKCS1_SHA384(Family.RSA, "rsa-pkcs1v15-sha384", "SHA384withRSA", 384),
    RSA_PKCS1_SHA512(Family.RSA, "rsa-pkcs1v15-sha512", "SHA512withRSA", 512);

    private static final String PSS = "RSASSA-PSS";

    /** What keys are made of: how metadata calls it, and the Java runtime's factory for such keys. */
    public enum Family {
        /** {@code keyval.public} is 32 bytes in hexadecimal. */
        ED25519("ed25519", "Ed25519"),
        /** {@code keyval.public} is PEM. */
        ECDSA("ecdsa", "EC"),
        /** {@code keyval.public} is PEM. */
        RSA("rsa", "RSA");

        private final String keytype;
        private final String keyFactory;

        Family(String keytype, String keyFactory) {
            this.keytype = keytype;
            this.keyFactory = keyFactory;
        }

        public String keytype() {
            return keytype;
        }

        public String keyFactory() {
            return keyFactory;
        }

        /** The scheme that every client verifies, and that new keys get. */
        public SignatureScheme usual() {
            return switch (this) {
                case ED25519 -> SignatureScheme.ED25519;
                case ECDSA -> ECDSA_P256;
                case RSA -> RSA_PSS_SHA256;
            };
        }
    }

    private static final List<SignatureScheme> ALL = List.of(values());

    private final Family family;
    private final String word;
    private final String jcaName;
    private final int digestBits;

    SignatureScheme(Family family, String word, String jcaName, int digestBits) {
        this.family = family;
        this.word = word;
        this.jcaName = jcaName;
        this.digestBits = digestBits;
    }

    /** The scheme of a word in metadata; empty when it is none of these. */
    public static Optional<SignatureScheme> named(String word) {
        return ALL.stream().filter(scheme -> scheme.word.equals(word)).findFirst();
    }

    /** The scheme of ECDSA keys on the NIST curve over a prime of that many bits. */
    public static Optional<SignatureScheme> onCurve(int bits) {
        return switch (bits) {
            case 256 -> Optional.of(ECDSA_P256);
            case 384 -> Optional.of(ECDSA_P384);
            case 521 -> Optional.of(ECDSA_P521);
            default -> Optional.empty();
        };
    }

    /** Its word in metadata. */
    public String word() {
        return word;
    }

    public Family family() {
        return family;
    }

    /** Whether a key of this type may have this scheme. The type of an ECDSA key may also be the word of its scheme. */
    boolean goesWith(String keytype) {
        return keytype.equals(family.keytype) || (family == Family.ECDSA && keytype.equals(word));
    }

    /** What an ECDSA key's curve is called by the Java runtime. */
    public String curve() {
        return switch (this) {
            case ECDSA_P256 -> "secp256r1";
            case ECDSA_P384 -> "secp384r1";
            case ECDSA_P521 -> "secp521r1";
            default -> throw new IllegalStateException(word + " has no curve of its own");
        };
    }

    /** The hash function whose digest is signed, by its Java name; Ed25519 signs the message itself. */
    public String digest() {
        return "SHA-" + digestBits;
    }

    /** The bytes of a {@link #digest}. */
    public int digestLength() {
        return digestBits / 8;
    }

    /** Whether a signature depends on the length of a salt. */
    boolean isSalted() {
        return jcaName.equals(PSS);
    }

    /** For making signatures: the salt is as long as the digest, the only length that all TUF clients verify. */
    public Signature open() throws GeneralSecurityException {
        return open(digestLength());
    }

    /** For verifying a signature whose salt has this length, if the scheme has any. */
    Signature open(int saltLength) throws GeneralSecurityException {
        var signature = Signature.getInstance(jcaName);
        if (isSalted()) {
            signature.setParameter(new PSSParameterSpec(
                    digest(), "MGF1", new MGF1ParameterSpec(digest()), saltLength, PSSParameterSpec.TRAILER_FIELD_BC));
        }
        return signature;
    }

    /** The words of those that all clients verify, for people. */
    static String recommended() {
        var words = Arrays.stream(Family.values())
                .map(family -> family.usual().word)
                .toList();
        return words.get(0) + ", " + words.get(1) + " or " + words.get(2);
    }
}

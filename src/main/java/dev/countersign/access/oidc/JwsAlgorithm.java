package dev.countersign.access.oidc;

import java.util.Arrays;
import java.util.Optional;

/**
 * The algorithms that an issuer may sign with: asymmetric ones only (RFC 7518, 3.1; RFC 8037; RFC 9864), so that no public
 * key can be used as the secret of a symmetric one.
 */
public enum JwsAlgorithm {
    RS256("RS256", JwkKind.RSA),
    RS384("RS384", JwkKind.RSA),
    RS512("RS512", JwkKind.RSA),
    PS256("PS256", JwkKind.RSA),
    PS384("PS384", JwkKind.RSA),
    PS512("PS512", JwkKind.RSA),
    ES256("ES256", JwkKind.P256),
    ES384("ES384", JwkKind.P384),
    ES512("ES512", JwkKind.P521),
    EDDSA("EdDSA", JwkKind.ED25519),
    ED25519("Ed25519", JwkKind.ED25519);

    /** The only kind of key that an algorithm works with. */
    enum JwkKind {
        RSA,
        P256,
        P384,
        P521,
        ED25519
    }

    private final String word;
    private final JwkKind kind;

    JwsAlgorithm(String word, JwkKind kind) {
        this.word = word;
        this.kind = kind;
    }

    /** As it stands in a token and in the configuration. */
    public String word() {
        return word;
    }

    JwkKind kind() {
        return kind;
    }

    public static Optional<JwsAlgorithm> parse(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
}

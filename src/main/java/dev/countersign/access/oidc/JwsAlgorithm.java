package dev.countersign.access.oidc;

import java.util.Arrays;
import java.util.Optional;

/**
 * The algorithms that an issuer may sign with: asymmetric ones only (RFC 7518, 3.1; RFC 8037; RFC 9864). There is none
 * here whose key a verifier would have to keep secret, so no public key can ever be taken for one.
 */
public enum JwsAlgorithm {
    RS256("RS256", KeyKind.RSA),
    RS384("RS384", KeyKind.RSA),
    RS512("RS512", KeyKind.RSA),
    PS256("PS256", KeyKind.RSA),
    PS384("PS384", KeyKind.RSA),
    PS512("PS512", KeyKind.RSA),
    ES256("ES256", KeyKind.P256),
    ES384("ES384", KeyKind.P384),
    ES512("ES512", KeyKind.P521),
    EDDSA("EdDSA", KeyKind.ED25519),
    ED25519("Ed25519", KeyKind.ED25519);

    /** The only kind of key that an algorithm works with. */
    enum KeyKind {
        RSA,
        P256,
        P384,
        P521,
        ED25519
    }

    private final String word;
    private final KeyKind kind;

    JwsAlgorithm(String word, KeyKind kind) {
        this.word = word;
        this.kind = kind;
    }

    /** As it stands in a token and in the configuration. */
    public String word() {
        return word;
    }

    KeyKind kind() {
        return kind;
    }

    public static Optional<JwsAlgorithm> parse(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
}

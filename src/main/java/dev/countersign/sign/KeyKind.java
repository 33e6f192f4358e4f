package dev.countersign.sign;

/** The kinds of key that this software makes. */
public enum KeyKind {
    ED25519,
    ECDSA_P256,
    RSA_2048,
    RSA_4096
}

package dev.countersign.sign.file;

/** The kinds of key that this software makes. */
public enum KeyKind {
    /** Ed25519: what all TUF clients verify, and the fastest to sign with. */
    ED25519,
    /** ECDSA on P-256. */
    ECDSA_P256,
    /** RSA of 2048 bits, signing with PSS. */
    RSA_2048,
    /** RSA of 4096 bits, signing with PSS. */
    RSA_4096
}

package dev.countersign.sign.file;

import dev.countersign.json.Bytes;
import dev.countersign.sign.OtherForms;
import dev.countersign.sign.Pem;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** The form in which a PEM file holds a key, as far as can be seen without a passphrase. */
public enum KeyForm {
    PUBLIC("public key"),
    PKCS8("private key (PKCS#8), not encrypted"),
    TRADITIONAL("private key (PKCS#1 or SEC 1), not encrypted"),
    ENCRYPTED_PKCS8("private key (PKCS#8), encrypted"),
    ENCRYPTED_TRADITIONAL("private key (PKCS#1 or SEC 1), encrypted in the old way of OpenSSL"),
    NONE("no key in PEM");

    private final String words;

    KeyForm(String words) {
        this.words = words;
    }

    /** The form of a file's content. */
    public static KeyForm detect(Bytes pem) {
        return switch (Pem.read(pem)) {
            case SubjectPublicKeyInfo _ -> PUBLIC;
            case PrivateKeyInfo _ -> PKCS8;
            case PEMKeyPair _ -> TRADITIONAL;
            case PKCS8EncryptedPrivateKeyInfo _ -> ENCRYPTED_PKCS8;
            case PEMEncryptedKeyPair _ -> ENCRYPTED_TRADITIONAL;
            case null, default -> NONE;
        };
    }

    /** What a file without a key in PEM seems to be and how to convert it, after a semicolon; empty when unknown. */
    public static String advice(Bytes file) {
        return OtherForms.advice(file);
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** Whether a passphrase is needed to read it. */
    public boolean isEncrypted() {
        return this == ENCRYPTED_PKCS8 || this == ENCRYPTED_TRADITIONAL;
    }

    /** Whether it can sign, once read. */
    public boolean isPrivate() {
        return this != PUBLIC && this != NONE;
    }
}

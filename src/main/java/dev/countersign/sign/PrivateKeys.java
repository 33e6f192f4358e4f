package dev.countersign.sign;

import dev.countersign.tuf.Bytes;
import dev.countersign.tuf.Key;
import org.jspecify.annotations.Nullable;

/** Private keys in PEM, encrypted or not. */
public final class PrivateKeys {
    private PrivateKeys() {}

    /**
     * Loads a private key that must be the other half of a public one.
     *
     * @throws KeyUnavailable when it cannot be read, or is another key
     */
    public static Signer load(Bytes pem, char @Nullable [] passphrase, Key expected) {
        throw new UnsupportedOperationException();
    }

    /**
     * Loads a private key; its public half gets the keyid that most software would give it.
     *
     * @throws KeyUnavailable when it cannot be read
     */
    public static Signer load(Bytes pem, char @Nullable [] passphrase) {
        throw new UnsupportedOperationException();
    }

    /** A new key from the runtime's secure random numbers. */
    public static GeneratedKey generate(KeyKind kind) {
        throw new UnsupportedOperationException();
    }
}

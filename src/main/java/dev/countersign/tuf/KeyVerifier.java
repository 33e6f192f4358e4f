package dev.countersign.tuf;

import java.util.Optional;

/** Verification of one signature by one key. */
public final class KeyVerifier {
    private KeyVerifier() {}

    /** Whether the signature (hexadecimal) is the key's over the message; false for anything it cannot be. */
    public static boolean verify(Key key, Bytes message, String sigHex) {
        throw new UnsupportedOperationException();
    }

    /** Why some TUF client could not use the key; empty for a key that all can use. */
    public static Optional<String> problem(Key key) {
        throw new UnsupportedOperationException();
    }

    /** The key's SubjectPublicKeyInfo, or its canonical members when it cannot be read. */
    static Bytes material(Key key) {
        throw new UnsupportedOperationException();
    }
}

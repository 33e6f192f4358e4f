package dev.countersign.sign;

/** A private key cannot be used. The message says why, and never holds a secret. */
public final class KeyUnavailable extends RuntimeException {
    public KeyUnavailable(String message) {
        super(message);
    }

    public KeyUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}

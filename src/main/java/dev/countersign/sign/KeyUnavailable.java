package dev.countersign.sign;

import java.time.Duration;

/** A private key cannot be used. The message says why, and never holds a secret. */
public final class KeyUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** When it is worth trying again. */
    public sealed interface Again {
        /** Somebody has to mend something first: a file, a permission, a PIN. */
        record WhenMended() implements Again {}

        /** It may come back by itself: where the key is does not answer. */
        record Soon() implements Again {}

        /**
         * Its service wants fewer requests.
         *
         * @param pause that it asks for; zero when it names none
         */
        record Slower(Duration pause) implements Again {}
    }

    private final transient Again again;

    public KeyUnavailable(String message) {
        this(message, new Again.WhenMended());
    }

    public KeyUnavailable(String message, Throwable cause) {
        super(message, cause);
        this.again = new Again.WhenMended();
    }

    private KeyUnavailable(String message, Again again) {
        super(message);
        this.again = again;
    }

    /** Where the key is does not answer now. */
    public static KeyUnavailable away(String message) {
        return new KeyUnavailable(message, new Again.Soon());
    }

    /** @param pause that the service asks for; zero when it names none */
    public static KeyUnavailable throttled(String message, Duration pause) {
        return new KeyUnavailable(message, new Again.Slower(pause));
    }

    public Again again() {
        return again;
    }
}

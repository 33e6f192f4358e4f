package dev.countersign.store;

/** PostgreSQL cannot be used as it is; the message is one sentence an operator can act on, without any secret. */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreUnavailable(String message) {
        super(message);
    }

    StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}

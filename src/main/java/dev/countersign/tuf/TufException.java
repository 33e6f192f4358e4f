package dev.countersign.tuf;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Printable;

/** What can be wrong with metadata, in one sentence for the person who sent it. */
public abstract sealed class TufException extends InvalidInput {
    private TufException(String message) {
        super(message);
    }

    /** A role name, target path or keyid outside the policy. */
    public static final class InvalidName extends TufException {
        private final String value;
        private final String reason;

        /**
         * A refused name.
         *
         * @param what the kind of name, such as {@code target path}
         */
        public InvalidName(String what, String value, String reason) {
            super(what + ": " + Printable.quoted(value) + " (" + reason + ")");
            this.value = value;
            this.reason = reason;
        }

        public String value() {
            return value;
        }

        public String reason() {
            return reason;
        }
    }

    /** Metadata that lacks what the specification requires, or says what it forbids. */
    public static final class InvalidMetadata extends TufException {
        public InvalidMetadata(String message) {
            super(message);
        }
    }

    /** A Root that may not follow the trusted one. */
    public static final class UntrustedRoot extends TufException {
        public UntrustedRoot(String message) {
            super(message);
        }
    }

    /** Metadata that a client must not trust: unsigned, expired, rolled back or altered. */
    public static final class UntrustedMetadata extends TufException {
        public UntrustedMetadata(String message) {
            super(message);
        }
    }

    /** A file that clients with their default limits would refuse to download. */
    public static final class TooLarge extends TufException {
        public TooLarge(RoleName role, long size, long limit) {
            super(role.value() + " would have " + size + " bytes (expected: <= " + limit
                    + ", the most that TUF clients download; remove what is not needed, or spread it over more roles)");
        }
    }
}

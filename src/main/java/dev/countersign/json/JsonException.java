package dev.countersign.json;

/** What can be wrong with JSON. */
public abstract sealed class JsonException extends InvalidInput {
    private JsonException(String message) {
        super(message);
    }

    /** Text that is not JSON, or is JSON that two parsers would read differently. */
    public static final class Malformed extends JsonException {
        private final String position;

        /**
         * Malformed text.
         *
         * @param position a JSON pointer to the place, empty for the document itself
         */
        public Malformed(String message, String position) {
            super("invalid JSON" + (position.isEmpty() ? "" : " at " + position) + ": " + message);
            this.position = position;
        }

        /** A JSON pointer to the place, empty for the document itself. */
        public String position() {
            return position;
        }
    }

    /** Bytes that are not UTF-8 as it may stand in JSON. */
    public static final class NotUtf8 extends JsonException {
        private final long offset;

        public NotUtf8(String message, long offset) {
            super(message);
            this.offset = offset;
        }

        /** Where it stops being UTF-8. */
        public long offset() {
            return offset;
        }
    }

    /** Text that is not the compact, sorted form in which this software writes files. */
    public static final class NotCompact extends JsonException {
        public NotCompact(String message) {
            super(message);
        }
    }

    /** JSON for which TUF clients compute different canonical bytes, so that some would refuse its signature. */
    public static final class NotPortable extends JsonException {
        public NotPortable(String message) {
            super(message);
        }
    }
}

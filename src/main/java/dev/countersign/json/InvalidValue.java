package dev.countersign.json;

import org.jspecify.annotations.Nullable;

/** A field whose value is not allowed: what it is, and what was expected. */
public final class InvalidValue extends InvalidInput {
    private InvalidValue(String message) {
        super(message);
    }

    public InvalidValue(String field, Object value, String expected) {
        super(sentence(field, value instanceof String text ? Printable.quoted(text) : String.valueOf(value), expected));
    }

    /** A member of some JSON; null when it is missing. */
    public InvalidValue(String field, @Nullable Json value, String expected) {
        super(sentence(field, Json.shown(value), expected));
    }

    /** The same about a field of the object at this path. */
    public InvalidValue in(String path) {
        return new InvalidValue(path + "." + getMessage());
    }

    private static String sentence(String field, String shown, String expected) {
        return field + ": " + shown + " (expected: " + expected + ")";
    }
}

package dev.countersign.access;

import java.util.regex.Pattern;

/** The identity of a token; no secret. */
public record TokenId(String value) implements Comparable<TokenId> {
    static final int LENGTH = 12;
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z]{" + LENGTH + "}");

    public TokenId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not an id of a token");
        }
    }

    @Override
    public int compareTo(TokenId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

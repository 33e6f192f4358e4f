package dev.countersign.access;

/** The identity of a token; no secret. */
public record TokenId(String value) implements Comparable<TokenId> {
    static final int LENGTH = 12;

    public TokenId {
        if (value.length() != LENGTH || !Base62.isDigits(value)) {
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

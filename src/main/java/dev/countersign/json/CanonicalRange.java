package dev.countersign.json;

/** Canonical bytes that are part of a longer array: from one index to before another. */
public record CanonicalRange(Bytes whole, int from, int to) {

    public static CanonicalRange of(Bytes bytes) {
        return new CanonicalRange(bytes, 0, bytes.length());
    }

    /** A copy, unless they are the whole. */
    public Bytes toBytes() {
        return whole.slice(from, to);
    }
}

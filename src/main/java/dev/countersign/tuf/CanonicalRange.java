package dev.countersign.tuf;

/** Canonical bytes that lie in something longer: from an index on to before another. */
record CanonicalRange(Bytes whole, int from, int to) {

    static CanonicalRange of(Bytes bytes) {
        return new CanonicalRange(bytes, 0, bytes.length());
    }

    /** A copy, unless they are the whole. */
    Bytes toBytes() {
        return whole.slice(from, to);
    }
}

package dev.countersign.tuf;

/** The canonical form (OLPC) of JSON: the bytes that TUF signatures and keyids are computed over (specification, 4.2). */
public final class CanonicalJson {
    private CanonicalJson() {}

    /**
     * The canonical bytes of a value on which all TUF clients agree.
     *
     * @throws TufException.NotPortable when some client would compute other bytes
     */
    public static Bytes encode(Json value) {
        throw new UnsupportedOperationException();
    }

    /**
     * The canonical bytes of anything the form can express, portable or not: for reading what others signed.
     *
     * @throws TufException.NotPortable for a {@link Json.Dec} or a lone surrogate, which have no canonical form
     */
    public static Bytes encodeAny(Json value) {
        throw new UnsupportedOperationException();
    }

    /** Canonical bytes as valid JSON: control characters, which the canonical form writes raw, are escaped. */
    public static Bytes toWire(Bytes canonical) {
        throw new UnsupportedOperationException();
    }

    /** The inverse of {@link #toWire}. */
    public static Bytes fromWire(Bytes wire) {
        throw new UnsupportedOperationException();
    }
}

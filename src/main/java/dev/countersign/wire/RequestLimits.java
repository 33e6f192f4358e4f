package dev.countersign.wire;

/** What one request of artifacts may hold: the server refuses more, and the command line sends no more. */
public final class RequestLimits {
    public static final int ARTIFACTS = 10_000;

    /** Of files that are handed in for an adoption. */
    public static final int PARTS = 20_000;

    /** In the canonical form of one artifact's {@code custom}. */
    public static final int CUSTOM_BYTES = 64 << 10;

    /** How many objects and arrays of a {@code custom} may be open at once. */
    public static final int CUSTOM_DEPTH = 32;

    private RequestLimits() {}
}

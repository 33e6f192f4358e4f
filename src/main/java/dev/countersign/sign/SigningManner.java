package dev.countersign.sign;

/**
 * How the keys of a place sign, for those who give them threads.
 *
 * @param batch messages that one call may hold
 */
public record SigningManner(Awaited awaited, int batch) {
    /** What a call spends its time with. */
    public enum Awaited {
        /** It computes, in this process. */
        NONE,
        /** A library, which may hold its thread for as long as it likes. */
        FOR_A_DEVICE,
        /** An answer over the network. */
        FOR_AN_ANSWER
    }

    public static final SigningManner HERE = new SigningManner(Awaited.NONE, 1);

    public static final SigningManner DEVICE = new SigningManner(Awaited.FOR_A_DEVICE, 1);

    public static final SigningManner SINGLY_OVER_NETWORK = new SigningManner(Awaited.FOR_AN_ANSWER, 1);
}

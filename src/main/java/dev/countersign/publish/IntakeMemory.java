package dev.countersign.publish;

/**
 * How much memory submissions take that wait in all repositories together. While there is little left, only those are
 * taken of whose repository nothing waits, so that a few repositories with very much keep no other out.
 *
 * <p>Owned by one Vert.x context, like the intakes that share it.
 */
public final class IntakeMemory {
    private final long most;
    private final long mostOfMany;
    private long taken;

    /** @param most in bytes */
    public IntakeMemory(long most) {
        this.most = most;
        this.mostOfMany = most / 4 * 3;
    }

    /**
     * Takes as much, or nothing when there is not enough. A single submission is taken however large it is.
     *
     * @param first whether nothing of the same repository waits
     */
    boolean take(long bytes, boolean first) {
        if (taken > 0 && taken + bytes > (first ? most : mostOfMany)) {
            return false;
        }
        taken += bytes;
        return true;
    }

    void giveBack(long bytes) {
        taken -= bytes;
    }

    /** What is taken at the moment. */
    public long taken() {
        return taken;
    }
}

package dev.countersign.wire;

/** How far the bootstrap of a repository has come, in RSTUF's words. */
public enum BootstrapPhase {
    /** There was none. */
    NONE("None"),
    /** It was accepted and waits its turn. */
    ACCEPTED("pre"),
    /** The first root waits for signatures. */
    SIGNING("signing"),
    FINISHED("finished");

    private final String word;

    BootstrapPhase(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}

package dev.countersign.packages;

/** One way in which the index that a registry shows differs from what was signed of it. */
public sealed interface Discrepancy {
    /** The name of the file. */
    String file();

    /** It is signed, and not shown. */
    record Hidden(String file) implements Discrepancy {}

    /** It is shown, and not signed: new, or smuggled in. */
    record Extra(String file) implements Discrepancy {}

    /**
     * It is shown as another file.
     *
     * @param what differs: a hash, the size, or the requirements
     */
    record Altered(String file, String what) implements Discrepancy {}

    /** It is the same, but only one of both says that it is yanked. */
    record Yanked(String file, boolean shown) implements Discrepancy {}
}

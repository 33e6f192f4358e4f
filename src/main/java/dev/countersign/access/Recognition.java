package dev.countersign.access;

/** What becomes of a credential. */
public sealed interface Recognition {
    record Known(Caller caller) implements Recognition {}

    /**
     * Nobody is known by it.
     *
     * @param reason for those who run the service; whoever showed it is told no more than that it is not valid
     */
    record Unknown(String reason) implements Recognition {}
}

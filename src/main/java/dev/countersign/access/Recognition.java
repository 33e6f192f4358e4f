package dev.countersign.access;

/** Whether a credential is known. */
public sealed interface Recognition {
    record Known(Caller caller) implements Recognition {}

    /**
     * Nobody is known by it.
     *
     * @param reason for those who run the service; the caller is told only that the credential is not valid
     */
    record Unknown(String reason) implements Recognition {}
}

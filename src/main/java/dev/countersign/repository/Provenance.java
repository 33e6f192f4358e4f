package dev.countersign.repository;

import dev.countersign.tuf.TargetsSigner;

/** How a repository came to be. */
public sealed interface Provenance {
    /** It began here, with a first root. */
    record BegunHere() implements Provenance {}

    /**
     * Others began it, and it was taken over.
     *
     * @param firstRoot the oldest root there is; 1 unless others had lost those before it
     * @param timestamp the version that was taken over; while it is the newest, nothing has been signed here
     * @param signer who signs targets.json, then and since
     */
    record TakenOver(int firstRoot, int timestamp, TargetsSigner signer) implements Provenance {}
}

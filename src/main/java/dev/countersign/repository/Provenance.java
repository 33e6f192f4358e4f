package dev.countersign.repository;

import dev.countersign.tuf.TargetsSigner;

/** How a repository came to be. */
public sealed interface Provenance {
    /** It began here, with a first root. */
    record BegunHere() implements Provenance {}

    /**
     * Others began it, and it was taken over.
     *
     * @param timestamp the version that was taken over; while it is the newest, nothing has been signed here
     * @param signer who signs targets.json, then and since
     */
    record TakenOver(int timestamp, TargetsSigner signer) implements Provenance {}
}

package dev.countersign.repository;

import java.time.Instant;

/**
 * Where publishing stands: the number of the last committed publication, the journal position it applied up to, its
 * instant, and the versions of the top-level roles it left. All zero before the first publication.
 */
public record Head(
        long publication, long journal, Instant committedAt, int root, int timestamp, int snapshot, int targets) {

    public static final Head NONE = new Head(0, 0, Instant.EPOCH, 0, 0, 0, 0);

    /** The next publication, when it makes no new version of a top-level role. */
    public Head next(long appliedUpTo, Instant at) {
        return new Head(publication + 1, appliedUpTo, at, root, timestamp, snapshot, targets);
    }
}

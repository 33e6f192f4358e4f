package dev.countersign.tuf;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The content of the snapshot: the versions of all targets roles, of which a few change at a time. */
public final class SnapshotDocument {
    private SnapshotDocument() {}

    /**
     * The content of a file.
     *
     * @throws TufException when the file is not a snapshot
     */
    public static SnapshotDocument ofFile(Bytes file) {
        throw new UnsupportedOperationException();
    }

    /** A snapshot of these versions, by role name. */
    public static SnapshotDocument of(Map<RoleName, Integer> versions) {
        throw new UnsupportedOperationException();
    }

    /** The version of a role; empty when it is not listed. */
    public OptionalInt version(RoleName role) {
        throw new UnsupportedOperationException();
    }

    /**
     * This snapshot with some versions raised and some roles added.
     *
     * @throws IllegalArgumentException when a version would go down: clients refuse such a snapshot for ever
     */
    public SnapshotDocument with(Map<RoleName, Integer> changed) {
        throw new UnsupportedOperationException();
    }

    /** How many roles are listed. */
    public int count() {
        throw new UnsupportedOperationException();
    }

    /** Every role listed, in the order of the file. */
    public List<RoleName> roles() {
        throw new UnsupportedOperationException();
    }

    /** The canonical bytes to sign. */
    public Bytes signedBytes(int version, Instant expires) {
        throw new UnsupportedOperationException();
    }
}

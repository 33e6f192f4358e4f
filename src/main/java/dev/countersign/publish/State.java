package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Head;
import dev.countersign.repository.Repository;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.SnapshotDocument;
import org.jspecify.annotations.Nullable;

/**
 * What the publisher holds between publications, all of it committed. Its size follows the number of roles, never the
 * number of targets.
 *
 * @param snapshot the versions of all roles, or null before bootstrap and until the first step of leading
 * @param snapshotFile what timestamp.json says of snapshot.json, or null like {@code snapshot}
 * @param timestamp the bytes of timestamp.json; empty before bootstrap
 */
record State(
        Head head,
        Repository repository,
        @Nullable SnapshotDocument snapshot,
        @Nullable MetaFile snapshotFile,
        Bytes timestamp) {

    static final State EMPTY = new State(Head.NONE, new Repository.Empty(), null, null, Bytes.EMPTY);
}

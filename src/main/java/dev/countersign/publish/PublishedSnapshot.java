package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.document.SnapshotDocument;

/**
 * A snapshot as published.
 *
 * @param document the versions of all roles
 * @param file what timestamp.json says of it
 */
record PublishedSnapshot(SnapshotDocument document, MetaFile file) {

    static PublishedSnapshot parse(int version, Bytes file) {
        return new PublishedSnapshot(SnapshotDocument.parse(file), MetaFile.describe(version, file));
    }
}

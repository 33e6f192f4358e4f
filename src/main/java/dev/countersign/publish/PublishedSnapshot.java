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

    static PublishedSnapshot ofFile(int version, Bytes file) {
        return new PublishedSnapshot(SnapshotDocument.ofFile(file), MetaFile.ofFile(version, file));
    }
}

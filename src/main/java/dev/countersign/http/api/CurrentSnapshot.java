package dev.countersign.http.api;

import dev.countersign.repository.Head;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.document.SnapshotDocument;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The snapshot of a publication as a document; the last one read is kept, since nearly every question is about it. */
final class CurrentSnapshot {
    private record LastRead(int version, SnapshotDocument document) {}

    private final MetadataFiles files;
    private volatile @Nullable LastRead last;

    CurrentSnapshot(MetadataFiles files) {
        this.files = files;
    }

    Future<SnapshotDocument> of(Head head) {
        int version = head.snapshot();
        var read = last;
        if (read != null && read.version() == version) {
            return Future.succeededFuture(read.document());
        }
        return files.find(new RoleVersion(RoleName.SNAPSHOT, version)).map(found -> {
            var file = found.orElseThrow(() -> new IllegalStateException(
                    RoleName.SNAPSHOT.fileName(version) + " is current but not in the database"));
            var document = SnapshotDocument.parse(file.bytes());
            last = new LastRead(version, document);
            return document;
        });
    }
}

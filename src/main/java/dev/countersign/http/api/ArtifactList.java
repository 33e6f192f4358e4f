package dev.countersign.http.api;

import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import java.util.List;

/** A list of artifacts as submitted. */
sealed interface ArtifactList {
    /** Whether the change is to be published at once. */
    boolean publish();

    /** Artifacts to set, in request order; of several with one path the last. */
    record Added(List<TargetEntry> entries, boolean publish) implements ArtifactList {}

    /** Artifacts to remove, in request order, each once. */
    record Removed(List<TargetPath> paths, boolean publish) implements ArtifactList {}
}

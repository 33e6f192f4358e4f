package dev.countersign.publish;

import dev.countersign.repository.StoredFile;
import java.util.List;

/**
 * What is committed after one move forward.
 *
 * @param files that it has made
 * @param kept of those the top-level files, and others as far as they fit into the memory kept for readers
 */
record Published(State state, MadeFiles files, List<StoredFile> kept) {

    static Published withoutFiles(State state) {
        return new Published(state, MadeFiles.NONE, List.of());
    }
}

package dev.countersign.publish;

import dev.countersign.repository.StoredFile;
import java.util.List;

/**
 * What is committed after a step.
 *
 * @param files the files that it has made
 * @param kept the top-level files, and as many others as fit into the memory kept for readers
 */
record Published(State state, MadeFiles files, List<StoredFile> kept) {

    static Published withoutFiles(State state) {
        return new Published(state, MadeFiles.NONE, List.of());
    }
}

package dev.countersign.publish;

import dev.countersign.repository.StoredFile;
import java.util.List;

/**
 * What one publication has committed.
 *
 * @param kept the top-level files, and others as far as they fit into the memory kept for readers
 */
record Published(State state, MadeFiles files, List<StoredFile> kept) {}

package dev.countersign.mirror;

import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import java.util.List;
import java.util.Optional;

/**
 * Roots that a mirror lacks, in their order.
 *
 * @param first those under which clients accept what the mirror shows: they are written before all else
 * @param last those from the first on that gives the timestamp, the snapshot or the targets role to other keys: clients that
 *     follow it refuse what the mirror shows, so they are written when all is there, immediately before the timestamp
 */
record NewRoots(List<StoredFile> first, List<StoredFile> last) {

    /** @param shown the newest root that the mirror has; empty when it shows nothing that clients could refuse */
    static NewRoots after(Optional<StoredFile> shown, List<StoredFile> roots) {
        if (shown.isEmpty()) {
            return new NewRoots(roots, List.of());
        }
        var before = root(shown.get());
        int same = 0;
        while (same < roots.size() && hasSameSigners(before, root(roots.get(same)))) {
            same++;
        }
        return new NewRoots(roots.subList(0, same), roots.subList(same, roots.size()));
    }

    private static Root root(StoredFile file) {
        return Metadata.parseRoot(file.bytes()).signed();
    }

    private static boolean hasSameSigners(Root one, Root other) {
        return one.timestamp().equals(other.timestamp())
                && one.snapshot().equals(other.snapshot())
                && one.targets().equals(other.targets());
    }
}

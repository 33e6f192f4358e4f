package dev.countersign.tuf.document;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One edit of a targets role.
 *
 * @param path the target
 * @param file its canonical {@link TargetFile} to set, or null to remove it
 */
public record TargetEntry(TargetPath path, @Nullable Bytes file) {
    private static final Comparator<TargetEntry> BY_PATH =
            Comparator.comparing(TargetEntry::path, TargetPath.BYTE_ORDER);

    /** The edits in the order that {@link TargetsDocument#merge} wants. */
    public static List<TargetEntry> sorted(Collection<TargetEntry> edits) {
        return edits.stream().sorted(BY_PATH).toList();
    }
}

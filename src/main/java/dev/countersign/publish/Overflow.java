package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.document.Room;
import dev.countersign.tuf.document.TargetEntry;
import dev.countersign.tuf.document.TargetsDocument;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file that clients would refuse for its size.
 *
 * @param reason the sentence for whoever asked for it
 * @param paths the targets to leave out so that the file fits; empty when leaving targets out does not help
 */
record Overflow(String reason, List<TargetPath> paths) {
    Overflow {
        paths = List.copyOf(paths);
    }

    /** Null when the file is not too large. */
    static @Nullable Overflow find(RoleName role, Bytes file) {
        return find(role, file, List::of);
    }

    /** Null when the file, which is {@code before} with the edits, is not too large. */
    static @Nullable Overflow find(RoleName role, Bytes file, TargetsDocument before, List<TargetEntry> edits) {
        return find(role, file, () -> Room.exceeding(before, edits, file.length(), Limits.maxBytes(role)));
    }

    private static @Nullable Overflow find(RoleName role, Bytes file, Supplier<List<TargetPath>> exceeding) {
        try {
            Limits.check(role, file);
            return null;
        } catch (TufException.TooLarge e) {
            return new Overflow(String.valueOf(e.getMessage()), exceeding.get());
        }
    }
}

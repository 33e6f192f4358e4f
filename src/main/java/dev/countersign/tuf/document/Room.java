package dev.countersign.tuf.document;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.tuf.TargetPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which targets a role has no room for, when its file with all of them would be larger than clients download. */
public final class Room {
    private Room() {}

    /**
     * The additions to leave out. Removals make room first; then every addition is kept, in the order given, if the file
     * stays within the limit with it.
     *
     * @param before the role without the edits
     * @param edits at most one per path, those first that have the older claim to room
     * @param size bytes of the file with all edits
     * @param limit bytes that the file may have
     */
    public static List<TargetPath> exceeding(TargetsDocument before, List<TargetEntry> edits, long size, long limit) {
        var additions = new ArrayList<Addition>();
        var kept = size;
        for (var edit : edits) {
            if (edit.file() != null) {
                var addition = new Addition(edit.path(), growth(before, edit.path(), edit.file()));
                additions.add(addition);
                kept -= addition.growth();
            }
        }
        var exceeding = new ArrayList<TargetPath>();
        for (var addition : additions) {
            if (addition.growth() <= 0 || kept + addition.growth() <= limit) {
                kept += addition.growth();
            } else {
                exceeding.add(addition.path());
            }
        }
        return exceeding;
    }

    private record Addition(TargetPath path, long growth) {}

    /** How many bytes longer a target makes the file; negative when it replaces a longer one. */
    private static long growth(TargetsDocument before, TargetPath path, Bytes file) {
        return entry(path, file) - entry(path, before.find(path));
    }

    /** Path and file with the quotes, the colon and the comma that they need. */
    private static long entry(TargetPath path, @Nullable Bytes file) {
        return file == null
                ? 0
                : path.value().getBytes(StandardCharsets.UTF_8).length
                        + 4L
                        + CanonicalJson.toWire(file).length();
    }
}

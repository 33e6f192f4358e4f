package dev.countersign.publish;

import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import dev.countersign.tuf.document.TargetsDocument;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What one publication does to one delegated role. */
public sealed interface RoleChange {

    /**
     * Sets and removes targets. If that changes nothing, there is no new version.
     *
     * @param entries at most one per path; when there is no room for all, the last ones are left out
     * @param questions paths of which to tell whether they were targets before
     */
    record Edit(List<TargetEntry> entries, List<TargetPath> questions) implements RoleChange {}

    /** Starts the role with no targets, whatever was published under its name. */
    record Begin() implements RoleChange {}

    /** Makes a new version with the targets that there are. */
    record SignAgain() implements RoleChange {}

    /**
     * A role's content after the change.
     *
     * @param newVersion whether to make a new version of the role
     * @param absent of the paths removed and the paths asked for, those that were no targets before
     */
    record Result(TargetsDocument content, boolean newVersion, Set<TargetPath> absent) {}

    /** The targets to set and remove. */
    default List<TargetEntry> entries() {
        return List.of();
    }

    /** Applies the change to what the role contains. */
    default Result applyTo(TargetsDocument before) {
        return switch (this) {
            case Edit edit -> edited(before, edit);
            case Begin _ -> new Result(TargetsDocument.EMPTY, true, Set.of());
            case SignAgain _ -> new Result(before, true, Set.of());
        };
    }

    private static Result edited(TargetsDocument before, Edit edit) {
        var merge = before.merge(TargetEntry.sorted(edit.entries()));
        var absent = new HashSet<>(merge.notFound());
        edit.questions().stream().filter(path -> before.find(path) == null).forEach(absent::add);
        return new Result(merge.document(), merge.changed(), absent);
    }
}

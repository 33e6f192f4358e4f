package dev.countersign.watch;

import dev.countersign.json.InvalidInput;
import dev.countersign.packages.Listing;
import dev.countersign.packages.NamedProject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A registry that is followed. Used by several threads.
 *
 * <p>Methods throw {@link SourceTrouble} when it cannot be read now, and {@link InvalidInput} when it says what its
 * ecosystem does not know.
 */
public interface Source {
    /**
     * The projects that may have changed; none where a registry has no list of them.
     *
     * @param cursor what the last answer gave; null for the first question
     */
    default ChangedProjects changes(@Nullable String cursor) {
        return new ChangedProjects(List.of(), false, null);
    }

    /** The files of a project; empty when there is no such project. */
    Optional<Listing> files(String project);

    /**
     * Projects to look at.
     *
     * @param complete whether these are all there are, so that a project which is missing is gone
     * @param cursor for the next question; null for none
     */
    record ChangedProjects(
            List<NamedProject> projects,
            boolean complete,
            @Nullable String cursor) {
        public ChangedProjects {
            projects = List.copyOf(projects);
        }

        /** Nothing has happened since the cursor. */
        static ChangedProjects none(String cursor) {
            return new ChangedProjects(List.of(), false, cursor);
        }
    }
}

package dev.countersign.publish;

import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.tuf.ForeignRepository.FoundFile;
import dev.countersign.tuf.HandedInFiles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One step of the repository, decided but not yet carried out. */
sealed interface Commit {

    /**
     * Ends tasks, and may change the decisions, without publishing anything.
     *
     * @param journal the position up to which the journal is applied afterwards
     * @param repository the new decisions, or null when they stay
     * @param outcomes of the tasks, by journal position
     */
    record NoMetadata(long journal, @Nullable Repository repository, Map<Long, TaskOutcome> outcomes)
            implements Commit {

        /** Ends one task. */
        static NoMetadata outcome(long journal, long position, TaskOutcome outcome) {
            return new NoMetadata(journal, null, Map.of(position, outcome));
        }
    }

    /**
     * Shows what others have published, as it is.
     *
     * @param journal the position up to which the journal is applied afterwards
     * @param files of roots and of the newest version of every other role
     * @param stored those of the files that were taken over before
     * @param content of the files and perhaps others
     * @param outcomes of the tasks, by journal position
     */
    record ForeignMetadata(
            long journal,
            Repository.Established repository,
            List<FoundFile> files,
            Set<RoleVersion> stored,
            HandedInFiles content,
            Map<Long, TaskOutcome> outcomes)
            implements Commit {}

    /**
     * Publishes metadata.
     *
     * @param submissions that it finishes
     */
    record WithMetadata(Plan plan, int submissions) implements Commit {}
}

package dev.countersign.repository;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.ForeignRepository.FoundFile;
import dev.countersign.tuf.HandedInFiles;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Targets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a change other than one of targets comes to, decided by rules alone. */
public sealed interface Decision {

    TaskOutcome outcome();

    /** Nothing changes. */
    record Refuse(TaskOutcome outcome) implements Decision {}

    /** The decisions change, what is published does not. */
    record Keep(Repository next, TaskOutcome outcome) implements Decision {}

    /**
     * The repository is what others have published, each file as it is. Nothing is signed.
     *
     * @param files all that is to be served of it
     * @param content of these and perhaps others
     */
    record TakeOver(Repository.Established next, List<FoundFile> files, HandedInFiles content, TaskOutcome outcome)
            implements Decision {
        public TakeOver {
            files = List.copyOf(files);
        }
    }

    /** The decisions change and metadata must be signed and published with them. */
    record PublishNext(Repository.Established next, Work work, TaskOutcome outcome) implements Decision {}

    /**
     * What to sign. Everything lower always carries everything above it: new roles make a new snapshot, a new snapshot a
     * new timestamp.
     *
     * @param root a root to publish, or null
     * @param everyOnlineRole sign every online delegated role again, because their key changed
     * @param fresh roles that start with no targets, whatever a role of that name held before
     * @param renewed roles to sign again with the targets they have; of these and the fresh ones, an offline role gets a
     *     version that waits for signatures
     * @param complete versions of offline roles that have reached their threshold, published as they are
     * @param topLevel roles to sign again although nothing below them changes; never root
     */
    record Work(
            @Nullable Metadata<Root> root,
            boolean everyOnlineRole,
            Set<RoleName> fresh,
            Set<RoleName> renewed,
            List<Complete> complete,
            Set<RoleName> topLevel) {

        public static final Work TIMESTAMP = again(RoleName.TIMESTAMP);
        public static final Work SNAPSHOT = again(RoleName.TIMESTAMP, RoleName.SNAPSHOT);
        public static final Work TARGETS = again(RoleName.TIMESTAMP, RoleName.SNAPSHOT, RoleName.TARGETS);

        private static Work again(RoleName... topLevel) {
            return new Work(null, false, Set.of(), Set.of(), List.of(), Set.of(topLevel));
        }

        public Work withRoot(Metadata<Root> next) {
            return new Work(next, everyOnlineRole, fresh, renewed, complete, topLevel);
        }

        public Work withEveryOnlineRole() {
            return new Work(root, true, fresh, renewed, complete, topLevel);
        }

        public Work withFresh(Set<RoleName> roles) {
            return new Work(root, everyOnlineRole, roles, renewed, complete, topLevel);
        }

        public Work withRenewed(Set<RoleName> roles) {
            return new Work(root, everyOnlineRole, fresh, roles, complete, topLevel);
        }

        public Work withComplete(List<Complete> roles) {
            return new Work(root, everyOnlineRole, fresh, renewed, roles, topLevel);
        }
    }

    /**
     * A role's next version with all the signatures it needs.
     *
     * @param file the bytes to publish
     */
    record Complete(RoleName role, Targets content, Bytes file) {
        /** One whose signatures were collected here. */
        static Complete of(RoleName role, Metadata<Targets> metadata) {
            return new Complete(role, metadata.signed(), metadata.toBytes());
        }
    }
}

package dev.countersign.repository;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import dev.countersign.tuf.key.Signature;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing that may be asked of the repository. The journal puts all changes in one order, and they are applied in it:
 * so it decides between changes that race, and nothing else does.
 */
public sealed interface Change permits TargetChange, DecidedChange {

    /** What the objects of a small thing take, about, besides its text. */
    long OBJECTS = 128;

    /** What a change takes that brings metadata, about and at most. */
    long DOCUMENT = 256 << 10;

    /** How many targets it adds or removes; 1 for a change of anything else. */
    default int targets() {
        return switch (this) {
            case AddTargets add -> add.entries().size();
            case RemoveTargets remove -> remove.paths().size();
            case Publish _, DecidedChange _ -> 1;
        };
    }

    /** About how much memory it takes, in bytes. */
    default long memory() {
        return switch (this) {
            case AddTargets add ->
                add.entries().stream().mapToLong(Change::memory).sum();
            case RemoveTargets remove ->
                remove.paths().stream().mapToLong(Change::memory).sum();
            case Publish _ -> OBJECTS;
            case PublishRole publish -> publish.file().length() + OBJECTS;
            case HandInFiles handIn -> memory(handIn.files());
            case Adopt adopt -> memory(adopt.files()) + adopt.parts().size() * OBJECTS;
            case DecidedChange _ -> DOCUMENT;
        };
    }

    private static long memory(SortedMap<String, Bytes> files) {
        return files.entrySet().stream()
                .mapToLong(file -> file.getKey().length() + file.getValue().length() + OBJECTS)
                .sum();
    }

    private static long memory(TargetEntry entry) {
        return memory(entry.path()) + (entry.file() == null ? 0 : entry.file().length());
    }

    private static long memory(TargetPath path) {
        return OBJECTS + path.value().length();
    }

    /** Creates the repository from a root signed by at least one of its keys. */
    record Bootstrap(Settings settings, Metadata<Root> root) implements DecidedChange {}

    /** Sets targets, in request order, each path at most once. */
    record AddTargets(List<TargetEntry> entries) implements TargetChange {
        public AddTargets {
            entries = List.copyOf(entries);
        }
    }

    /** Removes targets, in request order, each path at most once. */
    record RemoveTargets(List<TargetPath> paths) implements TargetChange {
        public RemoveTargets {
            paths = List.copyOf(paths);
        }
    }

    /** Publishes what earlier changes held back. */
    record Publish() implements TargetChange {}

    /** Proposes the next root. */
    record UpdateRoot(Metadata<Root> root) implements DecidedChange {}

    /** Brings some files of a repository that others have published, for {@link Adopt}. By itself it changes nothing. */
    record HandInFiles(SortedMap<String, Bytes> files) implements DecidedChange {
        public HandInFiles {
            files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        }
    }

    /**
     * Takes over a repository that others have published, or what they have published of it since.
     *
     * @param expirationDays policies by role name, as {@link UpdateSettings} has them; of all top-level roles
     * @param parts the tasks of {@link HandInFiles} that brought the files before
     * @param files the rest, by their names, each as it is published there
     */
    record Adopt(SortedMap<String, Integer> expirationDays, List<TaskId> parts, SortedMap<String, Bytes> files)
            implements DecidedChange {
        public Adopt {
            parts = List.copyOf(parts);
            files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        }
    }

    /** Adds one signature to a role that waits for signatures. */
    record Sign(RoleName role, Signature signature) implements DecidedChange {}

    /** Drops what waits for signatures of a role. */
    record StopSigning(RoleName role) implements DecidedChange {}

    /** Publishes the next version of a role that its holders have signed elsewhere, exactly as it is. */
    record PublishRole(RoleName role, Bytes file) implements DecidedChange {}

    /** Creates custom delegated roles. */
    record AddDelegations(DelegationRequest request) implements DecidedChange {}

    /** Changes keys, threshold, paths or expiry of custom delegated roles. */
    record UpdateDelegations(DelegationRequest request) implements DecidedChange {}

    /** Removes custom delegated roles. */
    record RemoveDelegations(List<RoleName> roles) implements DecidedChange {
        public RemoveDelegations {
            roles = List.copyOf(roles);
        }
    }

    /** Sets expiration policies, in days, by role name ({@code bins} stands for every bin). */
    record UpdateSettings(SortedMap<String, Integer> expirationDays) implements DecidedChange {}

    /** Signs a new version of online roles now; no name means all of them, {@code bins} every bin. */
    record Renew(List<String> roles) implements DecidedChange {
        public Renew {
            roles = List.copyOf(roles);
        }
    }

    /**
     * Delegated roles as asked for: the TUF delegations plus the days of validity of each role, in the order of
     * {@code delegations.roles}. A role with no keyids is signed with the online key.
     *
     * @param positions where roles are to stand among the custom roles, from 1; the others keep their order, new ones last
     */
    record DelegationRequest(
            Delegations delegations, SortedMap<String, Integer> expirationDays, SortedMap<String, Integer> positions) {
        public DelegationRequest(Delegations delegations, SortedMap<String, Integer> expirationDays) {
            this(delegations, expirationDays, Collections.emptySortedMap());
        }
    }
}

package dev.countersign.repository;

import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Signature;
import dev.countersign.tuf.TargetEntry;
import dev.countersign.tuf.TargetPath;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * One thing that may be asked of the repository. Changes are journalled in one total order and applied in it, so two
 * that race are decided by the journal and by nothing else.
 */
public sealed interface Change {

    /** What kinds there are; the names are stored in the journal and never change. */
    enum Kind {
        BOOTSTRAP,
        ADD_TARGETS,
        REMOVE_TARGETS,
        PUBLISH,
        UPDATE_ROOT,
        SIGN,
        STOP_SIGNING,
        ADD_DELEGATIONS,
        UPDATE_DELEGATIONS,
        REMOVE_DELEGATIONS,
        UPDATE_SETTINGS,
        RENEW;

        /** Whether many of these in a row may be applied by one publication. */
        public boolean batches() {
            return this == ADD_TARGETS || this == REMOVE_TARGETS || this == PUBLISH;
        }
    }

    Kind kind();

    /** How many targets it adds or removes; 1 for a change of anything else. */
    default int targets() {
        return switch (this) {
            case AddTargets add -> add.entries().size();
            case RemoveTargets remove -> remove.paths().size();
            default -> 1;
        };
    }

    /** Creates the repository from a root signed by at least one of its keys. */
    record Bootstrap(Settings settings, Metadata<Root> root) implements Change {
        @Override
        public Kind kind() {
            return Kind.BOOTSTRAP;
        }
    }

    /** Sets targets, in request order, each path at most once. */
    record AddTargets(List<TargetEntry> entries) implements Change {
        public AddTargets {
            entries = List.copyOf(entries);
        }

        @Override
        public Kind kind() {
            return Kind.ADD_TARGETS;
        }
    }

    /** Removes targets, in request order, each path at most once. */
    record RemoveTargets(List<TargetPath> paths) implements Change {
        public RemoveTargets {
            paths = List.copyOf(paths);
        }

        @Override
        public Kind kind() {
            return Kind.REMOVE_TARGETS;
        }
    }

    /** Publishes what earlier changes held back. */
    record Publish() implements Change {
        @Override
        public Kind kind() {
            return Kind.PUBLISH;
        }
    }

    /** Proposes the next root. */
    record UpdateRoot(Metadata<Root> root) implements Change {
        @Override
        public Kind kind() {
            return Kind.UPDATE_ROOT;
        }
    }

    /** Adds one signature to a role that waits for signatures. */
    record Sign(RoleName role, Signature signature) implements Change {
        @Override
        public Kind kind() {
            return Kind.SIGN;
        }
    }

    /** Drops what waits for signatures of a role. */
    record StopSigning(RoleName role) implements Change {
        @Override
        public Kind kind() {
            return Kind.STOP_SIGNING;
        }
    }

    /** Creates custom delegated roles. */
    record AddDelegations(DelegationRequest request) implements Change {
        @Override
        public Kind kind() {
            return Kind.ADD_DELEGATIONS;
        }
    }

    /** Changes keys, threshold, paths or expiry of custom delegated roles. */
    record UpdateDelegations(DelegationRequest request) implements Change {
        @Override
        public Kind kind() {
            return Kind.UPDATE_DELEGATIONS;
        }
    }

    /** Removes custom delegated roles. */
    record RemoveDelegations(List<RoleName> roles) implements Change {
        public RemoveDelegations {
            roles = List.copyOf(roles);
        }

        @Override
        public Kind kind() {
            return Kind.REMOVE_DELEGATIONS;
        }
    }

    /** Sets expiration policies, in days, by role name ({@code bins} stands for every bin). */
    record UpdateSettings(SortedMap<String, Integer> expirationDays) implements Change {
        @Override
        public Kind kind() {
            return Kind.UPDATE_SETTINGS;
        }
    }

    /** Signs a new version of online roles now; no name means all of them, {@code bins} every bin. */
    record Renew(List<String> roles) implements Change {
        public Renew {
            roles = List.copyOf(roles);
        }

        @Override
        public Kind kind() {
            return Kind.RENEW;
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

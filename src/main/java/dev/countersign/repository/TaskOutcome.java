package dev.countersign.repository;

import dev.countersign.json.Json;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import java.util.LinkedHashSet;
import java.util.List;

/** How a task ended. What can be read from the change itself is not repeated here. */
public sealed interface TaskOutcome {

    /**
     * Targets were added, as far as a role takes them and has room for them.
     *
     * @param invalid paths that no role takes
     * @param roles that took the others
     * @param awaiting those of the roles whose holders have still to sign the version with the targets
     */
    record TargetsAdded(
            List<TargetPath> added,
            List<TargetPath> invalid,
            List<RoleName> roles,
            List<RoleName> awaiting,
            List<NoRoom> noRoom)
            implements TaskOutcome {
        public TargetsAdded {
            added = List.copyOf(added);
            invalid = List.copyOf(invalid);
            roles = List.copyOf(roles);
            awaiting = List.copyOf(awaiting);
            noRoom = List.copyOf(noRoom);
        }
    }

    /** Targets that were left out, because with them the role would be too large. */
    record NoRoom(RoleName role, String reason, List<TargetPath> paths) {
        public NoRoom {
            paths = List.copyOf(paths);
        }
    }

    /**
     * Targets were removed.
     *
     * @param missing paths that were no targets
     * @param awaiting roles whose holders have still to sign the version without the targets
     */
    record TargetsRemoved(List<TargetPath> removed, List<TargetPath> missing, List<RoleName> awaiting)
            implements TaskOutcome {
        public TargetsRemoved {
            removed = List.copyOf(removed);
            missing = List.copyOf(missing);
            awaiting = List.copyOf(awaiting);
        }
    }

    /** What was held back is published; these roles have a new version. */
    record RolesPublished(List<RoleName> roles) implements TaskOutcome {
        public RolesPublished {
            roles = List.copyOf(roles);
        }
    }

    /** A version of a role was taken, with the signatures it has so far, and waits for more. */
    record AwaitsSignatures(RoleName role, int version) implements TaskOutcome {}

    /** A root is published, the first of a repository as version 1. */
    record RootPublished(int version) implements TaskOutcome {}

    /**
     * A repository was taken over as others have published it.
     *
     * @param roles that are delegated to and published; bins are not named
     */
    record Adopted(int root, int timestamp, List<RoleName> roles) implements TaskOutcome {
        public Adopted {
            roles = List.copyOf(roles);
        }
    }

    /** A delegated role's version has all its signatures and is published. */
    record RolePublished(RoleName role) implements TaskOutcome {}

    /** What waited for signatures is dropped. */
    record SigningStopped() implements TaskOutcome {}

    /** The first root, which waited for signatures, is dropped, and the bootstrap with it. */
    record BootstrapStopped() implements TaskOutcome {}

    /** Delegated roles were added, changed or removed, all but the refused ones. */
    record DelegationsChanged(List<RoleName> roles, List<RefusedRole> refused) implements TaskOutcome {
        public DelegationsChanged {
            roles = List.copyOf(roles);
            refused = List.copyOf(refused);
        }
    }

    /** A role that stays as it is, and why. */
    record RefusedRole(RoleName role, Reason reason) {}

    /** The days of validity of roles were changed; unknown ones have none. */
    record SettingsChanged(List<String> roles, List<String> unknown) implements TaskOutcome {
        public SettingsChanged {
            roles = List.copyOf(roles);
            unknown = List.copyOf(unknown);
        }
    }

    /** Online roles were signed again; the name of the bins stands for each of them. */
    record Renewed(List<String> roles) implements TaskOutcome {
        public Renewed {
            roles = List.copyOf(roles);
        }
    }

    /** Done as asked for; of older tasks nothing more is known. */
    record Done() implements TaskOutcome {}

    /** The change was understood and refused; nothing changed. */
    record Refused(Reason reason) implements TaskOutcome {}

    /** The change could not be carried out, for a reason in words; nothing changed. */
    record Failed(String why) implements TaskOutcome {}

    /** Written by a version of Countersign that had no such type: the words that callers are answered with. */
    record Recorded(Json.Obj words) implements TaskOutcome {}

    /**
     * The outcome of a change of which none was recorded: all was done as asked for.
     *
     * @param bitLength of the bins that targets were added to; 0 for none
     */
    static TaskOutcome asAsked(Change change, int bitLength) {
        return switch (change) {
            case Change.AddTargets add -> added(add, bitLength);
            case Change.RemoveTargets remove -> new TargetsRemoved(remove.paths(), List.of(), List.of());
            case Change.Publish _ -> new RolesPublished(List.of());
            case DecidedChange _ -> new Done();
        };
    }

    private static TargetsAdded added(Change.AddTargets add, int bitLength) {
        var paths = add.entries().stream().map(TargetEntry::path).toList();
        var roles = new LinkedHashSet<RoleName>();
        if (bitLength > 0) {
            var bins = new HashBins(bitLength);
            paths.forEach(path -> roles.add(bins.nameFor(path)));
        }
        return new TargetsAdded(paths, List.of(), List.copyOf(roles), List.of(), List.of());
    }
}

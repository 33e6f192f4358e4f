package dev.countersign.publish;

import dev.countersign.repository.Repository;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * New versions of delegated roles that the service has signed alone: of a slice, or of all of them.
 *
 * @param waiting roles of which something else waits for holders from now on, with what waits; empty for nothing
 * @param absent paths removed or asked for that were no targets before
 * @param tooLarge roles that clients would refuse for their size; they have no file
 */
record SignedRoles(
        MadeFiles files,
        Map<RoleName, Optional<Metadata<Targets>>> waiting,
        Set<TargetPath> absent,
        Map<RoleName, Overflow> tooLarge) {

    static SignedRoles together(List<SignedRoles> slices) {
        var files = new ArrayList<MadeFile>();
        var waiting = new LinkedHashMap<RoleName, Optional<Metadata<Targets>>>();
        var absent = new HashSet<TargetPath>();
        var tooLarge = new LinkedHashMap<RoleName, Overflow>();
        for (var slice : slices) {
            files.addAll(slice.files.files());
            waiting.putAll(slice.waiting);
            absent.addAll(slice.absent);
            tooLarge.putAll(slice.tooLarge);
        }
        return new SignedRoles(new MadeFiles(files), waiting, absent, tooLarge);
    }

    /** The repository with what waits now. */
    Repository.Established waitingIn(Repository.Established repository) {
        var next = repository;
        for (var role : waiting.entrySet()) {
            next = next.withPending(role.getKey(), role.getValue().orElse(null));
        }
        return next;
    }
}

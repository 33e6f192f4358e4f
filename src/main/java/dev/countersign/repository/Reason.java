package dev.countersign.repository;

import dev.countersign.tuf.RoleName;
import java.time.Instant;
import java.util.List;

/** Why a change, or a part of it, was refused. */
public sealed interface Reason {
    /** There is no repository yet. */
    record NotEstablished() implements Reason {}

    /** There is a repository already. */
    record AlreadyEstablished() implements Reason {}

    /** A bootstrap waits for signatures already. */
    record BootstrapAwaitsSignatures() implements Reason {}

    /** A next root of this version waits for signatures already. */
    record RootAwaitsSignatures(int version) implements Reason {}

    /** The metadata has no valid signature at all. */
    record Unsigned() implements Reason {}

    /** The signature is not one of the role's keys over what waits. */
    record InvalidSignature() implements Reason {}

    /** Nothing of the role waits for signatures. */
    record NothingAwaitsSignatures(RoleName role) implements Reason {}

    /** What waited expired before it had all its signatures. */
    record ExpiredMeanwhile(RoleName role, int version, Instant expires) implements Reason {}

    /** The change names nothing to change. */
    record NothingNamed() implements Reason {}

    /** Succinct bins leave no room for custom roles. */
    record SuccinctBins() implements Reason {}

    /** targets.json, which would have to change, is signed by its holders. */
    record TargetsHeld() implements Reason {}

    /** The service does not sign this role alone. */
    record NotOnline(RoleName role) implements Reason {}

    /** Not one of the roles could be changed. */
    record EveryRoleRefused(List<TaskOutcome.RefusedRole> roles) implements Reason {
        public EveryRoleRefused {
            roles = List.copyOf(roles);
        }
    }

    /** A role of this name exists. */
    record RoleExists() implements Reason {}

    /** No role of this name exists. */
    record NoSuchRole() implements Reason {}

    /** A rule of TUF, or of the names of a repository, in a sentence that names the value. */
    record Rule(String sentence) implements Reason {}
}

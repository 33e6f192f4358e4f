package dev.countersign.repository;

import dev.countersign.json.Json;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.Signature;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TufException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signatures that arrive one after the other, in any order. The journal puts concurrent signers in a line, so none is
 * lost.
 */
final class Signing {
    private static final String TASK = "sign_metadata";
    private static final String DELETE = "delete_sign_metadata";

    private Signing() {}

    static Decision sign(Repository repository, Change.Sign sign, Instant now) {
        return switch (repository) {
            case Repository.Signing signing
            when sign.role().equals(RoleName.ROOT) -> signFirstRoot(signing, sign.signature(), now);
            case Repository.Established established
            when sign.role().equals(RoleName.ROOT) -> signNextRoot(established, sign.signature(), now);
            case Repository.Established established -> signRole(established, sign.role(), sign.signature(), now);
            case Repository.Empty _, Repository.Signing _ -> nothingPending(sign.role());
        };
    }

    private static Decision signFirstRoot(Repository.Signing signing, Signature signature, Instant now) {
        var root = signing.root().withSignature(signature);
        if (root.signed().isExpired(now)) {
            return tooLate(root.signed());
        }
        RootSuccession.Verifications verifications;
        try {
            verifications = Ceremony.check(root, now);
        } catch (TufException.UntrustedRoot e) {
            return invalid();
        }
        if (verifications.verified()) {
            return Ceremony.establish(
                    signing.task(), signing.settings(), root, processed("bootstrap", "Bootstrap Finished"));
        }
        return new Decision.Keep(
                new Repository.Signing(signing.task(), signing.settings(), root),
                processed("bootstrap", RootUpdates.pending(root)));
    }

    private static Decision signNextRoot(Repository.Established established, Signature signature, Instant now) {
        Metadata<Root> proposed = established.proposedRoot();
        if (proposed == null) {
            return nothingPending(RoleName.ROOT);
        }
        var root = proposed.withSignature(signature);
        RootSuccession.Verifications verifications;
        try {
            verifications = RootSuccession.check(established.root(), root);
        } catch (TufException.UntrustedRoot e) {
            return invalid();
        }
        if (!verifications.verified()) {
            return new Decision.Keep(
                    established.withProposedRoot(root), processed("update", RootUpdates.pending(root)));
        }
        if (root.signed().isExpired(now)) {
            return tooLate(root.signed());
        }
        return RootUpdates.publish(established, root, processed("update", "Metadata update finished"));
    }

    private static Decision signRole(
            Repository.Established established, RoleName name, Signature signature, Instant now) {
        Metadata<Targets> waiting = established.pending().get(name);
        var layout = Layout.of(established);
        DelegatedRole role = layout.nextRole(name);
        if (waiting == null || role == null) {
            return nothingPending(name);
        }
        var keys = layout.nextKeys(name);
        var alone = Metadata.of(waiting.signed(), List.of(signature));
        if (alone.verify(role.role(), keys).signed().isEmpty()) {
            return invalid();
        }
        var signed = waiting.withSignature(signature);
        var version = signed.signed().version();
        if (!signed.verify(role.role(), keys).verified()) {
            return new Decision.Keep(
                    established.withPending(name, signed),
                    processed("update", name + " v" + version + " is pending signatures"));
        }
        if (signed.signed().isExpired(now)) {
            return Rules.refuse(
                    TASK,
                    "Signature Failed",
                    name + " v" + version + " expired at " + signed.signed().expires()
                            + " while it was waiting: change its delegation, if only to what it is, to have it made"
                            + " anew");
        }
        // What was asked for becomes the delegation with the first version that satisfies it, never before.
        var next = DelegationChanges.accept(established, name).withPending(name, null);
        var work = established.isProposed(name) ? Decision.Work.TARGETS : Decision.Work.SNAPSHOT;
        return new Decision.Publish(
                next,
                work.withComplete(List.of(new Decision.Complete(name, signed))),
                processed("update", "Role " + name + " signing complete"));
    }

    static Decision stop(Repository repository, RoleName role) {
        return switch (repository) {
            case Repository.Signing _
            when role.equals(RoleName.ROOT) ->
                stopped(new Repository.Empty(), role, Details.of("bootstrap", "Bootstrap process has been stopped"));
            case Repository.Established established
            when role.equals(RoleName.ROOT) && established.proposedRoot() != null ->
                stopped(established.withProposedRoot(null), role, null);
            case Repository.Established established
            when established.pending().containsKey(role) ->
                stopped(established.withPending(role, null).withoutProposed(role), role, null);
            case Repository.Empty _, Repository.Signing _, Repository.Established _ ->
                Rules.refuse(
                        DELETE,
                        "Deletion of " + role + " metadata failed.",
                        "The " + role + " role is not in a signing process.");
        };
    }

    private static Decision stopped(Repository next, RoleName role, Json.@Nullable Obj details) {
        return new Decision.Keep(
                next,
                new TaskOutcome.Succeeded(
                        DELETE, "Deletion of " + role + " metadata successful, signing process stopped", details));
    }

    private static TaskOutcome processed(String member, String state) {
        return new TaskOutcome.Succeeded(TASK, "Signature Processed", Details.of(member, state));
    }

    private static Decision invalid() {
        return Rules.refuse(TASK, "Signature Failed", "Invalid signature");
    }

    private static Decision nothingPending(RoleName role) {
        return Rules.refuse(TASK, "Signature Failed", "No signatures pending for " + role);
    }

    private static Decision tooLate(Root root) {
        return Rules.refuse(
                TASK,
                "Signature Failed",
                "root v" + root.version() + " expired at " + root.expires()
                        + " while it was waiting: delete the signing process and start again");
    }
}

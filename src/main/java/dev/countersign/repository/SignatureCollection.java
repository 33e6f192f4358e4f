package dev.countersign.repository;

import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.Signed;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.key.Signature;
import java.time.Instant;
import java.util.List;

/**
 * Signatures that arrive one after the other, in any order. The journal puts signers that race in order, so that no
 * signature is lost.
 */
final class SignatureCollection {
    private SignatureCollection() {}

    static Decision sign(Repository repository, Change.Sign sign, PublishedRoles published, Instant now) {
        return switch (repository) {
            case Repository.Signing signing
            when sign.role().equals(RoleName.ROOT) -> signFirstRoot(signing, sign.signature(), now);
            case Repository.Established established
            when sign.role().equals(RoleName.ROOT) -> signNextRoot(established, sign.signature(), published, now);
            case Repository.Established established -> signRole(established, sign.role(), sign.signature(), now);
            case Repository.Empty _, Repository.Signing _ -> nothingAwaits(sign.role());
        };
    }

    private static Decision signFirstRoot(Repository.Signing signing, Signature signature, Instant now) {
        var root = signing.root().withSignature(signature);
        if (root.signed().isExpired(now)) {
            return tooLate(RoleName.ROOT, root.signed());
        }
        RootSuccession.Verifications verifications;
        try {
            verifications = Ceremony.check(root, now);
        } catch (TufException.UntrustedRoot e) {
            return invalid();
        }
        if (verifications.verified()) {
            return Ceremony.establish(signing.task(), signing.settings(), root);
        }
        return new Decision.Keep(
                new Repository.Signing(signing.task(), signing.settings(), root), RootUpdates.awaitsSignatures(root));
    }

    private static Decision signNextRoot(
            Repository.Established established, Signature signature, PublishedRoles published, Instant now) {
        Metadata<Root> proposed = established.proposedRoot();
        if (proposed == null) {
            return nothingAwaits(RoleName.ROOT);
        }
        var root = proposed.withSignature(signature);
        RootSuccession.Verifications verifications;
        try {
            verifications = RootSuccession.check(established.root(), root, established.targetsSigner());
        } catch (TufException.UntrustedRoot e) {
            return invalid();
        }
        if (!verifications.verified()) {
            return new Decision.Keep(established.withProposedRoot(root), RootUpdates.awaitsSignatures(root));
        }
        if (root.signed().isExpired(now)) {
            return tooLate(RoleName.ROOT, root.signed());
        }
        return RootUpdates.publish(established, root, published);
    }

    private static Decision signRole(
            Repository.Established established, RoleName name, Signature signature, Instant now) {
        Metadata<Targets> waiting = established.pending().get(name);
        var layout = Layout.of(established);
        DelegatedRole role = layout.nextRole(name);
        if (waiting == null || role == null) {
            return nothingAwaits(name);
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
                    established.withPending(name, signed), new TaskOutcome.AwaitsSignatures(name, version));
        }
        if (signed.signed().isExpired(now)) {
            return tooLate(name, signed.signed());
        }
        return publish(established, Decision.Complete.of(name, signed));
    }

    /** A proposed delegation becomes the valid one with the first version that satisfies it, never before. */
    static Decision publish(Repository.Established established, Decision.Complete complete) {
        var name = complete.role();
        var next = DelegationChanges.accept(established, name).withPending(name, null);
        var work = established.isProposed(name) ? Decision.Work.TARGETS : Decision.Work.SNAPSHOT;
        return new Decision.PublishNext(
                next, work.withComplete(List.of(complete)), new TaskOutcome.RolePublished(name));
    }

    static Decision stop(Repository repository, RoleName role) {
        return switch (repository) {
            case Repository.Signing _
            when role.equals(RoleName.ROOT) ->
                new Decision.Keep(new Repository.Empty(), new TaskOutcome.BootstrapStopped());
            case Repository.Established established
            when established.waiting().includes(role) ->
                stopped(established.withPending(role, null).withoutProposed(role));
            case Repository.Empty _, Repository.Signing _, Repository.Established _ -> nothingAwaits(role);
        };
    }

    private static Decision stopped(Repository.Established next) {
        return new Decision.Keep(next, new TaskOutcome.SigningStopped());
    }

    private static Decision invalid() {
        return Rules.refuse(new Reason.InvalidSignature());
    }

    private static Decision nothingAwaits(RoleName role) {
        return Rules.refuse(new Reason.NothingAwaitsSignatures(role));
    }

    private static Decision tooLate(RoleName role, Signed waiting) {
        return Rules.refuse(new Reason.ExpiredMeanwhile(role, waiting.version(), waiting.expires()));
    }
}

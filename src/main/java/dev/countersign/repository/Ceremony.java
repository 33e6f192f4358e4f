package dev.countersign.repository;

import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.key.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.TreeMap;

/** How a repository begins: a first root, signed by its own threshold at once or one signature after the other. */
final class Ceremony {
    private Ceremony() {}

    static Decision bootstrap(Repository repository, Change.Bootstrap change, TaskId task, Instant now) {
        return switch (repository) {
            case Repository.Empty _ -> begin(change, task, now);
            case Repository.Signing _ -> Rules.refuse(new Reason.BootstrapAwaitsSignatures());
            case Repository.Established _ -> Rules.refuse(new Reason.AlreadyEstablished());
        };
    }

    private static Decision begin(Change.Bootstrap change, TaskId task, Instant now) {
        var root = change.root();
        if (root.signatures().isEmpty()) {
            return Rules.refuse(new Reason.Unsigned());
        }
        RootSuccession.Verifications verifications;
        try {
            verifications = check(root, now);
        } catch (TufException.UntrustedRoot e) {
            return Rules.refuse(e);
        }
        if (!verifications.verified()) {
            return new Decision.Keep(
                    new Repository.Signing(task, change.settings(), root), RootUpdates.awaitsSignatures(root));
        }
        return establish(task, change.settings(), root);
    }

    static RootSuccession.Verifications check(Metadata<Root> root, Instant now) {
        RootSuccession.versionProblem(RootSuccession.FIRST_VERSION, root.signed())
                .ifPresent(problem -> {
                    throw new TufException.UntrustedRoot(problem);
                });
        RootUpdates.checkExpiry(root.signed(), now);
        return RootSuccession.checkFirst(root);
    }

    static Decision establish(TaskId task, Settings settings, Metadata<Root> root) {
        var online = Repository.Established.onlineKeyOf(root.signed());
        var custom = new ArrayList<DelegatedRole>();
        var customKeys = new ArrayList<Key>();
        var days = new TreeMap<>(settings.expirationDays());
        var request = settings.delegations();
        if (request != null) {
            custom.addAll(CustomRoles.placed(DelegationChanges.withOnlineKey(request, online), request.positions()));
            customKeys.addAll(request.delegations().keys().values());
            days.putAll(request.expirationDays());
        }
        var established = new Repository.Established(
                task,
                new Settings(days, settings.bins(), null),
                root,
                Layout.delegations(settings, online, custom, customKeys),
                Waiting.NOTHING,
                Repository.NO_ROLES);
        var fresh = new LinkedHashSet<RoleName>(Layout.of(established).binNames());
        custom.forEach(role -> fresh.add(role.name()));
        return new Decision.PublishNext(
                established,
                Decision.Work.TARGETS.withRoot(root).withFresh(fresh),
                new TaskOutcome.RootPublished(root.signed().version()));
    }
}

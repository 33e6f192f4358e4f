package dev.countersign.repository;

import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.HandedInFiles;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetsSigner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Decides every change that is not one of targets. Pure: the same state, change and instant, and the same files handed in,
 * always give the same decision, so recovery may decide again.
 */
public final class Rules {
    private Rules() {}

    /**
     * @param task the task of the change; a bootstrap gives the repository its id
     * @param published as of the same moment as the repository
     * @param handedIn the files that an adoption brings, with those of its parts
     * @param now by the clock of this machine, whatever the last publication is dated
     */
    public static Decision decide(
            Repository repository,
            DecidedChange change,
            TaskId task,
            PublishedRoles published,
            Function<Change.Adopt, HandedInFiles> handedIn,
            Instant now) {
        return switch (change) {
            case Change.Bootstrap bootstrap -> Ceremony.bootstrap(repository, bootstrap, task, now);
            case Change.UpdateRoot update -> RootUpdates.update(repository, update, published, now);
            case Change.Sign sign -> SignatureCollection.sign(repository, sign, published, now);
            case Change.StopSigning stop -> SignatureCollection.stop(repository, stop.role());
            case Change.PublishRole publish -> RoleUploads.publish(repository, publish, published, now);
            case Change.HandInFiles _ -> new Decision.Keep(repository, new TaskOutcome.Done());
            case Change.Adopt adopt -> Adoption.decide(repository, adopt, task, published, handedIn.apply(adopt), now);
            case Change.AddDelegations add -> DelegationChanges.add(repository, add.request());
            case Change.UpdateDelegations update -> DelegationChanges.update(repository, update.request());
            case Change.RemoveDelegations remove -> DelegationChanges.remove(repository, remove.roles());
            case Change.UpdateSettings update -> updateSettings(repository, update);
            case Change.Renew renew -> renew(repository, renew);
        };
    }

    private static Decision updateSettings(Repository repository, Change.UpdateSettings update) {
        if (!(repository instanceof Repository.Established established)) {
            return refuse(new Reason.NotEstablished());
        }
        if (update.expirationDays().isEmpty()) {
            return refuse(new Reason.NothingNamed());
        }
        var known = new TreeMap<>(update.expirationDays());
        known.keySet().retainAll(established.settings().expirationDays().keySet());
        var unknown = update.expirationDays().keySet().stream()
                .filter(role -> !known.containsKey(role))
                .toList();
        return new Decision.Keep(
                established.withSettings(established.settings().withExpirationDays(known)),
                new TaskOutcome.SettingsChanged(List.copyOf(known.keySet()), unknown));
    }

    private static Decision renew(Repository repository, Change.Renew renew) {
        if (!(repository instanceof Repository.Established established)) {
            return refuse(new Reason.NotEstablished());
        }
        var layout = Layout.of(established);
        var names = renew.roles().isEmpty() ? allOnline(established, layout) : renew.roles();
        if (names.contains("targets") && established.targetsSigner() == TargetsSigner.HOLDERS) {
            return refuse(new Reason.TargetsHeld());
        }
        var roles = new LinkedHashSet<RoleName>();
        var work = Decision.Work.TIMESTAMP;
        for (var name : names) {
            switch (name) {
                case "timestamp" -> {}
                case "snapshot" -> work = work.topLevel().contains(RoleName.TARGETS) ? work : Decision.Work.SNAPSHOT;
                case "targets" -> work = Decision.Work.TARGETS;
                case HashBins.NAME -> roles.addAll(layout.binNames());
                default -> roles.add(RoleName.publishable(name));
            }
        }
        var offline = roles.stream().filter(role -> !layout.isOnline(role)).toList();
        if (!offline.isEmpty()) {
            return refuse(new Reason.NotOnline(offline.getFirst()));
        }
        return new Decision.PublishNext(established, work.withRenewed(roles), new TaskOutcome.Renewed(names));
    }

    private static List<String> allOnline(Repository.Established established, Layout layout) {
        var names = new ArrayList<>(List.of("snapshot", "timestamp"));
        if (established.targetsSigner() == TargetsSigner.SERVICE) {
            names.add("targets");
        }
        layout.custom().stream()
                .map(role -> role.name())
                .filter(layout::isOnline)
                .forEach(role -> names.add(role.value()));
        if (layout.bins() != null) {
            names.add(HashBins.NAME);
        }
        return names;
    }

    static Decision refuse(Reason reason) {
        return new Decision.Refuse(new TaskOutcome.Refused(reason));
    }

    /** For what was found to break a rule of TUF. */
    static Decision refuse(InvalidInput broken) {
        return refuse(new Reason.Rule(String.valueOf(broken.getMessage())));
    }
}

package dev.countersign.repository;

import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.RoleName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;

/**
 * Decides every change that is not one of targets. Pure: the same state, change and instant always give the same
 * decision, so recovery may decide again.
 */
public final class Rules {
    private Rules() {}

    /**
     * @param task the task of the change; a bootstrap gives the repository its id
     * @param now by the clock of this machine, whatever the last publication is dated
     */
    public static Decision decide(Repository repository, Change change, TaskId task, Instant now) {
        return switch (change) {
            case Change.Bootstrap bootstrap -> Ceremony.bootstrap(repository, bootstrap, task, now);
            case Change.UpdateRoot update -> RootUpdates.update(repository, update, now);
            case Change.Sign sign -> Signing.sign(repository, sign, now);
            case Change.StopSigning stop -> Signing.stop(repository, stop.role());
            case Change.AddDelegations add -> DelegationChanges.add(repository, add.request());
            case Change.UpdateDelegations update -> DelegationChanges.update(repository, update.request());
            case Change.RemoveDelegations remove -> DelegationChanges.remove(repository, remove.roles());
            case Change.UpdateSettings update -> updateSettings(repository, update);
            case Change.Renew renew -> renew(repository, renew);
            case Change.AddTargets _, Change.RemoveTargets _, Change.Publish _ ->
                throw new IllegalArgumentException(change.kind() + " is applied in batches, not decided");
        };
    }

    private static Decision updateSettings(Repository repository, Change.UpdateSettings update) {
        var task = "update_settings";
        var failed = "Update Settings Failed";
        if (!(repository instanceof Repository.Established established)) {
            return refuse(task, failed, "It requires bootstrap finished");
        }
        if (update.expirationDays().isEmpty()) {
            return refuse(task, failed, "No role provided for expiration policy change");
        }
        var known = new TreeMap<>(update.expirationDays());
        known.keySet().retainAll(established.settings().expirationDays().keySet());
        var unknown = update.expirationDays().keySet().stream()
                .filter(role -> !known.containsKey(role))
                .toList();
        var details = Details.of("updated_roles", known.keySet()).with("invalid_roles", Details.array(unknown));
        return new Decision.Keep(
                established.withSettings(established.settings().withExpirationDays(known)),
                new TaskOutcome.Succeeded(task, "Update Settings Succeded", details));
    }

    private static Decision renew(Repository repository, Change.Renew renew) {
        var task = "force_online_metadata_update";
        var failed = "Force new online metadata update failed";
        if (!(repository instanceof Repository.Established established)) {
            return refuse(task, failed, "New metadata updates requre completed bootstrap");
        }
        var layout = Layout.of(established);
        var names = renew.roles().isEmpty() ? allOnline(layout) : renew.roles();
        var roles = new LinkedHashSet<RoleName>();
        var work = Decision.Work.TIMESTAMP;
        for (var name : names) {
            switch (name) {
                case "timestamp" -> {}
                case "snapshot" -> work = work.targets() ? work : Decision.Work.SNAPSHOT;
                case "targets" -> work = Decision.Work.TARGETS;
                case HashBins.NAME -> roles.addAll(layout.binNames());
                default -> roles.add(new RoleName(name));
            }
        }
        var offline = roles.stream().filter(role -> !layout.isOnline(role)).toList();
        if (!offline.isEmpty()) {
            return refuse(
                    task,
                    failed,
                    offline.getFirst()
                            + " is not a role that this service signs alone: change its delegation, if only to what it"
                            + " is, to have a version made for its holders");
        }
        return new Decision.Publish(
                established,
                work.withRenewed(roles),
                new TaskOutcome.Succeeded(
                        task, "Force new online metadata update succeeded", Details.of("updated_roles", names)));
    }

    private static List<String> allOnline(Layout layout) {
        var names = new ArrayList<>(List.of("snapshot", "timestamp", "targets"));
        layout.custom().stream()
                .map(role -> role.name())
                .filter(layout::isOnline)
                .forEach(role -> names.add(role.value()));
        if (layout.bins() != null) {
            names.add(HashBins.NAME);
        }
        return names;
    }

    static Decision refuse(String task, String message, String error) {
        return new Decision.Refuse(new TaskOutcome.Refused(task, message, error));
    }
}

package dev.countersign.cli.root;

import dev.countersign.ceremony.CeremonyPlan;
import dev.countersign.ceremony.CeremonyPlan.Bins;
import dev.countersign.ceremony.CeremonyPlan.Days;
import dev.countersign.ceremony.OnlineRoleKeys;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DeclaredMembers;
import dev.countersign.cli.holder.DescribedKeys;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A ceremony as it is written down: the same members in a file, from options and from answers. */
final class CeremonyFile {
    private CeremonyFile() {}

    /**
     * Reads the plan.
     *
     * @throws CliFailure.Misused naming the member that is missing or wrong
     */
    static CeremonyPlan plan(DeclaredMembers file, DescribedKeys keys) {
        file.only(
                "expiration",
                "bins",
                "delegations",
                "root",
                OnlineKeyOptions.ONLINE,
                OnlineKeyOptions.TIMESTAMP,
                OnlineKeyOptions.SNAPSHOT,
                "sign",
                "timeout");
        var root = file.object("root").only("threshold", "keys");
        if (!file.has(OnlineKeyOptions.ONLINE)) {
            throw file.missing(OnlineKeyOptions.ONLINE);
        }
        return new CeremonyPlan(
                days(file.object("expiration")),
                bins(file),
                file.objects("delegations").stream().map(keys::role).toList(),
                keys.holders(root.objects("keys")),
                root.requiredNumber("threshold"),
                online(file, keys));
    }

    private static OnlineRoleKeys online(DeclaredMembers file, DescribedKeys keys) {
        var targets = keys.online(file.object(OnlineKeyOptions.ONLINE));
        return new OnlineRoleKeys(
                targets,
                ownOr(targets, file, OnlineKeyOptions.SNAPSHOT, keys),
                ownOr(targets, file, OnlineKeyOptions.TIMESTAMP, keys));
    }

    private static Key ownOr(Key targets, DeclaredMembers file, String member, DescribedKeys keys) {
        return file.has(member) ? keys.online(file.object(member)) : targets;
    }

    private static Days days(DeclaredMembers expiration) {
        expiration.only(RoleName.TOP_LEVEL.stream().map(RoleName::value).toArray(String[]::new));
        var usual = Days.DEFAULT;
        return new Days(
                expiration.number("root").orElse(usual.root()),
                expiration.number("timestamp").orElse(usual.timestamp()),
                expiration.number("snapshot").orElse(usual.snapshot()),
                expiration.number("targets").orElse(usual.targets()));
    }

    /** Bins are the default; a file that names delegations and no bins, or {@code bins: false}, has none. */
    private static @Nullable Bins bins(DeclaredMembers file) {
        if (file.isFlag("bins")) {
            return file.flag("bins").orElseThrow() ? Bins.DEFAULT : null;
        }
        if (!file.has("bins")) {
            return file.has("delegations") ? null : Bins.DEFAULT;
        }
        var bins = file.object("bins").only("count", "expiration", "style");
        return new Bins(
                bins.number("count").orElse(Bins.DEFAULT.count()),
                bins.number("expiration").orElse(Bins.DEFAULT.days()),
                bins.text("style").orElse(file.objects("delegations").isEmpty() ? Bins.SUCCINCT : Bins.PREFIXES));
    }

    /** The private keys at hand. */
    static List<String> signers(DeclaredMembers file, DescribedKeys keys) {
        return file.texts("sign").stream().map(keys::file).toList();
    }
}

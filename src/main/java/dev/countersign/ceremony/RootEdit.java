package dev.countersign.ceremony;

import dev.countersign.json.Json;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.TargetsSigner;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.Validity;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to change from one root to the next (specification, 6.1).
 *
 * @param added holders' public keys
 * @param removed holders' keys, by name, id, or the first eight or more digits of the id
 * @param threshold null leaves it
 * @param days of validity from now; null leaves the date of expiry
 * @param onlineKey with its URI, for targets and all roles that have the same key; where people sign targets, for snapshot
 *     and timestamp; null leaves it
 * @param snapshotKey with its URI, for this role alone; null leaves it
 * @param timestampKey with its URI, for this role alone; null leaves it
 */
public record RootEdit(
        List<Key> added,
        List<String> removed,
        @Nullable Integer threshold,
        @Nullable Integer days,
        @Nullable Key onlineKey,
        @Nullable Key snapshotKey,
        @Nullable Key timestampKey) {
    private static final int SHORTEST_ID = 8;

    public RootEdit {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && threshold == null && days == null && isOnlineLeft();
    }

    private boolean isOnlineLeft() {
        return onlineKey == null && snapshotKey == null && timestampKey == null;
    }

    /**
     * The next root, not signed yet; members that this software does not know are kept.
     *
     * @throws TufException.UntrustedRoot when the edit cannot be made or breaks a rule
     */
    public Metadata<Root> apply(Root current, Instant now) {
        var holders = holders(current);
        var online = online(current);
        int needed = threshold == null ? current.root().threshold() : threshold;
        var findings = check(holders, online, needed);
        if (!findings.problems().isEmpty()) {
            throw new TufException.UntrustedRoot(String.join("; ", findings.problems()));
        }
        var expires = days == null ? current.expires() : Validity.expiry(now, days);
        if (Validity.isExpired(expires, now)) {
            throw new TufException.UntrustedRoot(
                    "root expires: " + Shown.time(expires) + " (expected: a time to come; give --expiration DAYS)");
        }
        var json = current.json()
                .with("version", new Json.Int(RootSuccession.versionAfter(current)))
                .with("expires", new Json.Str(Shown.time(expires)))
                .with("keys", keys(current, holders, online))
                .with("roles", roles(current, holders, online, needed));
        var root = Root.fromJson(json);
        root.publicationProblem().ifPresent(problem -> {
            throw new TufException.UntrustedRoot(problem);
        });
        var next = Metadata.of(root, List.of());
        Limits.check(RoleName.ROOT, next.toBytes());
        return next;
    }

    /** What deserves a second look in the result. */
    public List<String> warnings(Root current) {
        int needed = threshold == null ? current.root().threshold() : threshold;
        var online = online(current);
        var warnings = new ArrayList<>(check(holders(current), online, needed).warnings());
        int staying = current.root().keyids().size() - removedKeys(current).size();
        if (staying < current.root().threshold()) {
            warnings.add("of the current root's keys " + staying + " stay; holders who leave must sign this root, too");
        }
        return warnings;
    }

    private Findings check(List<Key> holders, OnlineRoleKeys online, int threshold) {
        var findings = new Findings.Builder();
        if (days != null) {
            CeremonyPlan.checkDays("root", days, findings);
        }
        CeremonyPlan.checkThreshold(threshold, holders.size(), findings);
        KeyMembers.check("root", holders, findings);
        KeyMembers.checkOnline(online, holders, findings);
        return findings.build();
    }

    private List<Key> holders(Root current) {
        var leaving = removedKeys(current);
        var holders = new ArrayList<Key>();
        for (var id : current.root().keyids()) {
            if (!leaving.contains(id)) {
                holders.add(key(current, id));
            }
        }
        holders.addAll(added);
        return holders;
    }

    private List<KeyId> removedKeys(Root current) {
        return removed.stream().map(name -> find(current, name).id()).toList();
    }

    private static Key find(Root current, String name) {
        var found = current.root().keyids().stream()
                .map(id -> key(current, id))
                .filter(key -> isNamed(key, name))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        var keys = current.root().keyids().stream().map(id -> key(current, id)).toList();
        throw new TufException.UntrustedRoot("key to remove: \"" + Shown.text(name) + "\" "
                + (found.isEmpty() ? "is no key of root " + current.version() : "is the name of several keys")
                + " (expected: one of " + Shown.keys(keys) + ")");
    }

    private static boolean isNamed(Key key, String name) {
        return key.name().filter(name::equals).isPresent()
                || key.id().value().equals(name)
                || (name.length() >= SHORTEST_ID && key.id().value().startsWith(name));
    }

    private OnlineRoleKeys online(Root current) {
        var main = onlineKey == null
                ? currentOnline(current, TargetsSigner.of(current).mainRole())
                : onlineKey;
        return new OnlineRoleKeys(
                main,
                online(current, RoleName.SNAPSHOT, snapshotKey, main),
                online(current, RoleName.TIMESTAMP, timestamp(current), main));
    }

    private @Nullable Key timestamp(Root current) {
        var forBoth = TargetsSigner.of(current) == TargetsSigner.HOLDERS && timestampKey == null;
        return forBoth ? onlineKey : timestampKey;
    }

    /** A key that is given and the same as the main one is that one: each key has one id. */
    private static Key online(Root current, RoleName role, @Nullable Key given, Key main) {
        if (given != null) {
            return given.sameKeyAs(main) ? main : given;
        }
        var now = currentOnline(current, role);
        return now.equals(currentOnline(current, TargetsSigner.of(current).mainRole())) ? main : now;
    }

    private static Key currentOnline(Root current, RoleName role) {
        return key(current, current.role(role).keyids().getFirst());
    }

    private static Key key(Root root, KeyId id) {
        var key = root.key(id);
        if (key == null) {
            throw new IllegalStateException("a root has every key that its roles name");
        }
        return key;
    }

    private static Json.Obj keys(Root current, List<Key> holders, OnlineRoleKeys online) {
        var members = new LinkedHashMap<String, Json>();
        holders.forEach(key -> members.put(key.id().value(), key.json()));
        if (TargetsSigner.of(current) == TargetsSigner.HOLDERS) {
            current.targets()
                    .keyids()
                    .forEach(id -> members.put(id.value(), key(current, id).json()));
        }
        online.distinct().forEach(key -> members.put(key.id().value(), key.json()));
        return new Json.Obj(members);
    }

    private static Json.Obj roles(Root current, List<Key> holders, OnlineRoleKeys online, int threshold) {
        var roles = current.json().object("roles");
        var next = roles.with("root", role(roles, "root", holders, threshold));
        for (var name : TargetsSigner.of(current).onlineRoles()) {
            next = next.with(name.value(), role(roles, name.value(), List.of(online.key(name)), 1));
        }
        return next;
    }

    private static Json.Obj role(Json.Obj roles, String name, List<Key> keys, int threshold) {
        var role = roles.object(name);
        var keyids =
                keys.stream().<Json>map(key -> new Json.Str(key.id().value())).toList();
        return role.with("keyids", new Json.Arr(keyids)).with("threshold", new Json.Int(threshold));
    }

    /** RSTUF's body of {@code POST /api/v1/metadata}. */
    public static Json.Obj payload(Metadata<Root> root) {
        return Json.object()
                .put("metadata", Json.object().put("root", Envelope.json(root)).build())
                .build();
    }
}

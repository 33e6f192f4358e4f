package dev.countersign.ceremony;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Validity;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import dev.countersign.wire.WireNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a key ceremony decides: the first root and the settings of a new repository.
 *
 * @param days of validity of the four top-level roles
 * @param bins hash bins for all paths that no delegated role takes, or null
 * @param delegations custom delegated roles, most important first; may be empty when there are bins
 * @param rootKeys the holders' public keys
 * @param threshold how many holders must sign
 */
public record CeremonyPlan(
        Days days,
        @Nullable Bins bins,
        List<RoleDraft> delegations,
        List<Key> rootKeys,
        int threshold,
        OnlineRoleKeys online) {
    public CeremonyPlan {
        delegations = List.copyOf(delegations);
        rootKeys = List.copyOf(rootKeys);
    }

    /** Days of validity. */
    public record Days(int root, int timestamp, int snapshot, int targets) {
        public static final int ROOT = 365;
        public static final int TIMESTAMP = 1;
        public static final int SNAPSHOT = 1;
        public static final int TARGETS = 365;

        public static final Days DEFAULT = new Days(ROOT, TIMESTAMP, SNAPSHOT, TARGETS);
    }

    /**
     * Hash bins.
     *
     * @param count as {@link HashBins#problem} allows
     * @param days of validity
     * @param style a word of {@link BinStyle}
     */
    public record Bins(int count, int days, String style) {
        public static final String SUCCINCT = BinStyle.SUCCINCT.word();
        public static final String PREFIXES = BinStyle.PATH_HASH_PREFIXES.word();
        public static final int DAYS = 1;

        public static final Bins DEFAULT = new Bins(HashBins.USUAL, DAYS, SUCCINCT);

        /** Refreshing so many takes tuf-js several seconds. */
        private static final int MANY = 4_096;

        private void check(boolean besideRoles, Findings.Builder findings) {
            HashBins.problem(count).ifPresent(problem -> findings.problem("bins: " + problem));
            findings.warnIf(
                    count > HashBins.FEWEST && HashBins.countFor(count) != count,
                    "bins: " + count + " is no power of two; there will be " + HashBins.countFor(count));
            findings.warnIf(
                    count >= MANY && count <= HashBins.MOST,
                    "bins: " + count + " make every client's refresh slow; 256 to 2048 serve millions of artifacts");
            var known = BinStyle.named(style);
            findings.problemIf(
                    known.isEmpty(),
                    "bins: style \"" + Shown.text(style) + "\" (expected: " + SUCCINCT + " or " + PREFIXES + ")");
            findings.problemIf(
                    besideRoles
                            && known.filter(each -> !each.leavesRoomForRoles()).isPresent(),
                    "bins: " + style + " bins leave no room for delegated roles beside them (expected: " + PREFIXES
                            + ")");
            findings.problemIf(
                    known.filter(each -> each.isTooLong(count)).isPresent(),
                    "bins: " + count + " (expected: <= " + HashBins.MOST_LISTED + " of style " + PREFIXES
                            + ", which are listed one by one)");
            checkDays(HashBins.NAME, days, findings);
        }
    }

    /** What is wrong with the plan, and what deserves a second look. */
    public Findings check() {
        var findings = new Findings.Builder();
        checkDays("root", days.root, findings);
        checkDays("timestamp", days.timestamp, findings);
        checkDays("snapshot", days.snapshot, findings);
        checkDays("targets", days.targets, findings);
        checkThreshold(threshold, rootKeys.size(), findings);
        KeyMembers.check("root", rootKeys, findings);
        checkOnline(findings);
        findings.problemIf(
                bins == null && delegations.isEmpty(),
                "neither bins nor delegations (expected: where artifacts are to be listed)");
        if (bins != null) {
            bins.check(!delegations.isEmpty(), findings);
        }
        RoleDraft.check(delegations, findings);
        return findings.build();
    }

    private void checkOnline(Findings.Builder findings) {
        var holders = new ArrayList<>(rootKeys);
        delegations.forEach(role -> holders.addAll(role.keys()));
        KeyMembers.checkOnline(online, holders, findings);
    }

    static void checkThreshold(int threshold, int keys, Findings.Builder findings) {
        findings.problemIf(
                !Role.isThreshold(threshold, keys),
                "root threshold: " + threshold + " (expected: 1 to " + keys + ", the number of root keys)");
        findings.warnIf(threshold == 1, "root threshold: 1 lets a single stolen key take over the repository");
        findings.warnIf(
                threshold > 1 && threshold == keys,
                "root threshold: all " + keys + " keys must sign; one lost key means that no root can follow");
    }

    static void checkDays(String role, int days, Findings.Builder findings) {
        Validity.problem(days).ifPresent(problem -> findings.problem("expiration of " + role + ": " + problem));
        findings.warnIf(
                (role.equals("timestamp") || role.equals("snapshot")) && days > 30,
                "expiration of " + role + ": " + days
                        + " days; for that long clients can be kept from seeing anything new");
        findings.warnIf(
                role.equals("root") && days >= 1 && days < 30,
                "expiration of root: " + days + " days; the holders must meet again before that");
    }

    /**
     * The first root, not signed yet.
     *
     * @throws InvalidInput when {@link #check} has problems
     */
    public Metadata<Root> draft(Instant now) {
        SequencedMap<KeyId, Key> keys = new LinkedHashMap<>();
        rootKeys.forEach(key -> keys.put(key.id(), key));
        online.distinct().forEach(key -> keys.put(key.id(), key));
        var root = new Role(rootKeys.stream().map(Key::id).toList(), threshold);
        var draft = Metadata.of(
                Root.draft(
                        1,
                        Validity.expiry(now, days.root),
                        keys,
                        root,
                        role(RoleName.TIMESTAMP),
                        role(RoleName.SNAPSHOT),
                        role(RoleName.TARGETS)),
                List.of());
        Limits.check(RoleName.ROOT, draft.toBytes());
        return draft;
    }

    /**
     * RSTUF's body of {@code POST /api/v1/bootstrap}.
     *
     * @param timeout seconds, for the server
     */
    public Json.Obj payload(Metadata<Root> root, int timeout) {
        return Json.object()
                .put(
                        WireNames.SETTINGS,
                        Json.object().put(WireNames.ROLES, settings()).build())
                .put(
                        WireNames.METADATA,
                        Json.object().put("root", Envelope.json(root)).build())
                .put("timeout", timeout)
                .build();
    }

    private Json.Obj settings() {
        return Json.object()
                .put("root", expiration(days.root))
                .put("timestamp", expiration(days.timestamp))
                .put("snapshot", expiration(days.snapshot))
                .put("targets", expiration(days.targets))
                .put("bins", bins == null ? new Json.Null() : bins(bins))
                .put(
                        WireNames.DELEGATIONS,
                        delegations.isEmpty() ? new Json.Null() : RoleDraft.delegations(delegations))
                .build();
    }

    private static Json.Obj bins(Bins bins) {
        var json = expiration(bins.days).with(WireNames.NUMBER_OF_BINS, new Json.Int(bins.count));
        return bins.style.equals(Bins.SUCCINCT) ? json : json.with(WireNames.STYLE, new Json.Str(bins.style));
    }

    private static Json.Obj expiration(int days) {
        return Json.object().put(WireNames.EXPIRATION, days).build();
    }

    /** What the key signs, unless it signs everything. */
    private String rolesOf(Key key) {
        return online.distinct().size() == 1
                ? ""
                : RoleName.ONLINE.stream()
                        .filter(role -> online.key(role).equals(key))
                        .map(RoleName::value)
                        .collect(Collectors.joining(" and ", " of ", ""));
    }

    private Role role(RoleName name) {
        return new Role(List.of(online.key(name).id()), 1);
    }

    /** The review: one line for each thing that is decided. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("root: valid " + days.root + " days, signed by " + threshold + " of " + rootKeys.size() + ":");
        rootKeys.forEach(key -> lines.add("  " + Shown.key(key) + " " + key.scheme()));
        for (var key : online.distinct()) {
            lines.add("online key" + rolesOf(key) + ": " + Shown.key(key) + " " + key.scheme() + ", at "
                    + Shown.text(key.uri().orElse("?")));
        }
        lines.add("timestamp: valid " + days.timestamp + " days; snapshot: " + days.snapshot + "; targets: "
                + days.targets);
        delegations.forEach(role -> lines.add("role " + Shown.text(role.name()) + ": " + role.signers() + ", valid "
                + role.days() + " days" + (role.terminating() ? "" : ", not terminating") + ", for "
                + String.join(" ", role.paths().stream().map(Shown::text).toList())));
        if (bins != null) {
            lines.add((delegations.isEmpty() ? "" : "everything else: ") + HashBins.countFor(bins.count)
                    + " hash bins (" + bins.style + "), valid " + bins.days + " days");
        }
        return lines;
    }
}

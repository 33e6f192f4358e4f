package dev.countersign.ceremony;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.PathPatterns;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.Positions;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Validity;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.Role;
import dev.countersign.wire.WireNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A custom delegated role as its owner describes it.
 *
 * @param paths shell patterns that stop at slashes, or leading digits of the SHA-256 of paths
 * @param byHash whether they are the latter
 * @param keys empty for a role that the service signs with its online key
 * @param position among the roles, from 1; null leaves an existing role where it is, and puts a new one last
 * @param days of validity of each version; null leaves an existing role's as it is
 */
public record RoleDraft(
        String name,
        List<String> paths,
        boolean byHash,
        boolean terminating,
        int threshold,
        @Nullable Integer days,
        List<Key> keys,
        @Nullable Integer position) {

    public RoleDraft {
        paths = List.copyOf(paths);
        keys = List.copyOf(keys);
    }

    /** A role for shell patterns. */
    public RoleDraft(
            String name,
            List<String> paths,
            boolean terminating,
            int threshold,
            @Nullable Integer days,
            List<Key> keys) {
        this(name, paths, false, terminating, threshold, days, keys, null);
    }

    /** The same role at a place of its own; null as above. */
    public RoleDraft at(@Nullable Integer place) {
        return new RoleDraft(name, paths, byHash, terminating, threshold, days, keys, place);
    }

    /** All roles, each of those that have a position there. */
    public static List<RoleDraft> placed(List<RoleDraft> roles) {
        return Positions.placed(roles, role -> Optional.ofNullable(role.position));
    }

    /** The role as it stands in delegations, which name its keys. */
    public static RoleDraft of(DelegatedRole role, List<Key> keys, @Nullable Integer days) {
        return new RoleDraft(
                role.name().value(),
                paths(role),
                role.paths() instanceof PathSet.PathHashPrefixes,
                role.terminating(),
                role.threshold(),
                days,
                keys,
                null);
    }

    /** The patterns or the prefixes of a role. */
    static List<String> paths(DelegatedRole role) {
        return switch (role.paths()) {
            case PathSet.Paths set -> set.patterns();
            case PathSet.PathHashPrefixes set -> set.prefixes();
        };
    }

    /** Such as {@code signed by 2 of Alice, Dave}. */
    public String signers() {
        return keys.isEmpty() ? "signed by the online key" : "signed by " + threshold + " of " + Shown.keys(keys);
    }

    /** What is wrong with roles that are to stand in one list, most important first. */
    public static Findings check(List<RoleDraft> roles) {
        var findings = new Findings.Builder();
        check(roles, findings);
        return findings.build();
    }

    static void check(List<RoleDraft> roles, Findings.Builder findings) {
        var names = new LinkedHashSet<String>();
        for (var role : roles) {
            role.check(findings);
            findings.problemIf(!names.add(role.name), "role " + Shown.text(role.name) + " is there twice");
        }
        var byPattern = roles.stream().filter(role -> !role.byHash).toList();
        var patterns = byPattern.stream().flatMap(RoleDraft::patterns).toList();
        RoleName.clashes(List.copyOf(names)).forEach(findings::problem);
        PathPatterns.clashes(patterns).forEach(findings::problem);
        RoleOrder.check(byPattern, findings);
    }

    private void check(Findings.Builder findings) {
        var where = "role " + Shown.text(name);
        try {
            RoleName.newCustom(name);
        } catch (InvalidInput e) {
            findings.problem(String.valueOf(e.getMessage()));
        }
        findings.problemIf(paths.isEmpty(), where + ": no paths (expected: at least one pattern)");
        if (days != null) {
            Validity.problem(days).ifPresent(problem -> findings.problem(where + ": expiration: " + problem));
        }
        if (!byHash) {
            paths.forEach(pattern -> checkPattern(pattern, findings));
        }
        int most = Math.clamp(keys.size(), 1, Limits.THRESHOLD);
        if (position != null) {
            Positions.problem(position).ifPresent(problem -> findings.problem(where + ": position: " + problem));
        }
        findings.problemIf(
                !Role.isThreshold(threshold, most),
                where + ": threshold: " + threshold + " (expected: 1 to " + most + mostIs());
        findings.warnIf(
                keys.size() > 1 && threshold == keys.size(),
                where + ": every key must sign; one lost key stops the role until its delegation is changed");
        KeyMembers.check(where, keys, findings);
    }

    private String mostIs() {
        if (keys.isEmpty()) {
            return "; without keys the online key signs alone)";
        }
        return keys.size() > Limits.THRESHOLD ? ")" : ", the number of keys)";
    }

    private void checkPattern(String pattern, Findings.Builder findings) {
        PathPatterns.problem(pattern)
                .ifPresent(problem -> findings.problem("role " + Shown.text(name) + ", path " + problem));
        PathPatterns.advice(pattern).forEach(advice -> findings.warn(where(name, pattern) + ": " + advice));
    }

    private Stream<PathPatterns.Owned> patterns() {
        return paths.stream().map(pattern -> new PathPatterns.Owned(name, pattern));
    }

    static String where(String role, String pattern) {
        return "role " + Shown.text(role) + ", path \"" + Shown.text(pattern) + "\"";
    }

    private Json.Obj toJson() {
        var json = Json.object()
                .put("name", name)
                .put("terminating", terminating)
                .put(
                        "keyids",
                        Json.strings(keys.stream().map(key -> key.id().value()).toList()))
                .put("threshold", threshold)
                .build();
        if (days != null) {
            json = json.with(WireNames.EXPIRE_POLICY, new Json.Int(days));
        }
        if (position != null) {
            json = json.with(WireNames.POSITION, new Json.Int(position));
        }
        return json.with(byHash ? "path_hash_prefixes" : "paths", Json.strings(paths));
    }

    /** The delegations object that RSTUF's API takes. */
    public static Json.Obj delegations(List<RoleDraft> roles) {
        var keys = new LinkedHashMap<String, Json>();
        var list = new ArrayList<Json>();
        for (var role : roles) {
            role.keys.forEach(key -> keys.put(key.id().value(), key.json()));
            list.add(role.toJson());
        }
        return Json.object()
                .put("keys", new Json.Obj(keys))
                .put("roles", new Json.Arr(list))
                .build();
    }
}

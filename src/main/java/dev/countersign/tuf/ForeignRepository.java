package dev.countersign.tuf;

import static dev.countersign.tuf.TrustRules.untrusted;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.key.KeyId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A whole repository that others have published, each file as it is, verified as a client does, from its oldest root to
 * the roles that {@code targets.json} delegates to.
 *
 * @param roots all of them in their order, the newest last
 * @param roles those that are delegated to and in the snapshot
 */
public record ForeignRepository(
        List<VerifiedFile<Root>> roots,
        VerifiedFile<Timestamp> timestamp,
        VerifiedFile<Snapshot> snapshot,
        VerifiedFile<Targets> targets,
        SequencedMap<RoleName, VerifiedFile<Targets>> roles) {

    /** A file, and what is in it. */
    public record VerifiedFile<T extends Signed>(RoleName role, Metadata<T> metadata, Bytes file) {
        public T signed() {
            return metadata.signed();
        }

        private boolean delegates() {
            return signed() instanceof Targets targets
                    && targets.delegations() != null
                    && !targets.delegations().isEmpty();
        }

        public String name() {
            return role.fileName(signed().version());
        }
    }

    /**
     * The repository in these files.
     *
     * @param files by their names, such as {@code 3.root.json}; others than the newest versions are an error, roots apart
     * @throws InvalidInput when a client would refuse something, or cannot know the versions of files by their names
     */
    public static ForeignRepository verify(SortedMap<String, Bytes> files, Instant now) {
        var left = new TreeMap<>(files);
        var roots = roots(left);
        var trusted = TrustedMetadata.startingFrom(roots.getFirst().file());
        roots.stream().skip(1).forEach(next -> trusted.root(next.file()));
        requireConsistent(trusted.root().signed());
        var timestampFile = take(left, RoleName.TIMESTAMP_FILE);
        var timestamp = new VerifiedFile<>(RoleName.TIMESTAMP, trusted.timestamp(timestampFile, now), timestampFile);
        var snapshotFile = take(
                left, RoleName.SNAPSHOT.fileName(timestamp.signed().snapshot().version()));
        var top = trusted.snapshot(snapshotFile, now);
        var targetsFile = take(
                left, RoleName.TARGETS.fileName(top.listed(RoleName.TARGETS).version()));
        var targets = new VerifiedFile<>(RoleName.TARGETS, top.targets(targetsFile, now), targetsFile);
        var roles = roles(left, top, targets.signed(), now);
        // What is below a delegated role is among the problems, not a mistake in the list of files.
        var nested = roles.values().stream().anyMatch(VerifiedFile::delegates);
        left.keySet().stream().filter(_ -> !nested).findFirst().ifPresent(name -> {
            throw untrusted(name + " (expected: roots, and the files that timestamp.json leads to)");
        });
        var snapshot = new VerifiedFile<>(RoleName.SNAPSHOT, top.snapshot(), snapshotFile);
        return new ForeignRepository(roots, timestamp, snapshot, targets, roles);
    }

    private static List<VerifiedFile<Root>> roots(SortedMap<String, Bytes> left) {
        var roots = left.entrySet().stream()
                .filter(file -> file.getKey().endsWith("." + RoleName.ROOT.metaName()))
                .map(file -> new VerifiedFile<>(RoleName.ROOT, Metadata.parseRoot(file.getValue()), file.getValue()))
                .sorted((a, b) ->
                        Integer.compare(a.signed().version(), b.signed().version()))
                .toList();
        roots.forEach(root -> {
            if (left.remove(root.name()) == null) {
                throw untrusted(
                        "a root of version " + root.signed().version() + " (expected: in a file " + root.name() + ")");
            }
        });
        if (roots.isEmpty()) {
            throw untrusted("there is no root (expected: the oldest there is, and all that follow it)");
        }
        return roots;
    }

    private static void requireConsistent(Root root) {
        if (!root.consistentSnapshot()) {
            throw untrusted("root " + root.version() + " has consistent_snapshot false (expected: true, as this service"
                    + " serves no file without a version in its name; publish a root with it, and all files under"
                    + " names with versions, where the repository is now)");
        }
    }

    private static SequencedMap<RoleName, VerifiedFile<Targets>> roles(
            SortedMap<String, Bytes> left, TopLevelMetadata top, Targets targets, Instant now) {
        var roles = new LinkedHashMap<RoleName, VerifiedFile<Targets>>();
        for (var name : targets.delegated()) {
            var listed = top.snapshot().signed().fromJson(name);
            if (listed != null) {
                var file = take(left, name.fileName(listed.version()));
                roles.put(
                        name,
                        new VerifiedFile<>(name, top.delegated(name, file, RoleName.TARGETS, targets, now), file));
            }
        }
        return roles;
    }

    private static Bytes take(SortedMap<String, Bytes> left, String name) {
        var file = left.remove(name);
        if (file == null) {
            throw untrusted(name + " is missing");
        }
        return file;
    }

    /** The newest. */
    public Metadata<Root> root() {
        return roots.getLast().metadata();
    }

    public TargetsSigner signer() {
        return TargetsSigner.of(root().signed());
    }

    /** Every file, what points after what it points to. */
    public List<VerifiedFile<?>> files() {
        var files = new ArrayList<VerifiedFile<?>>(roots);
        files.addAll(roles.values());
        files.add(targets);
        files.add(snapshot);
        files.add(timestamp);
        return files;
    }

    /** The bins, if it has any. */
    public Optional<BinsOf> bins() {
        var delegations = targets.signed().delegations();
        if (delegations == null) {
            return Optional.empty();
        }
        return switch (delegations.delegates()) {
            case SuccinctRoles succinct -> Optional.of(new BinsOf(1 << succinct.bitLength(), BinStyle.SUCCINCT));
            case Delegates.Roles roles -> {
                var listed = roles.roles().stream()
                        .filter(role -> HashBins.isBin(role.name()))
                        .count();
                yield listed == 0
                        ? Optional.empty()
                        : Optional.of(new BinsOf((int) listed, BinStyle.PATH_HASH_PREFIXES));
            }
        };
    }

    /** How many bins there are, and how clients find them. */
    public record BinsOf(int count, BinStyle style) {}

    /** Why this service cannot continue it, a sentence each; empty when it can. */
    public List<String> problems() {
        var problems = new ArrayList<String>();
        files().stream().flatMap(file -> sizeOf(file).stream()).forEach(problems::add);
        snapshot.signed().meta().keySet().forEach(name -> nameProblem(name).ifPresent(problems::add));
        roles.values().stream()
                .filter(VerifiedFile::delegates)
                .forEach(role -> problems.add(role.role() + " delegates to roles of its own (expected: roles that"
                        + " targets.json delegates to, and none below them)"));
        Stream.concat(Stream.of(targets), roles.values().stream())
                .flatMap(role -> targetProblem(role).stream())
                .forEach(problems::add);
        problems.addAll(
                signer() == TargetsSigner.HOLDERS
                        ? HeldTargets.problems(root().signed(), targets.signed())
                        : serviceProblems());
        return problems;
    }

    private static Optional<String> sizeOf(VerifiedFile<?> file) {
        return problem(() -> Limits.check(file.role(), file.file()));
    }

    private static Optional<String> nameProblem(String meta) {
        return problem(() -> RoleName.publishable(
                meta.endsWith(".json") ? meta.substring(0, meta.length() - ".json".length()) : meta));
    }

    /** Targets that the service could neither add nor find again. */
    private static Optional<String> targetProblem(VerifiedFile<Targets> role) {
        return role.signed().targets().entrySet().stream()
                .flatMap(target -> problem(() -> {
                            TargetPath.published(target.getKey().value());
                            target.getValue().canonical();
                        })
                        .stream())
                .findFirst()
                .map(problem -> role.role() + ": " + problem);
    }

    private static Optional<String> problem(Runnable check) {
        try {
            check.run();
            return Optional.empty();
        } catch (InvalidInput e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private List<String> serviceProblems() {
        var problems = new ArrayList<String>();
        var own = targets.signed().targets().size();
        if (own > 0) {
            problems.add("targets.json, which an online key signs, lists " + own + " targets itself (expected: all of"
                    + " them in roles that it delegates to; move them there first)");
        }
        var delegations = targets.signed().delegations();
        if (delegations != null) {
            var online = root().signed().targets().keyids().getFirst();
            problems.addAll(
                    switch (delegations.delegates()) {
                        case SuccinctRoles bins -> succinctProblems(bins, online);
                        case Delegates.Roles roles -> listedProblems(roles.roles(), online);
                    });
        }
        return problems;
    }

    private static List<String> succinctProblems(SuccinctRoles bins, KeyId online) {
        var problems = new ArrayList<String>();
        if (!bins.namePrefix().equals(HashBins.NAME)) {
            problems.add("the bins are called " + bins.namePrefix() + "-… (expected: " + HashBins.NAME + "-…)");
        }
        HashBins.problem(1 << bins.bitLength()).ifPresent(problem -> problems.add("bins: " + problem));
        if (!bins.keyids().equals(List.of(online)) || bins.threshold() != 1) {
            problems.add("the bins are signed by " + bins.keyids() + " (expected: by the key of targets.json, " + online
                    + ")");
        }
        return problems;
    }

    /** Bins that are listed one by one are this service's own, all of them, behind the other roles; or they are no bins. */
    private static List<String> listedProblems(List<DelegatedRole> roles, KeyId online) {
        var bins = roles.stream().filter(role -> HashBins.isBin(role.name())).toList();
        if (bins.isEmpty()) {
            return List.of();
        }
        var count = HashBins.countFor(bins.size());
        var same = count == bins.size()
                && bins.size() >= HashBins.FEWEST
                && roles.subList(roles.size() - count, roles.size()).equals(bins)
                && bins.equals(HashBins.forRequested(count).listed(online));
        return same
                ? List.of()
                : List.of("roles with names of bins, such as " + bins.getFirst().name() + " (expected: other names; or"
                        + " all bins of one layout at the end, signed by the key of targets.json)");
    }
}

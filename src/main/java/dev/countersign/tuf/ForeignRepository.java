package dev.countersign.tuf;

import static dev.countersign.tuf.TrustRules.untrusted;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.key.KeyId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A whole repository that others have published, each file as it is, verified as a client does, from its oldest root to
 * the roles that {@code targets.json} delegates to. Of delegated roles, which may be many and large, no content is kept.
 *
 * @param roots all of them in their order, the newest last
 * @param roles those that are delegated to and in the snapshot, in the order of the delegations
 * @param roleProblems why this service could not continue one of them
 */
public record ForeignRepository(
        List<FoundRoot> roots,
        Metadata<Root> root,
        Metadata<Timestamp> timestamp,
        Metadata<Snapshot> snapshot,
        Metadata<Targets> targets,
        SequencedMap<RoleName, FoundFile> roles,
        List<String> roleProblems) {

    /** More than any repository has of roots and the other top-level roles. */
    private static final int MAX_TOP_LEVEL_BYTES = 32 << 20;

    /** What a file takes in memory, about, besides its bytes; so that empty ones are not for nothing. */
    private static final int FILE_OBJECTS = 512;

    /** A file of it. */
    public record FoundFile(RoleName role, int version, Instant expires) {
        static FoundFile in(RoleName role, Metadata<?> metadata) {
            return new FoundFile(
                    role, metadata.signed().version(), metadata.signed().expires());
        }

        public String name() {
            return role.fileName(version);
        }
    }

    /** @param sha256 of what is signed in it */
    public record FoundRoot(FoundFile file, Bytes sha256) {
        private static FoundRoot of(Metadata<Root> root) {
            return new FoundRoot(
                    FoundFile.in(RoleName.ROOT, root), root.signedBytes().sha256());
        }

        /** Whether it is this one, whoever has signed either. */
        public boolean is(Metadata<Root> other) {
            return sha256.equals(other.signedBytes().sha256());
        }
    }

    /**
     * The repository in these files, which are gone through twice.
     *
     * @param files by their names, such as {@code 3.root.json}; others than the newest versions are an error, roots apart
     * @throws InvalidInput when a client would refuse something, or cannot know the versions of files by their names
     */
    public static ForeignRepository verify(HandedInFiles files, Instant now) {
        var left = topLevel(files);
        var roots = roots(left);
        var trusted =
                TrustedMetadata.startingFrom(take(left, roots.getFirst().file().name()));
        roots.stream()
                .skip(1)
                .forEach(next -> trusted.root(take(left, next.file().name())));
        requireConsistent(trusted.root().signed());
        var timestamp = trusted.timestamp(take(left, RoleName.TIMESTAMP_FILE), now);
        var snapshotFile = take(
                left, RoleName.SNAPSHOT.fileName(timestamp.signed().snapshot().version()));
        var top = trusted.snapshot(snapshotFile, now);
        var targetsFile = take(
                left, RoleName.TARGETS.fileName(top.listed(RoleName.TARGETS).version()));
        var targets = top.targets(targetsFile, now);
        left.keySet().stream().findFirst().ifPresent(name -> {
            throw unknown(name);
        });
        var roles = new ForeignRoles(top, targets.signed(), now);
        files.forEach(roles::take);
        roles.requireAll();
        return new ForeignRepository(
                roots, trusted.root(), timestamp, top.snapshot(), targets, roles.found(), roles.problems());
    }

    static RuntimeException unknown(String name) {
        return untrusted(name + " (expected: roots, and the files that timestamp.json leads to)");
    }

    static RuntimeException twice(String name) {
        return untrusted(name + " is there twice (expected: each file once)");
    }

    static boolean isTopLevel(String name) {
        return name.equals(RoleName.TIMESTAMP_FILE)
                || FileName.parse(name).filter(file -> file.role().isTopLevel()).isPresent();
    }

    private static SortedMap<String, Bytes> topLevel(HandedInFiles files) {
        var found = new TreeMap<String, Bytes>();
        var bytes = new AtomicLong();
        files.forEach((name, file) -> {
            if (!isTopLevel(name)) {
                return;
            }
            Limits.check(FileName.parse(name).map(FileName::role).orElse(RoleName.TIMESTAMP), file);
            if (bytes.addAndGet(file.length() + FILE_OBJECTS) > MAX_TOP_LEVEL_BYTES) {
                throw untrusted("roots and the other top-level roles have more than " + MAX_TOP_LEVEL_BYTES
                        + " bytes together (expected: fewer; leave out roots that no client begins with any more)");
            }
            if (found.put(name, file) != null) {
                throw twice(name);
            }
        });
        return found;
    }

    private static List<FoundRoot> roots(SortedMap<String, Bytes> left) {
        var roots = left.entrySet().stream()
                .filter(file -> file.getKey().endsWith("." + RoleName.ROOT.metaName()))
                .map(file -> rootIn(file.getKey(), file.getValue()))
                .sorted(Comparator.comparingInt(root -> root.file().version()))
                .toList();
        if (roots.isEmpty()) {
            throw untrusted("there is no root (expected: the oldest there is, and all that follow it)");
        }
        return roots;
    }

    private static FoundRoot rootIn(String name, Bytes file) {
        var root = FoundRoot.of(Metadata.parseRoot(file));
        if (!root.file().name().equals(name)) {
            throw untrusted("a root of version " + root.file().version() + " (expected: in a file "
                    + root.file().name() + ")");
        }
        return root;
    }

    private static void requireConsistent(Root root) {
        if (!root.consistentSnapshot()) {
            throw untrusted("root " + root.version() + " has consistent_snapshot false (expected: true, as this service"
                    + " serves no file without a version in its name; publish a root with it, and all files under"
                    + " names with versions, where the repository is now)");
        }
    }

    private static Bytes take(SortedMap<String, Bytes> left, String name) {
        var file = left.remove(name);
        if (file == null) {
            throw untrusted(name + " is missing");
        }
        return file;
    }

    public TargetsSigner signer() {
        return TargetsSigner.of(root.signed());
    }

    /** The newest version of every role but root. */
    public List<FoundFile> newest() {
        var files = new ArrayList<FoundFile>();
        files.add(FoundFile.in(RoleName.TIMESTAMP, timestamp));
        files.add(FoundFile.in(RoleName.SNAPSHOT, snapshot));
        files.add(FoundFile.in(RoleName.TARGETS, targets));
        files.addAll(roles.values());
        return files;
    }

    /** Every file. */
    public List<FoundFile> files() {
        return Stream.concat(roots.stream().map(FoundRoot::file), newest().stream())
                .toList();
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

    /** Why this service cannot continue it, a sentence each, the first few; empty when it can. */
    public List<String> problems() {
        var problems = new ArrayList<String>();
        snapshot.signed().meta().keySet().forEach(name -> nameProblem(name).ifPresent(problems::add));
        ForeignRoles.targetProblem(RoleName.TARGETS, targets.signed()).ifPresent(problems::add);
        problems.addAll(roleProblems);
        problems.addAll(
                signer() == TargetsSigner.HOLDERS
                        ? HeldTargets.problems(root.signed(), targets.signed())
                        : serviceProblems());
        return List.copyOf(problems.subList(0, Math.min(problems.size(), ForeignRoles.MOST_PROBLEMS)));
    }

    private static Optional<String> nameProblem(String meta) {
        return problem(() -> RoleName.publishable(
                meta.endsWith(".json") ? meta.substring(0, meta.length() - ".json".length()) : meta));
    }

    static Optional<String> problem(Runnable check) {
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
            var online = root.signed().targets().keyids().getFirst();
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

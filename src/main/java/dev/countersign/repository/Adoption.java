package dev.countersign.repository;

import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.ForeignRepository;
import dev.countersign.tuf.HandedInFiles;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.RoleName;
import java.time.Instant;
import java.util.Optional;

/**
 * How a repository that others have published is taken over. It is served from then on exactly as they left it; what is
 * signed here goes on from their versions, as soon as a root that they have signed gives it keys of this service. Until then
 * it can be taken over again, with what they have published meanwhile.
 */
final class Adoption {
    private Adoption() {}

    static Decision decide(
            Repository repository,
            Change.Adopt change,
            TaskId task,
            PublishedRoles published,
            HandedInFiles files,
            Instant now) {
        ForeignRepository foreign;
        try {
            foreign = ForeignRepository.verify(files, now);
        } catch (InvalidInput e) {
            return Rules.refuse(e);
        }
        var problems = foreign.problems();
        if (!problems.isEmpty()) {
            return Rules.refuse(new Reason.Rule(String.join("; ", problems)));
        }
        return switch (repository) {
            case Repository.Empty _ ->
                takeOver(established(foreign, change, task, oldestRoot(foreign)), foreign, files);
            case Repository.Signing _ -> Rules.refuse(new Reason.BootstrapAwaitsSignatures());
            case Repository.Established before ->
                obstacle(before, foreign, published)
                        .<Decision>map(sentence -> Rules.refuse(new Reason.Rule(sentence)))
                        .orElseGet(() -> takeOver(again(before, foreign, change), foreign, files));
        };
    }

    private static Decision takeOver(Repository.Established next, ForeignRepository foreign, HandedInFiles content) {
        var roles = foreign.roles().keySet().stream()
                .filter(role -> !HashBins.isBin(role))
                .toList();
        return new Decision.TakeOver(
                next,
                foreign.files(),
                content,
                new TaskOutcome.Adopted(
                        foreign.root().signed().version(),
                        foreign.timestamp().signed().version(),
                        roles));
    }

    private static Repository.Established established(
            ForeignRepository foreign, Change.Adopt change, TaskId task, int oldestRoot) {
        return new Repository.Established(
                task,
                settings(foreign, change),
                foreign.root(),
                Layout.delegations(foreign.targets().signed()),
                Waiting.NOTHING,
                Repository.NO_ROLES,
                new Provenance.TakenOver(
                        oldestRoot, foreign.timestamp().signed().version(), foreign.signer()));
    }

    private static int oldestRoot(ForeignRepository foreign) {
        return foreign.roots().getFirst().file().version();
    }

    private static int oldestRoot(Repository.Established before, ForeignRepository foreign) {
        return before.provenance() instanceof Provenance.TakenOver taken
                ? Math.min(taken.firstRoot(), oldestRoot(foreign))
                : oldestRoot(foreign);
    }

    private static Settings settings(ForeignRepository foreign, Change.Adopt change) {
        var bins = foreign.bins()
                .map(found -> new Settings.BinSettings(found.count(), found.style()))
                .orElse(null);
        return new Settings(change.expirationDays(), bins, null)
                .withRoles(foreign.targets().signed().delegated());
    }

    /** Signatures that were collected for the next root stay, unless there is another root to follow. */
    private static Repository.Established again(
            Repository.Established before, ForeignRepository foreign, Change.Adopt change) {
        var next = established(foreign, change, before.task(), oldestRoot(before, foreign));
        var sameRoot = before.root().signedBytes().equals(foreign.root().signedBytes());
        return sameRoot ? next.withProposedRoot(before.proposedRoot()) : next;
    }

    /** Why it cannot be taken over a second time. */
    private static Optional<String> obstacle(
            Repository.Established before, ForeignRepository foreign, PublishedRoles published) {
        if (!(before.provenance() instanceof Provenance.TakenOver adopted)
                || adopted.timestamp() != published.version(RoleName.TIMESTAMP)) {
            return Optional.of("there is a repository already, and this service has signed timestamp "
                    + published.version(RoleName.TIMESTAMP)
                    + " of it (expected: an empty repository, or one that was taken over and not signed here since)");
        }
        var known = before.root();
        var sameRoot = foreign.roots().stream().anyMatch(root -> root.is(known));
        if (!sameRoot) {
            return Optional.of("root " + known.signed().version()
                    + ", which was taken over before, is not among these (expected: the same repository)");
        }
        return foreign.newest().stream()
                .filter(file -> file.version() < published.version(file.role()))
                .findFirst()
                .map(file -> file.name() + " is older than version " + published.version(file.role())
                        + ", which was taken over before")
                .or(() -> lost(foreign, published));
    }

    /** No role may disappear from the snapshot, or go back in it: clients refuse such a one (specification, 5.5.5). */
    private static Optional<String> lost(ForeignRepository foreign, PublishedRoles published) {
        var next = foreign.snapshot().signed();
        return published.listed().stream()
                .filter(role -> {
                    var now = next.fromJson(role);
                    return now == null || now.version() < published.version(role);
                })
                .findFirst()
                .map(role -> RoleName.SNAPSHOT.fileName(next.version()) + " does not list version "
                        + published.version(role) + " of " + role + ", or a later one, which was listed when it was"
                        + " taken over before (expected: every role that was ever listed, since clients refuse it"
                        + " otherwise)");
    }
}

package dev.countersign.publish;

import dev.countersign.repository.Decision;
import dev.countersign.repository.Head;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.RoleName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One publication, from plan to commit.
 *
 * <p>The order is always delegated roles, targets, snapshot, timestamp (specification, 6.2): what points is made after
 * what it points to. All files go into one transaction that ends with a compare-and-swap of the publication number.
 * Nothing is visible to anyone before that commit, so a crash at any line before it leaves the repository as it was,
 * and one after it leaves the whole publication; recovery reads the committed state and goes on.
 *
 * <p>Memory is bounded by slices: role files are loaded, merged, signed and handed to the transaction a slice at a time.
 * An instance is used once, by the publisher's thread.
 */
final class Publication {
    private final State before;
    private final Plan plan;
    private final Instant now;
    private final Layout layout;
    private final SliceWriter writer;
    private final RoleSlices slices;
    private final OnlineRoles onlineRoles;
    private final OfflineRoles offlineRoles;
    private final TopLevelRoles topLevel;

    /** Begins the transaction. */
    Publication(Publisher.Ports ports, AnswerLimit answers, State before, Plan plan, CurrentPace pace, Instant now) {
        var repository = plan.repository();
        this.before = before;
        this.plan = plan;
        this.now = now.truncatedTo(ChronoUnit.MICROS);
        this.layout = Layout.of(repository);
        var versions = new NextVersions(before, repository.settings(), this.now);
        var signer = new DraftSigner(ports.signing(), repository.onlineKey(), answers);
        this.writer = SliceWriter.begin(ports.publications(), before.head().publication(), pace, answers);
        this.slices = new RoleSlices(ports.files(), versions, pace, answers);
        this.onlineRoles = new OnlineRoles(repository, versions, signer, writer);
        this.offlineRoles = new OfflineRoles(ports.files(), versions, signer, answers);
        this.topLevel = new TopLevelRoles(plan, versions, signer, writer);
    }

    /**
     * Runs it.
     *
     * @throws Publications.Superseded when another node was first; nothing was written
     * @throws Publications.OutcomeUnknown when only the database knows whether it happened
     * @throws RolesTooLarge when clients would refuse a file; nothing was written
     */
    Published run() {
        try {
            return publish();
        } catch (RuntimeException e) {
            writer.abandon(e);
            throw e;
        }
    }

    private Published publish() {
        var roles = plan.roles().entrySet();
        var online = onlineRoles.sign(
                roles.stream().filter(role -> layout.isOnline(role.getKey())).toList(), slices);
        var offline = offlineRoles.propose(
                roles.stream().filter(role -> layout.isOffline(role.getKey())).toList(),
                online.waitingIn(plan.repository()));
        var repository = offline.repository();
        var below = online.files().plus(signedByHolders()).plus(topLevel.targets(repository.delegations()));
        var snapshot = topLevel.snapshot(below);
        var timestamp = topLevel.timestamp(snapshot);
        var made = below.plus(snapshot.made()).plus(timestamp.made()).plus(topLevel.root());
        var after = new State(head(repository, made), repository, snapshot.snapshot(), timestamp.timestamp());
        var absent = Stream.concat(online.absent().stream(), offline.absent().stream())
                .collect(Collectors.toSet());
        return commit(after, repository, made, new Batch.Answers(absent, made.delegatedRoles(), waiting(repository)));
    }

    /** Finished versions of offline roles, published exactly as their holders have signed them. */
    private MadeFiles signedByHolders() {
        return new MadeFiles(
                plan.complete().stream().map(Publication::file).map(writer::add).toList());
    }

    private static StoredFile file(Decision.Complete complete) {
        var targets = complete.metadata().signed();
        return new StoredFile(
                complete.role(),
                targets.version(),
                targets.expires(),
                complete.metadata().toBytes());
    }

    private Head head(Repository.Established repository, MadeFiles made) {
        var last = before.head();
        return new Head(
                last.publication() + 1,
                plan.journal(),
                now,
                repository.root().signed().version(),
                made.version(RoleName.TIMESTAMP, last.timestamp()),
                made.version(RoleName.SNAPSHOT, last.snapshot()),
                made.version(RoleName.TARGETS, last.targets()));
    }

    /** Roles whose changes wait for holders; one on its way to holders is published by the service until then. */
    private Set<RoleName> waiting(Repository.Established repository) {
        return repository.pending().keySet().stream()
                .filter(role -> !layout.isOnline(role))
                .collect(Collectors.toSet());
    }

    private Published commit(State after, Repository.Established repository, MadeFiles made, Batch.Answers answers) {
        var decided = plan.decides() || !repository.equals(plan.repository());
        var step = new Publications.Step(
                after.head(), decided ? repository : null, made.replaced(), plan.outcomes(answers), layout.bitLength());
        return new Published(after, made, writer.commit(step));
    }
}

package dev.countersign.publish;

import dev.countersign.repository.Layout;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.tuf.RoleName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One publication, from plan to commit.
 *
 * <p>The order is always delegated roles, targets, snapshot, timestamp (specification, 6.2): what points is made after
 * what it points to. All files go into one transaction that ends with a compare-and-swap of the publication number.
 * Nothing is visible to anyone before that commit, so a crash at any line before it leaves the repository as it was,
 * and one after it leaves the whole publication with its entry in the public log; recovery reads the committed state and goes on.
 *
 * <p>Memory is bounded by slices: role files are loaded, merged, signed and handed to the transaction a slice at a time.
 * An instance is used once, by the publisher's thread.
 */
final class Publication {
    private final Plan plan;
    private final Layout layout;
    private final NextVersions versions;
    private final SliceWriter writer;
    private final OnlineRoles onlineRoles;
    private final OfflineRoles offlineRoles;
    private final TopLevelRoles topLevel;
    private final LogAppender log;
    private final AuditCover audit;

    /** Begins the transaction. */
    Publication(
            Publisher.PublisherPorts ports,
            AnswerLimit answers,
            LogAppender log,
            State before,
            Plan plan,
            CurrentPace pace,
            Observer observer,
            Instant now) {
        var repository = plan.repository();
        var signer = new DraftSigner(ports.signing(), repository::onlineKey, answers);
        this.log = log;
        this.audit = AuditCover.begin(ports.audit(), answers, before.audited(), plan.journal());
        this.plan = plan;
        this.layout = Layout.of(repository);
        this.versions = new NextVersions(before, repository.settings(), now.truncatedTo(ChronoUnit.MICROS));
        this.writer = SliceWriter.begin(ports.publications(), before.head().publication(), pace, answers);
        var slices = new RoleSlices(ports.files(), versions, pace, answers);
        this.onlineRoles = new OnlineRoles(repository, versions, signer, writer, slices, observer);
        this.offlineRoles = new OfflineRoles(ports.files(), versions, signer, writer, answers);
        this.topLevel = new TopLevelRoles(plan.topLevel(), versions, signer, writer);
    }

    /**
     * Makes, signs and commits everything.
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
        var online = onlineRoles.sign(roles(layout::isOnline));
        var offline = offlineRoles.propose(roles(layout::isOffline), online.waitingIn(plan.repository()));
        var repository = offline.repository();
        var delegated = online.files().plus(offlineRoles.publish(plan.complete()));
        var targets = topLevel.targets(repository.delegations());
        var snapshot = topLevel.snapshot(delegated.plus(targets));
        var timestamp = topLevel.timestamp(snapshot);
        var root = topLevel.root(plan.root());

        // Everything is signed but the log, whose own key is at hand.
        writer.send();
        var made = MadeFiles.together(delegated, targets, snapshot.made(), timestamp.made(), root);
        var head = versions.head(plan.journal(), repository, made);
        var absent = new HashSet<>(online.absent());
        absent.addAll(offline.absent());
        var outcomes = plan.outcomes(new Batch.AfterSigning(absent, made.delegatedRoles(), waiting(repository)));
        var logged = log.append(
                versions.before().log(), head, repository, snapshot.snapshot(), made, () -> audit.coverage(outcomes));
        var kept = writer.commit(new Publications.Step(
                head,
                plan.decides() || !repository.equals(plan.repository()) ? repository : null,
                made.replaced(),
                outcomes,
                layout.bitLength(),
                logged.logged()));
        var after = new State(head, repository, snapshot.snapshot(), timestamp.timestamp(), logged.log());
        return new Published(after, made, kept);
    }

    /** The delegated roles to make, only those of one kind. */
    private List<Map.Entry<RoleName, RoleChange>> roles(Predicate<RoleName> kind) {
        return plan.roles().entrySet().stream()
                .filter(role -> kind.test(role.getKey()))
                .toList();
    }

    /** Roles whose changes are not published before their holders have signed them. */
    private Set<RoleName> waiting(Repository.Established repository) {
        return repository.pending().keySet().stream()
                .filter(role -> !layout.isOnline(role))
                .collect(Collectors.toSet());
    }
}

package dev.countersign.publish;

import dev.countersign.repository.Change;
import dev.countersign.repository.Decision;
import dev.countersign.repository.Journal;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Provenance;
import dev.countersign.repository.Repository;
import dev.countersign.repository.Rules;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.tuf.HandedInFiles;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.Key;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides changes other than those of targets, which are applied one at a time. */
final class Decider {
    private final SigningPool signing;
    private final Journal journal;
    private final MetadataFiles files;
    private final AnswerLimit answers;

    Decider(SigningPool signing, Journal journal, MetadataFiles files, AnswerLimit answers) {
        this.signing = signing;
        this.journal = journal;
        this.files = files;
        this.answers = answers;
    }

    /** @param journal the position up to which the journal is applied afterwards */
    Commit decide(State state, Due.Decided due, long journal, Instant now) {
        var position = due.position();
        var current = state.repository();
        var published = new RolesOfState(state, files, answers);
        return switch (Rules.decide(current, due.change(), due.task(), published, this::handedIn, now)) {
            case Decision.Refuse refuse -> Commit.NoMetadata.outcome(journal, position, refuse.outcome());
            case Decision.Keep keep -> new Commit.NoMetadata(journal, keep.next(), Map.of(position, keep.outcome()));
            case Decision.TakeOver adopted -> takeOver(adopted, position, journal);
            case Decision.PublishNext publish ->
                keyProblem(state, publish.next())
                        .<Commit>map(problem ->
                                Commit.NoMetadata.outcome(journal, position, new TaskOutcome.Failed(problem)))
                        .orElseGet(() -> new Commit.WithMetadata(Plan.carryOut(publish, position, journal), 1));
        };
    }

    /** What is stored stays as it is: others may have published something else under the same version. */
    private Commit takeOver(Decision.TakeOver adopted, long position, long journal) {
        var before = TakenBefore.look(adopted.files(), files, answers);
        return before.altered(adopted.content())
                .<Commit>map(name -> Commit.NoMetadata.outcome(
                        journal,
                        position,
                        new TaskOutcome.Failed(name + " has other bytes than were taken over before; clients may have"
                                + " either (expected: a new version for other content; publish one where the"
                                + " repository is now, and take it over again)")))
                .orElseGet(() -> new Commit.ForeignMetadata(
                        journal,
                        adopted.next(),
                        adopted.files(),
                        before.stored(),
                        adopted.content(),
                        Map.of(position, adopted.outcome())));
    }

    private HandedInFiles handedIn(Change.Adopt adopt) {
        return new HandedInParts(journal, adopt, answers);
    }

    /** When the decision brings other online keys: why one of them cannot sign. */
    private Optional<String> keyProblem(State state, Repository.Established next) {
        var used = state.repository() instanceof Repository.Established now
                        && (now.root().equals(next.root()) || isSignedHere(state, now))
                ? now.onlineKeys()
                : Set.<Key>of();
        try {
            next.onlineKeys().stream()
                    .filter(key -> !used.contains(key))
                    .forEach(key -> answers.await(signing.check(key)));
            return Optional.empty();
        } catch (KeyUnavailable e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Whether the service has ever signed with the keys of the present root; others may have. */
    private static boolean isSignedHere(State state, Repository.Established repository) {
        return !(repository.provenance() instanceof Provenance.TakenOver taken)
                || taken.timestamp() < state.version(RoleName.TIMESTAMP);
    }
}

package dev.countersign.publish;

import dev.countersign.repository.Change;
import dev.countersign.repository.DecidedChange;
import dev.countersign.repository.Journal;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.Repository;
import dev.countersign.tuf.RoleName;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds decisions about root that may be taken before their turn, because the online key cannot sign: one of them may
 * bring another key, and everything before it in the journal may need the one that is gone.
 *
 * <p>Among themselves they keep their order, and so does all else. What was decided before its turn has an outcome while
 * the journal still stands before it; by that it is known, also to the next leader, and passed over in its turn.
 */
final class RootAhead {
    /** Beyond so many root updates and signatures nothing is looked for. */
    private static final int REACH = 1_000;

    private final Journal journal;
    private final AnswerLimit answers;

    RootAhead(Journal journal, AnswerLimit answers) {
        this.journal = journal;
        this.answers = answers;
    }

    /** The next one, wherever it stands in the journal. */
    Optional<Due.Decided> next(State state) {
        return state.repository() instanceof Repository.Established
                ? answers.await(journal.undecided(state.head().journal(), REACH)).stream()
                        .flatMap(RootAhead::aboutRoot)
                        .findFirst()
                : Optional.empty();
    }

    private static Stream<Due.Decided> aboutRoot(JournalEntry entry) {
        var submission = entry.submission();
        return submission.change() instanceof DecidedChange change && isAboutRoot(change)
                ? Stream.of(new Due.Decided(entry.position(), submission.task(), change))
                : Stream.empty();
    }

    /** Whether this change, whose turn it is, was decided before. */
    boolean isDecided(State state, Due.Decided due) {
        return isAboutRoot(due.change())
                && answers.await(journal.undecided(state.head().journal(), 1)).stream()
                        .noneMatch(undecided -> undecided.position() == due.position());
    }

    private static boolean isAboutRoot(DecidedChange change) {
        return change instanceof Change.UpdateRoot
                || (change instanceof Change.Sign sign && sign.role().equals(RoleName.ROOT))
                || (change instanceof Change.StopSigning stop && stop.role().equals(RoleName.ROOT));
    }
}

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
 * Finds decisions about root that are taken before their turn while the online key cannot sign. One of them may bring
 * another key, and everything before it in the journal may need the key that is gone.
 *
 * <p>These decisions keep their order, and so do all other changes. A decision that was taken before its turn has an
 * outcome although the journal has not come to it. So every leader recognises it, and passes over it in its turn.
 */
final class RootAhead {
    /** Looks no further than this many root updates and signatures. */
    private static final int REACH = 1_000;

    private final Journal journal;
    private final AnswerLimit answers;
    private final long maxBytes;

    RootAhead(Journal journal, PublisherSettings settings) {
        this.journal = journal;
        this.answers = settings.answerLimit();
        this.maxBytes = settings.maxPayloadBytes();
    }

    /** The next one, wherever it stands in the journal. */
    Optional<Due.Decided> next(State state) {
        return state.repository() instanceof Repository.Established
                ? next(state.head().journal())
                : Optional.empty();
    }

    /** Piece by piece: adoptions are large, and any number of them may wait. */
    private Optional<Due.Decided> next(long position) {
        var after = position;
        for (int left = REACH; left > 0; ) {
            var piece = answers.await(journal.undecided(after, left, maxBytes));
            var found = piece.entries().stream().flatMap(RootAhead::aboutRoot).findFirst();
            if (found.isPresent() || !piece.more()) {
                return found;
            }
            left -= piece.entries().size();
            after = piece.entries().getLast().position();
        }
        return Optional.empty();
    }

    private static Stream<Due.Decided> aboutRoot(JournalEntry entry) {
        return entry.change() instanceof DecidedChange change && isAboutRoot(change)
                ? Stream.of(new Due.Decided(entry.position(), entry.task(), change))
                : Stream.empty();
    }

    /** Whether this change, whose turn it is, was decided before. */
    boolean isDecided(State state, Due.Decided due) {
        return isAboutRoot(due.change())
                && answers.await(journal.undecided(state.head().journal(), 1, maxBytes)).entries().stream()
                        .noneMatch(undecided -> undecided.position() == due.position());
    }

    /** Taking over again is, too: the newest root there is may be another. */
    private static boolean isAboutRoot(DecidedChange change) {
        return change instanceof Change.UpdateRoot
                || change instanceof Change.Adopt
                || (change instanceof Change.Sign sign && sign.role().equals(RoleName.ROOT))
                || (change instanceof Change.StopSigning stop && stop.role().equals(RoleName.ROOT));
    }
}

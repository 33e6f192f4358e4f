package dev.countersign.publish;

import dev.countersign.repository.Publications;
import dev.countersign.repository.StoredFile;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the files of a publication to its transaction, a slice at a time. At most one slice is being written while the
 * next one is made, so memory use follows the slice. Owned by the publisher's thread.
 */
final class SliceWriter {
    /** How many bytes of one publication readers find in memory at once. */
    private static final long KEPT_BYTES = 8 << 20;

    private final Future<Publications.Transaction> opening;
    private final CurrentPace pace;
    private final AnswerLimit answers;
    private final List<StoredFile> slice = new ArrayList<>();
    private final List<StoredFile> kept = new ArrayList<>();
    private Future<Void> writing = Future.succeededFuture();
    private long sliceBytes;
    private long allBytes;

    private SliceWriter(Future<Publications.Transaction> opening, CurrentPace pace, AnswerLimit answers) {
        this.opening = opening;
        this.pace = pace;
        this.answers = answers;
    }

    /** Begins the transaction that follows a publication. It is awaited when there is something to write. */
    static SliceWriter begin(Publications publications, long after, CurrentPace pace, AnswerLimit answers) {
        return new SliceWriter(publications.begin(after), pace, answers);
    }

    MadeFile add(StoredFile file) {
        var length = file.bytes().length();
        allBytes += length;
        if (file.role().isTopLevel() || allBytes <= KEPT_BYTES) {
            kept.add(file);
        }
        slice.add(file);
        sliceBytes += length;
        if (sliceBytes >= pace.sliceBytes()) {
            answers.await(writing);
            writeSlice(open());
        }
        return MadeFile.of(file);
    }

    /** Sends the rest of what was added, so that the database takes it in while the caller makes ready to commit. */
    void send() {
        answers.await(writing);
        if (!slice.isEmpty()) {
            writeSlice(open());
        }
    }

    /**
     * Commits everything added. Before this nothing has happened, after it everything has.
     *
     * @return files for readers' memory: top-level ones, and others as far as they fit
     */
    List<StoredFile> commit(Publications.Step step) {
        // What is sent here is not awaited: the commit travels behind it on the same connection.
        send();
        var open = open();
        answers.await(writing.compose(_ -> open.commit(step)));
        return List.copyOf(kept);
    }

    /** Rolls back after a failure, unless only the database knows whether it has committed. */
    void abandon(RuntimeException cause) {
        if (cause instanceof Publications.OutcomeUnknown) {
            return;
        }
        var abandoned = opening.transform(open -> open.failed()
                ? Future.succeededFuture()
                : writing.otherwiseEmpty().compose(_ -> open.result().abandon()));
        try {
            answers.await(abandoned);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void writeSlice(Publications.Transaction open) {
        writing = open.write(List.copyOf(slice));
        slice.clear();
        sliceBytes = 0;
    }

    private Publications.Transaction open() {
        return answers.await(opening);
    }
}

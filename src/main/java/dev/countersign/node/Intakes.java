package dev.countersign.node;

import dev.countersign.publish.SubmissionIntake;
import dev.countersign.repository.Receipt;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Submission;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The submissions of this node, those of each repository apart, so that no repository waits for another. Owned by one
 * Vert.x context, like each of its parts.
 */
public final class Intakes {
    private final Function<RepositoryId, SubmissionIntake> parts;
    private final Map<RepositoryId, SubmissionIntake> open = new HashMap<>();
    private boolean closed;

    public Intakes(Function<RepositoryId, SubmissionIntake> parts) {
        this.parts = parts;
    }

    public Future<Receipt> submit(RepositoryId repository, Submission submission) {
        return closed
                ? Future.succeededFuture(new Receipt.NotTaken(new RepositoryException.Stopping()))
                : open.computeIfAbsent(repository, parts).submit(submission).map(receipt -> {
                    if (receipt instanceof Receipt.NotTaken refused
                            && refused.reason() instanceof RepositoryException.Gone) {
                        open.remove(repository);
                    }
                    return receipt;
                });
    }

    /** It is removed, or nobody has asked for it in a long time. What is under way goes on. */
    public void forget(RepositoryId repository) {
        var part = open.get(repository);
        if (part != null && part.isIdle()) {
            open.remove(repository);
        }
    }

    /** How many repositories have an intake here. */
    int size() {
        return open.size();
    }

    /** Takes nothing more; completes when everything taken is durable or refused. */
    public Future<Void> close() {
        closed = true;
        return Future.join(open.values().stream().map(SubmissionIntake::close).toList())
                .mapEmpty();
    }
}

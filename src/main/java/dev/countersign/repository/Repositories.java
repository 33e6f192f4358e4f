package dev.countersign.repository;

import dev.countersign.audit.AuditOrigin;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The repositories of one service. What is created, changed or removed is in the audit of the repository default, in the
 * same transaction.
 */
public interface Repositories {

    /**
     * One that is served.
     *
     * @param isPrivate whether its metadata is for callers with a grant only
     */
    record ServedRepository(RepositoryId id, RepositoryName name, Instant createdAt, boolean isPrivate) {
        /** One whose metadata is for everybody. */
        public ServedRepository(RepositoryId id, RepositoryName name, Instant createdAt) {
            this(id, name, createdAt, false);
        }
    }

    /**
     * One that is served, and where it stands.
     *
     * @param head {@link Head#NONE} before its first publication
     */
    record Described(ServedRepository entry, Head head) {}

    /**
     * What became of a repository.
     *
     * @param served whether it is there; its name may be another's by now when it is not
     */
    record ServiceChange(long number, ServedRepository entry, boolean served) {}

    /**
     * What there is to do, or to know, about a repository.
     *
     * @param backlog what waits in its journal; when that is very much, the store need not count all
     * @param due whether something is to be done without a submission: something expires, is to be removed, or has a
     *     date that is later than now
     */
    record PendingWork(RepositoryId id, Journal.Backlog backlog, boolean due) {}

    /** The name is that of another repository. */
    final class NameTaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        public NameTaken(RepositoryName name) {
            super("there is a repository " + name + " already", null, false, false);
        }
    }

    /** Changes with a higher number, in order; of a repository that changed twice, only the last. */
    Future<List<ServiceChange>> changesAfter(long number);

    /** The next after a name, in the order of names; from the first without one. */
    Future<List<Described>> list(@Nullable RepositoryName after, int limit);

    Future<Optional<Described>> find(RepositoryName name);

    /** Creates an empty one. Fails with {@link NameTaken}. */
    Future<ServedRepository> create(RepositoryName name, boolean isPrivate, Instant now, AuditOrigin origin);

    /** Makes its metadata private, or public. False when it is no longer there. */
    Future<Boolean> setPrivate(ServedRepository repository, boolean isPrivate, Instant now, AuditOrigin origin);

    /**
     * Ends a repository at once: from then on nothing of it is current, accepted or published. Its rows go with {@link
     * #purge}. False when it is no longer there.
     */
    Future<Boolean> remove(ServedRepository repository, Instant now, AuditOrigin origin);

    /** Deletes a little of what removed repositories have left behind. False when there is nothing more to delete now. */
    Future<Boolean> purge(Instant now);

    /** All that have something to do, in one question. */
    Future<List<PendingWork>> work(Instant now);

    /**
     * Called when its publisher rests: notes when there will be something to do without a submission, which is at
     * {@code renewal} or when retention removes something. Notes nothing when there was another publication since.
     */
    Future<Void> rest(RepositoryId id, long publication, Instant renewal, RetentionTimes kept);

    /** For how long retention keeps files and tasks, and of how many publications. */
    record RetentionTimes(Duration files, int publications, Duration tasks) {}
}

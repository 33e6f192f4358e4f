package dev.countersign.node;

import dev.countersign.audit.AuditOrigin;
import dev.countersign.repository.CurrentPublications;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Repositories of whose changes every node that has to know is told before the caller is answered. */
public final class AnnouncedRepositories implements Repositories {
    private final Repositories repositories;
    private final Directory directory;
    private final CurrentPublications current;

    public AnnouncedRepositories(Repositories repositories, Directory directory, CurrentPublications current) {
        this.repositories = repositories;
        this.directory = directory;
        this.current = current;
    }

    /** {@inheritDoc} Other nodes ask about a name they do not know, so only this one is told. */
    @Override
    public Future<ServedRepository> create(RepositoryName name, boolean isPrivate, Instant now, AuditOrigin origin) {
        return repositories
                .create(name, isPrivate, now, origin)
                .compose(entry -> directory.refresh().map(entry));
    }

    /** {@inheritDoc} Other nodes look for changes every few seconds. */
    @Override
    public Future<Boolean> setPrivate(ServedRepository repository, boolean isPrivate, Instant now, AuditOrigin origin) {
        return repositories
                .setPrivate(repository, isPrivate, now, origin)
                .compose(done -> directory.refresh().map(done));
    }

    @Override
    public Future<Boolean> remove(ServedRepository repository, Instant now, AuditOrigin origin) {
        return repositories
                .remove(repository, now, origin)
                .compose(removed -> Future.join(current.withdraw(repository.id()), directory.refresh())
                        .map(removed));
    }

    @Override
    public Future<List<ServiceChange>> changesAfter(long number) {
        return repositories.changesAfter(number);
    }

    @Override
    public Future<List<Described>> list(@Nullable RepositoryName after, int limit) {
        return repositories.list(after, limit);
    }

    @Override
    public Future<Optional<Described>> find(RepositoryName name) {
        return repositories.find(name);
    }

    @Override
    public Future<Boolean> purge(Instant now) {
        return repositories.purge(now);
    }

    @Override
    public Future<List<PendingWork>> work(Instant now) {
        return repositories.work(now);
    }

    @Override
    public Future<Void> rest(RepositoryId id, long publication, Instant renewal, RetentionTimes kept) {
        return repositories.rest(id, publication, renewal, kept);
    }
}

package dev.countersign.node;

import dev.countersign.repository.CurrentPublications;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what other nodes have done to this one: publications, submissions for its publishers, and removals. */
public final class Following implements CurrentPublications.NewsListener {
    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    private final Directory directory;
    private final LiveRepositories live;
    private final Leader leader;

    public Following(Directory directory, LiveRepositories live, Leader leader) {
        this.directory = directory;
        this.live = live;
        this.leader = leader;
    }

    @Override
    public void heardOf(RepositoryId repository) {
        live.inUse(repository).ifPresent(this::follow);
        leader.heardOf(repository);
    }

    @Override
    public void mayHaveMissed() {
        live.inUse().forEach(this::follow);
        var _ = directory
                .refresh()
                .compose(_ -> leader.look())
                .onFailure(failure -> LOG.debug("cannot read what other nodes have done: {}", failure.getMessage()));
    }

    private void follow(LiveRepository repository) {
        var _ = repository
                .ports()
                .current()
                .newest()
                .compose(repository.follower()::catchUp)
                .onFailure(failure -> failed(repository, failure));
    }

    private void failed(LiveRepository repository, Throwable failure) {
        if (failure instanceof RepositoryException.Gone) {
            live.forget(repository.id());
            var _ = directory.refresh();
        } else {
            LOG.debug("cannot read what another node published: {}", failure.getMessage());
        }
    }
}

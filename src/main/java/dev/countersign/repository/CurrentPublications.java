package dev.countersign.repository;

import io.vertx.core.Future;

/** What is newest of each repository. */
public interface CurrentPublications {

    CurrentPublication of(RepositoryId repository);

    /**
     * Tells every node that a repository was removed. Once this has completed, no reader is told that a publication of
     * it is the newest. When it fails, nodes notice the removal later: it is no error.
     */
    Future<Void> withdraw(RepositoryId repository);

    /** Calls back for what any node announces. Any thread. */
    void onNews(NewsListener listener);

    /** Hears of what some node, perhaps this one, has told. */
    interface NewsListener {
        /** There is a newer publication, or something to publish, or the repository was removed. */
        void heardOf(RepositoryId repository);

        /** Messages may have been lost on the way to this node. */
        void mayHaveMissed();
    }
}

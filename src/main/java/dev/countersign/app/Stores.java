package dev.countersign.app;

import dev.countersign.node.CachedMetadataFiles;
import dev.countersign.repository.CurrentPublications;
import dev.countersign.repository.RepositoryId;
import dev.countersign.store.PgClock;
import dev.countersign.store.PgCurrentPublications;
import dev.countersign.store.PgJournal;
import dev.countersign.store.PgLeadership;
import dev.countersign.store.PgMetadataFiles;
import dev.countersign.store.PgPublications;
import dev.countersign.store.PgTasks;
import dev.countersign.store.Postgres;
import dev.countersign.store.PublicationConnections;
import dev.countersign.store.RedisCurrentPublications;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The adapters of one node, open until {@link #close}. */
record Stores(
        Postgres postgres,
        PgJournal journal,
        PgTasks tasks,
        PgClock clock,
        PublicationConnections connections,
        PgPublications publications,
        PgLeadership leadership,
        CachedMetadataFiles files,
        PgCurrentPublications wakeUps,
        @Nullable RedisCurrentPublications redis) {

    /** Fails with {@link dev.countersign.repository.Unavailable} when PostgreSQL cannot be used; Redis may come later. */
    static Future<Stores> open(Vertx vertx, Options options, long cacheBytes, LongSupplier nanos) {
        return Postgres.open(vertx, options.postgres()).compose(postgres -> {
            var wakeUps = new PgCurrentPublications(postgres);
            var redis = options.redis()
                    .map(address -> new RedisCurrentPublications(vertx, address, wakeUps))
                    .orElse(null);
            var connections = new PublicationConnections(postgres);
            var stores = new Stores(
                    postgres,
                    new PgJournal(postgres, RepositoryId.DEFAULT),
                    new PgTasks(postgres, RepositoryId.DEFAULT),
                    new PgClock(postgres),
                    connections,
                    new PgPublications(connections, RepositoryId.DEFAULT),
                    new PgLeadership(postgres, nanos),
                    new CachedMetadataFiles(new PgMetadataFiles(postgres, RepositoryId.DEFAULT), cacheBytes),
                    wakeUps,
                    redis);
            return Future.all(wakeUps.start(), redis == null ? Future.succeededFuture() : redis.start())
                    .map(stores);
        });
    }

    CurrentPublications current() {
        return redis == null ? wakeUps : redis;
    }

    Future<Void> close() {
        leadership.close();
        wakeUps.close();
        return (redis == null ? Future.<Void>succeededFuture() : redis.close())
                .eventually(connections::close)
                .eventually(postgres::close);
    }
}

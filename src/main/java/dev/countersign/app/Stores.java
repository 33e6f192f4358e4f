package dev.countersign.app;

import dev.countersign.repository.CurrentPublication;
import dev.countersign.store.CachedMetadataFiles;
import dev.countersign.store.PgClock;
import dev.countersign.store.PgCurrentPublication;
import dev.countersign.store.PgJournal;
import dev.countersign.store.PgLeadership;
import dev.countersign.store.PgMetadataFiles;
import dev.countersign.store.PgPublications;
import dev.countersign.store.PgTasks;
import dev.countersign.store.Postgres;
import dev.countersign.store.RedisCurrentPublication;
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
        PgPublications publications,
        PgLeadership leadership,
        CachedMetadataFiles files,
        PgCurrentPublication wakeUps,
        @Nullable RedisCurrentPublication redis) {

    /** Fails with {@link dev.countersign.repository.Unavailable} when PostgreSQL cannot be used; Redis may come later. */
    static Future<Stores> open(Vertx vertx, Options options, long cacheBytes, LongSupplier nanos) {
        return Postgres.open(vertx, options.postgres()).compose(postgres -> {
            var wakeUps = new PgCurrentPublication(postgres);
            var redis = options.redis()
                    .map(address -> new RedisCurrentPublication(vertx, address, wakeUps))
                    .orElse(null);
            var stores = new Stores(
                    postgres,
                    new PgJournal(postgres),
                    new PgTasks(postgres),
                    new PgClock(postgres),
                    new PgPublications(postgres),
                    new PgLeadership(postgres, nanos),
                    new CachedMetadataFiles(new PgMetadataFiles(postgres), cacheBytes),
                    wakeUps,
                    redis);
            return Future.all(wakeUps.start(), redis == null ? Future.succeededFuture() : redis.start())
                    .map(stores);
        });
    }

    CurrentPublication current() {
        return redis == null ? wakeUps : redis;
    }

    Future<Void> close() {
        leadership.close();
        wakeUps.close();
        return (redis == null ? Future.<Void>succeededFuture() : redis.close())
                .eventually(publications::close)
                .eventually(postgres::close);
    }
}

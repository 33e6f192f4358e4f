package dev.countersign.app.service;

import dev.countersign.node.RepositoryPorts;
import dev.countersign.repository.AuditTrail;
import dev.countersign.repository.CurrentPublications;
import dev.countersign.repository.RepositoryId;
import dev.countersign.store.postgres.AuditRows;
import dev.countersign.store.postgres.PgAuditLeaves;
import dev.countersign.store.postgres.PgAuditTrail;
import dev.countersign.store.postgres.PgClock;
import dev.countersign.store.postgres.PgCurrentPublications;
import dev.countersign.store.postgres.PgJournal;
import dev.countersign.store.postgres.PgLeadership;
import dev.countersign.store.postgres.PgLogRecords;
import dev.countersign.store.postgres.PgMetadataFiles;
import dev.countersign.store.postgres.PgMirrors;
import dev.countersign.store.postgres.PgPublications;
import dev.countersign.store.postgres.PgRepositories;
import dev.countersign.store.postgres.PgTasks;
import dev.countersign.store.postgres.PgTokens;
import dev.countersign.store.postgres.Postgres;
import dev.countersign.store.postgres.PublicationConnections;
import dev.countersign.store.redis.RedisCurrentPublications;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The adapters of one node, open until {@link #close}. */
record Stores(
        Postgres postgres,
        PgRepositories repositories,
        PgTokens tokens,
        AuditRows auditRows,
        PgMirrors mirrors,
        PgClock clock,
        PublicationConnections connections,
        PgLeadership leadership,
        PgCurrentPublications wakeUps,
        @Nullable RedisCurrentPublications redis) {

    /** Fails with {@link dev.countersign.repository.Unavailable} when PostgreSQL cannot be used; Redis may come later. */
    static Future<Stores> open(Vertx vertx, Options options, LongSupplier nanos) {
        return Postgres.open(vertx, options.postgres()).compose(postgres -> {
            var wakeUps = new PgCurrentPublications(postgres);
            var redis = options.redis()
                    .map(address -> new RedisCurrentPublications(vertx, address, wakeUps))
                    .orElse(null);
            var auditRows = new AuditRows(new SecureRandom());
            var stores = new Stores(
                    postgres,
                    new PgRepositories(postgres, auditRows),
                    new PgTokens(postgres, auditRows),
                    auditRows,
                    new PgMirrors(postgres, auditRows),
                    new PgClock(postgres),
                    new PublicationConnections(postgres),
                    new PgLeadership(postgres, nanos),
                    wakeUps,
                    redis);
            return Future.all(wakeUps.start(), redis == null ? Future.succeededFuture() : redis.start())
                    .map(stores);
        });
    }

    AuditTrail audit() {
        return new PgAuditTrail(postgres, auditRows);
    }

    CurrentPublications current() {
        return redis == null ? wakeUps : redis;
    }

    /** Where one repository is kept. */
    RepositoryPorts of(RepositoryId repository) {
        return new RepositoryPorts(
                new PgJournal(postgres, repository, auditRows),
                new PgTasks(postgres, repository),
                new PgMetadataFiles(postgres, repository),
                new PgPublications(connections, repository),
                new PgLogRecords(postgres, repository),
                new PgAuditLeaves(postgres, repository),
                current().of(repository));
    }

    Future<Void> close() {
        leadership.close();
        wakeUps.close();
        return (redis == null ? Future.<Void>succeededFuture() : redis.close())
                .eventually(connections::close)
                .eventually(postgres::close);
    }
}

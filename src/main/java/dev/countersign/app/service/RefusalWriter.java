package dev.countersign.app.service;

import dev.countersign.access.Actor;
import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.concurrent.Backoff;
import dev.countersign.http.RefusalCounts;
import dev.countersign.http.RefusalCounts.RefusalCount;
import dev.countersign.http.RefusedAccess;
import dev.countersign.node.Directory;
import dev.countersign.repository.AuditTrail;
import dev.countersign.repository.Repositories.ServedRepository;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what was refused into the audit, beside the answers: the first of it within seconds, and while it goes on, once
 * a minute. A process that is killed loses what was refused since the last time.
 */
final class RefusalWriter {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalWriter.class);
    private static final Duration SOON = Duration.ofSeconds(4);
    private static final Duration LATER = Duration.ofMinutes(1);

    private final RefusalCounts counts;
    private final AuditTrail trail;
    private final Directory directory;
    private final Backoff pause = new Backoff(SOON, LATER);

    RefusalWriter(RefusalCounts counts, AuditTrail trail, Directory directory) {
        this.counts = counts;
        this.trail = trail;
        this.directory = directory;
    }

    /** Goes on until Vert.x is closed. */
    void start(Vertx vertx) {
        vertx.setTimer(pause.next().toMillis(), _ -> {
            var _ = write().transform(_ -> {
                start(vertx);
                return Future.succeededFuture();
            });
        });
    }

    /** The last of it, if it can be written in that time. */
    Future<Void> last(Duration patience) {
        return write().timeout(patience.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    /** All that was refused so far. What cannot be written is counted on. */
    Future<Void> write() {
        var taken = counts.take();
        if (taken.isEmpty()) {
            pause.reset();
            return Future.succeededFuture();
        }
        var writes = taken.stream().collect(Collectors.groupingBy(this::repository)).entrySet().stream()
                .map(each -> write(each.getKey(), each.getValue()))
                .toList();
        return Future.join(writes).mapEmpty();
    }

    /** The one in the address, if it is served. */
    private RepositoryId repository(RefusalCount count) {
        return count.access()
                .flatMap(access -> access.purpose().repository())
                .flatMap(directory::known)
                .map(ServedRepository::id)
                .orElse(RepositoryId.DEFAULT);
    }

    private Future<Void> write(RepositoryId repository, List<RefusalCount> refused) {
        return trail.add(repository, refused.stream().map(RefusalWriter::entry).toList())
                .recover(failure -> {
                    LOG.debug("cannot write down what was refused, will try again: {}", failure.getMessage());
                    refused.forEach(counts::add);
                    return Future.succeededFuture();
                });
    }

    private static AuditEntry entry(RefusalCount count) {
        return count.access()
                .map(access -> new AuditEvent.AccessRefused(
                                access.cause().status(),
                                access.reason(),
                                access.purpose()
                                        .repository()
                                        .map(RepositoryName::value)
                                        .orElse(null),
                                count.times(),
                                count.first(),
                                count.last())
                        .entry(count.last(), origin(access)))
                .orElseGet(() -> new AuditEvent.AccessRefused(
                                0, "more than are told apart", null, count.times(), count.first(), count.last())
                        .entry(count.last(), new AuditOrigin("unknown", null, "many", AuditOrigin.NO_BODY)));
    }

    private static AuditOrigin origin(RefusedAccess access) {
        return new AuditOrigin(
                access.actor().map(Actor::text).orElse("unknown"),
                access.network().networkText(),
                access.purpose().operation(),
                AuditOrigin.NO_BODY);
    }
}

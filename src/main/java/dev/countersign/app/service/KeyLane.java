package dev.countersign.app.service;

import dev.countersign.concurrent.Turns;
import dev.countersign.json.Bytes;
import dev.countersign.publish.Draft;
import dev.countersign.publish.SignsOfLife;
import dev.countersign.repository.RepositoryId;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.OnlineKeys;
import dev.countersign.sign.Signer;
import dev.countersign.sign.SigningManner;
import dev.countersign.tuf.key.Key;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Signs with one key that is elsewhere, in a token or with a service, on threads that nobody shares with it: however long it
 * takes, other keys do not wait. Repositories with the same key take turns.
 */
final class KeyLane {
    /** No metadata: a signature over this is of no use to anybody. */
    private static final Bytes TRIAL = Bytes.utf8("Countersign tries whether this key can sign.");

    /** A look at a key takes no longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final OnlineKeys keys;
    private final Key key;
    private final int batch;
    private final Executor threads;
    private final Turns<RepositoryId> turns;
    private final KeyHealth health = new KeyHealth(System::nanoTime);
    private final KeyMetrics metrics;

    /** @param calls under way at once */
    KeyLane(OnlineKeys keys, Key key, int calls, KeyMetrics metrics) {
        var manner = keys.manner(key);
        this.keys = keys;
        this.key = key;
        this.batch = manner.batch();
        this.threads = threads(manner.awaited());
        this.turns = new Turns<>(calls);
        this.metrics = metrics;
    }

    /** A library keeps its thread while it waits, so it does not get one of the few that virtual threads run on. */
    private static Executor threads(SigningManner.Awaited awaited) {
        var factory = awaited == SigningManner.Awaited.FOR_AN_ANSWER
                ? Thread.ofVirtual().name("key-", 0).factory()
                : Thread.ofPlatform().daemon().name("key-", 0).factory();
        return work -> factory.newThread(work).start();
    }

    Future<List<Draft.SignedDraft>> sign(RepositoryId repository, List<Draft> drafts, SignsOfLife signs) {
        var refusal = health.refusal();
        if (refusal.isPresent()) {
            return Future.failedFuture(refusal.get());
        }
        var failed = new AtomicReference<@Nullable KeyUnavailable>();
        return DraftPieces.sign(drafts, batch, piece -> inTurn(repository, () -> signed(piece, signs, failed)));
    }

    /** @param failed why the rest of the same request is not wanted any more */
    private List<Draft.SignedDraft> signed(
            List<Draft> drafts, SignsOfLife signs, AtomicReference<@Nullable KeyUnavailable> failed) {
        Runnable stillWanted = () -> {
            var why = failed.get();
            if (why != null) {
                throw why;
            }
        };
        stillWanted.run();
        try {
            return Draft.signAll(drafts, new PersistentSigner(open(), health, signs, stillWanted, System::nanoTime));
        } catch (KeyUnavailable e) {
            if (failed.compareAndSet(null, e)) {
                health.failed(e);
            }
            throw e;
        }
    }

    /** Has it sign something that is of no use. */
    Future<Void> tryOut(RepositoryId repository) {
        return inTurn(repository, () -> {
                    try {
                        return open().sign(TRIAL);
                    } catch (KeyUnavailable e) {
                        health.failed(e);
                        throw e;
                    }
                })
                .mapEmpty();
    }

    private Signer open() {
        return new WatchedSigner(health.watched(() -> keys.signer(key)), health, metrics);
    }

    /** Whether it can sign, as far as is known without asking more often than is of use. */
    Future<Void> standing(RepositoryId repository) {
        if (health.isKnownToSign() || health.slow().isPresent()) {
            return Future.succeededFuture();
        }
        return health.refusal()
                .<Future<Void>>map(Future::failedFuture)
                .orElseGet(() -> tryOut(repository)
                        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .recover(failure -> Future.failedFuture(
                                failure instanceof TimeoutException
                                        ? KeyUnavailable.away("no answer within " + PATIENCE.toSeconds() + " s")
                                        : failure)));
    }

    /** For people, while its service asks for fewer requests. */
    Optional<String> slow() {
        return health.slow();
    }

    private <T> Future<T> inTurn(RepositoryId repository, Supplier<T> work) {
        return turns.run(repository, () -> {
            var done = Promise.<T>promise();
            threads.execute(() -> {
                try {
                    done.complete(work.get());
                } catch (RuntimeException | Error e) {
                    done.fail(e);
                }
            });
            return done.future();
        });
    }
}

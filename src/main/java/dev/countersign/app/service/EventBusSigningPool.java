package dev.countersign.app.service;

import dev.countersign.concurrent.Turns;
import dev.countersign.publish.Draft;
import dev.countersign.publish.SigningPool;
import dev.countersign.publish.SignsOfLife;
import dev.countersign.repository.RepositoryId;
import dev.countersign.sign.OnlineKeys;
import dev.countersign.sign.SigningManner;
import dev.countersign.tuf.key.Key;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Signs for all repositories of this node. With keys that are here, the signing workers do, reached over the event bus: drafts
 * are shared out among them in chunks, and repositories take turns, so that one that signs everything again keeps no other
 * waiting. A key that is elsewhere has a {@link KeyLane} of its own.
 */
final class EventBusSigningPool {

    /** Chunks each worker gets of a large request: enough that none idles long while another ends. */
    private static final int CHUNKS_A_WORKER = 4;

    /** Chunks on their way to each worker: one that it signs, and one that it finds when it has. */
    private static final int UNDER_WAY = 2;

    private final Vertx vertx;
    private final OnlineKeys keys;
    private final int workers;
    private final int callsOfKey;
    private final KeyMetrics metrics;
    private final Turns<RepositoryId> turns;
    private final Map<Key, KeyLane> lanes = new ConcurrentHashMap<>();

    /** @param callsOfKey under way at once to each key that is elsewhere */
    EventBusSigningPool(Vertx vertx, OnlineKeys keys, int workers, int callsOfKey, KeyMetrics metrics) {
        this.vertx = vertx;
        this.keys = keys;
        this.workers = workers;
        this.callsOfKey = callsOfKey;
        this.metrics = metrics;
        this.turns = new Turns<>(workers * UNDER_WAY);
    }

    /** As one repository uses it. */
    SigningPool of(RepositoryId repository) {
        return new SigningPool() {
            @Override
            public Future<List<Draft.SignedDraft>> sign(Key key, List<Draft> drafts, SignsOfLife signs) {
                var lane = lane(key);
                return lane == null ? signHere(repository, key, drafts, signs) : lane.sign(repository, drafts, signs);
            }

            @Override
            public Future<Void> check(Key key) {
                var lane = lane(key);
                return lane == null ? open(repository, key) : lane.tryOut(repository);
            }
        };
    }

    /** Whether the key can sign, as far as is known without asking a key service more often than is of use. */
    Future<Void> standing(RepositoryId repository, Key key) {
        var lane = lane(key);
        return lane == null ? open(repository, key) : lane.standing(repository);
    }

    /** For people, while the key's service asks for fewer requests. */
    Optional<String> slow(Key key) {
        return Optional.ofNullable(lane(key)).flatMap(KeyLane::slow);
    }

    /** Null for a key that is here. */
    private @Nullable KeyLane lane(Key key) {
        var known = lanes.get(key);
        if (known != null || keys.manner(key).awaited() == SigningManner.Awaited.NONE) {
            return known;
        }
        return lanes.computeIfAbsent(key, _ -> new KeyLane(keys, key, callsOfKey, metrics));
    }

    private Future<Void> open(RepositoryId repository, Key key) {
        return request(repository, new SignRequest(key, List.of())).mapEmpty();
    }

    private Future<List<Draft.SignedDraft>> signHere(
            RepositoryId repository, Key key, List<Draft> drafts, SignsOfLife signs) {
        var size = Math.ceilDiv(Math.max(1, drafts.size()), workers * CHUNKS_A_WORKER);
        return DraftPieces.sign(
                drafts,
                size,
                chunk -> request(repository, new SignRequest(key, chunk)).map(signed -> {
                    signs.signed(signed.size());
                    return signed;
                }));
    }

    private Future<List<Draft.SignedDraft>> request(RepositoryId repository, SignRequest request) {
        return turns.run(repository, () -> SignRequest.ENDPOINT.request(vertx, request))
                .compose(reply -> switch (reply.outcome()) {
                    case SignRequest.SigningOutcome.AllSigned signed -> Future.succeededFuture(signed.drafts());
                    case SignRequest.SigningOutcome.NotSigned refused -> Future.failedFuture(refused.why());
                });
    }
}

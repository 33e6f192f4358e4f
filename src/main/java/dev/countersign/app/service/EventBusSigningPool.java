package dev.countersign.app.service;

import dev.countersign.concurrent.Turns;
import dev.countersign.publish.Draft;
import dev.countersign.publish.SigningPool;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.key.Key;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * The signing workers of this node, reached over the event bus: drafts are shared out among them in chunks, and
 * repositories take turns, so that one that signs everything again keeps no other waiting.
 */
final class EventBusSigningPool {

    /** Chunks each worker gets of a large request: enough that none idles long while another ends. */
    private static final int CHUNKS_A_WORKER = 4;

    /** Chunks on their way to each worker: one that it signs, and one that it finds when it has. */
    private static final int UNDER_WAY = 2;

    private final Vertx vertx;
    private final int workers;
    private final Turns<RepositoryId> turns;

    EventBusSigningPool(Vertx vertx, int workers) {
        this.vertx = vertx;
        this.workers = workers;
        this.turns = new Turns<>(workers * UNDER_WAY);
    }

    /** The same workers, as one repository uses them. */
    SigningPool of(RepositoryId repository) {
        return new SigningPool() {
            @Override
            public Future<List<Draft.SignedDraft>> sign(Key key, List<Draft> drafts) {
                return EventBusSigningPool.this.sign(repository, key, drafts);
            }

            @Override
            public Future<Void> check(Key key) {
                return request(repository, new SignRequest(key, List.of())).mapEmpty();
            }
        };
    }

    private Future<List<Draft.SignedDraft>> sign(RepositoryId repository, Key key, List<Draft> drafts) {
        var size = Math.ceilDiv(Math.max(1, drafts.size()), workers * CHUNKS_A_WORKER);
        var replies = new ArrayList<Future<List<Draft.SignedDraft>>>();
        for (int start = 0; start < drafts.size(); start += size) {
            replies.add(request(
                    repository, new SignRequest(key, drafts.subList(start, Math.min(drafts.size(), start + size)))));
        }
        return Future.all(replies)
                .map(_ -> replies.stream()
                        .flatMap(reply -> reply.result().stream())
                        .toList());
    }

    private Future<List<Draft.SignedDraft>> request(RepositoryId repository, SignRequest request) {
        return turns.run(repository, () -> SignRequest.ENDPOINT.request(vertx, request))
                .compose(reply -> switch (reply.outcome()) {
                    case SignRequest.SigningOutcome.AllSigned signed -> Future.succeededFuture(signed.drafts());
                    case SignRequest.SigningOutcome.NotSigned refused -> Future.failedFuture(refused.why());
                });
    }
}

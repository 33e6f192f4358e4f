package dev.countersign.app;

import dev.countersign.publish.Draft;
import dev.countersign.publish.SigningPool;
import dev.countersign.tuf.Key;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** The signing workers of this node, reached over the event bus: drafts are shared out among them in chunks. */
final class EventBusSigningPool implements SigningPool {

    /** Chunks each worker gets of a large request: enough that none idles long while another ends. */
    private static final int CHUNKS_A_WORKER = 4;

    private final Vertx vertx;
    private final int workers;

    EventBusSigningPool(Vertx vertx, int workers) {
        this.vertx = vertx;
        this.workers = workers;
    }

    @Override
    public Future<List<Draft.Signed>> sign(Key key, List<Draft> drafts) {
        var size = Math.ceilDiv(Math.max(1, drafts.size()), workers * CHUNKS_A_WORKER);
        var replies = new ArrayList<Future<List<Draft.Signed>>>();
        for (int start = 0; start < drafts.size(); start += size) {
            replies.add(request(new Sign(key, drafts.subList(start, Math.min(drafts.size(), start + size)))));
        }
        return Future.all(replies)
                .map(_ -> replies.stream()
                        .flatMap(reply -> reply.result().stream())
                        .toList());
    }

    @Override
    public Future<Void> check(Key key) {
        return request(new Sign(key, List.of())).mapEmpty();
    }

    private Future<List<Draft.Signed>> request(Sign request) {
        return Sign.ENDPOINT.request(vertx, request).compose(reply -> switch (reply.outcome()) {
            case Sign.Outcome.Signed signed -> Future.succeededFuture(signed.drafts());
            case Sign.Outcome.Refused refused -> Future.failedFuture(refused.why());
        });
    }
}

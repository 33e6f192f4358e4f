package dev.countersign.node;

import dev.countersign.repository.Leadership;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * The node's leadership as one publisher sees it: it is there at once, and the publisher cannot release it. Each
 * publisher has its own promise of the end, because listeners of the shared one would be kept for as long as this node
 * leads.
 */
record Led(Leadership.Term shared, Promise<Void> over) implements Leadership, Leadership.Term {
    @Override
    public Future<Term> acquire() {
        return shared.ended().isComplete() || ended().isComplete()
                ? Promise.<Term>promise().future()
                : Future.succeededFuture(this);
    }

    @Override
    public boolean isCertain() {
        return shared.isCertain();
    }

    @Override
    public Future<Void> confirmed() {
        return shared.confirmed();
    }

    @Override
    public Future<Void> ended() {
        return over.future();
    }

    @Override
    public Future<Void> release() {
        return Future.succeededFuture();
    }
}

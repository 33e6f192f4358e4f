package dev.countersign.app.service;

import dev.countersign.node.Intakes;
import dev.countersign.node.Leader;
import dev.countersign.node.LiveRepositories;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Where submissions of this node come together and publications are made. */
final class BatchingVerticle extends VerticleBase {

    private final Intakes intakes;
    private final LiveRepositories live;
    private final Leader leader;

    BatchingVerticle(Intakes intakes, LiveRepositories live, Leader leader) {
        this.intakes = intakes;
        this.live = live;
        this.leader = leader;
    }

    @Override
    public Future<?> start() {
        live.onForgotten(id -> context.runOnContext(_ -> intakes.forget(id)));
        leader.start();
        return Submit.ENDPOINT
                .serve(vertx, request -> intakes.submit(request.repository(), request.submission()))
                .completion();
    }

    /** Refuses new work, makes durable what was taken, publishes it, and only then is done. */
    @Override
    public Future<?> stop() {
        return intakes.close().eventually(leader::close);
    }
}

package dev.countersign.app.service;

import dev.countersign.node.Intakes;
import dev.countersign.node.Leader;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Where submissions of this node come together and publications are made. */
final class BatchingVerticle extends VerticleBase {

    private final Intakes intakes;
    private final Leader leader;

    BatchingVerticle(Intakes intakes, Leader leader) {
        this.intakes = intakes;
        this.leader = leader;
    }

    @Override
    public Future<?> start() {
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

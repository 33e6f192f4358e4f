package dev.countersign.app;

import dev.countersign.publish.GroupCommit;
import dev.countersign.publish.Publisher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Where submissions of this node come together and publications are made; owns the publisher's thread. */
final class BatchingVerticle extends VerticleBase {

    private final GroupCommit intake;
    private final Publisher publisher;
    private final Thread thread;

    BatchingVerticle(GroupCommit intake, Publisher publisher) {
        this.intake = intake;
        this.publisher = publisher;
        this.thread = Thread.ofVirtual().name("publisher").unstarted(publisher);
    }

    @Override
    public Future<?> start() {
        thread.start();
        return Submit.ENDPOINT
                .serve(vertx, request -> intake.submit(request.submission()))
                .completion();
    }

    /** Refuses new work, makes durable what was taken, publishes it, and only then is done. */
    @Override
    public Future<?> stop() {
        return intake.close().eventually(publisher::close);
    }
}

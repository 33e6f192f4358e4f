package dev.countersign.app.service;

import dev.countersign.sign.OnlineKeys;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;

/** One signing worker, on a thread of the signing pool. */
final class SigningVerticle extends VerticleBase {

    private final OnlineKeys keys;

    SigningVerticle(OnlineKeys keys) {
        this.keys = keys;
    }

    /** As many instances as threads: each signs one chunk at a time. */
    static DeploymentOptions workers(int count) {
        return new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setInstances(count)
                .setWorkerPoolName("signing")
                .setWorkerPoolSize(count);
    }

    @Override
    public Future<?> start() {
        return SignRequest.ENDPOINT
                .serve(vertx, request -> Future.succeededFuture(request.with(keys)))
                .completion();
    }
}

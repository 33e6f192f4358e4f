package dev.countersign.app;

import dev.countersign.http.Api;
import dev.countersign.http.Freshness;
import dev.countersign.http.Front;
import dev.countersign.http.MetadataServing;
import dev.countersign.http.ServiceStatus;
import dev.countersign.repository.Latest;
import dev.countersign.repository.StoredFile;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** What answers on the public port: the API, and the metadata files. */
final class PublicPort {

    private final Api api;
    private final MetadataServing metadata;

    PublicPort(
            Vertx vertx,
            Stores stores,
            Latest latest,
            Freshness freshness,
            Supplier<ServiceStatus> status,
            Options options,
            InstantSource clock) {
        this.api = new Api(
                vertx,
                new Api.Ports(
                        Submit.over(vertx),
                        stores.tasks(),
                        stores.journal(),
                        latest,
                        stores.files(),
                        freshness,
                        status,
                        new TaskIds(),
                        clock),
                options.http(),
                options.hosts());
        this.metadata =
                new MetadataServing(vertx, latest, stores.files(), freshness, options.serving(), background(vertx));
    }

    /** For one listener. */
    Handler<HttpServerRequest> handler() {
        return new Front(metadata, api.router());
    }

    /** Takes committed files into memory. */
    void published(List<StoredFile> files) {
        files.forEach(metadata::published);
    }

    /** Work that may wait, beside everything else; what fails there is done again when it is asked for. */
    private static Executor background(Vertx vertx) {
        var worker = vertx.createSharedWorkerExecutor("background", 1);
        return work -> {
            var _ = worker.executeBlocking(
                            () -> {
                                work.run();
                                return true;
                            },
                            false)
                    .onFailure(failure ->
                            LoggerFactory.getLogger(PublicPort.class).warn("work in the background failed", failure));
        };
    }
}

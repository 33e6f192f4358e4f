package dev.countersign.http.front;

import dev.countersign.access.Permission;
import dev.countersign.http.AnswerWriter;
import dev.countersign.http.CallerContext;
import dev.countersign.http.Guard;
import dev.countersign.http.Need;
import dev.countersign.http.RepositoryAddress;
import dev.countersign.http.RequestIds;
import dev.countersign.http.RequestPurpose;
import dev.countersign.http.metadata.FileAnswers;
import dev.countersign.wire.ApiPath;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The handler of the public port: what clients read to the handler of its repository, and everything else to the
 * interface.
 */
public final class Front implements Handler<HttpServerRequest> {
    private static final String READING = "GET " + ApiPath.METADATA_FILES;
    private static final Need METADATA = new Need.Permitted(Permission.METADATA);

    private final Vertx vertx;
    private final HostedRepository first;
    private final HostedRepository.Hosting hosting;
    private final Guard guard;
    private final Handler<HttpServerRequest> api;
    private final FileAnswers answers = new FileAnswers(Runnable::run);
    private final AnswerWriter refusals =
            new AnswerWriter(new RequestIds(ThreadLocalRandom.current().nextLong()));

    /**
     * @param first the repository that addresses without a name mean
     * @param guard who decides whom to let in to what is private
     */
    public Front(
            Vertx vertx,
            HostedRepository first,
            HostedRepository.Hosting hosting,
            Guard guard,
            Handler<HttpServerRequest> api) {
        this.vertx = vertx;
        this.first = first;
        this.hosting = hosting;
        this.guard = guard;
        this.api = api;
    }

    @Override
    public void handle(HttpServerRequest request) {
        var path = request.path();
        if (path != null && RepositoryAddress.isForReaders(path)) {
            serve(request, first, path);
        } else if (RepositoryAddress.isOne(path)) {
            RepositoryAddress.parse(path)
                    .filter(RepositoryAddress::isForReaders)
                    .ifPresentOrElse(address -> serve(request, address), () -> api.handle(request));
        } else {
            api.handle(request);
        }
    }

    private void serve(HttpServerRequest request, RepositoryAddress address) {
        var found = hosting.find(address.name());
        if (found.succeeded() && found.result().isPresent()) {
            serve(request, found.result().get(), address.rest());
            return;
        }
        CallerContext.current(vertx).deliver(found, done -> {
            if (done.failed()) {
                answers.refuse(request, done.cause());
            } else if (done.result().isEmpty()) {
                answers.notFound(request, FileAnswers.NO_STORE);
            } else {
                serve(request, done.result().get(), address.rest());
            }
        });
    }

    private void serve(HttpServerRequest request, HostedRepository repository, String path) {
        if (repository.isPrivate()) {
            admitted(request, repository, () -> repository.serve(request, path));
        } else {
            repository.serve(request, path);
        }
    }

    /** Every address alike: which files there are is part of what is private. */
    private void admitted(HttpServerRequest request, HostedRepository repository, Runnable answer) {
        var caller = guard.admit(request, new RequestPurpose(READING, METADATA, Optional.of(repository.name())));
        CallerContext.current(vertx).deliver(caller, done -> {
            if (done.failed()) {
                refusals.refuse(request, done.cause());
            } else {
                forThisCallerOnly(request);
                answer.run();
            }
        });
    }

    /** A cache that others share must not keep it for them. */
    private static void forThisCallerOnly(HttpServerRequest request) {
        var response = request.response();
        response.headersEndHandler(_ -> {
            var headers = response.headers();
            var caching = headers.get(HttpHeaders.CACHE_CONTROL);
            if (caching != null) {
                headers.set(HttpHeaders.CACHE_CONTROL, caching.replace("public", "private"));
            }
            headers.add(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION);
        });
    }
}

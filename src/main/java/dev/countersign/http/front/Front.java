package dev.countersign.http.front;

import dev.countersign.http.CallerContext;
import dev.countersign.http.RepositoryAddress;
import dev.countersign.http.metadata.FileAnswers;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/**
 * The handler of the public port: what clients read to the handler of its repository, without the cost of a router, and
 * everything else to the router.
 */
public final class Front implements Handler<HttpServerRequest> {
    private final Vertx vertx;
    private final HostedRepository first;
    private final HostedRepository.Hosting hosting;
    private final Handler<HttpServerRequest> router;
    private final FileAnswers answers = new FileAnswers(Runnable::run);

    /** @param first the repository that addresses without a name mean */
    public Front(
            Vertx vertx, HostedRepository first, HostedRepository.Hosting hosting, Handler<HttpServerRequest> router) {
        this.vertx = vertx;
        this.first = first;
        this.hosting = hosting;
        this.router = router;
    }

    @Override
    public void handle(HttpServerRequest request) {
        var path = request.path();
        if (path != null && RepositoryAddress.isForReaders(path)) {
            first.serve(request, path);
        } else if (RepositoryAddress.isOne(path)) {
            RepositoryAddress.parse(path)
                    .filter(RepositoryAddress::isForReaders)
                    .ifPresentOrElse(address -> serve(request, address), () -> router.handle(request));
        } else {
            router.handle(request);
        }
    }

    private void serve(HttpServerRequest request, RepositoryAddress address) {
        var found = hosting.find(address.name());
        if (found.succeeded() && found.result().isPresent()) {
            found.result().get().serve(request, address.rest());
            return;
        }
        CallerContext.current(vertx).deliver(found, done -> {
            if (done.failed()) {
                answers.refuse(request, done.cause());
            } else if (done.result().isEmpty()) {
                answers.notFound(request, FileAnswers.NO_STORE);
            } else {
                done.result().get().serve(request, address.rest());
            }
        });
    }
}

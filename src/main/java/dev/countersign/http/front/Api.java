package dev.countersign.http.front;

import dev.countersign.http.AnswerWriter;
import dev.countersign.http.Answering;
import dev.countersign.http.Bodies;
import dev.countersign.http.CallerContext;
import dev.countersign.http.Entrance;
import dev.countersign.http.Guard;
import dev.countersign.http.Hosts;
import dev.countersign.http.HttpLimits;
import dev.countersign.http.Need;
import dev.countersign.http.Operation;
import dev.countersign.http.Refusal;
import dev.countersign.http.RepositoryAddress;
import dev.countersign.http.RequestIds;
import dev.countersign.http.RequestPurpose;
import dev.countersign.http.api.Documentation;
import dev.countersign.http.api.RepositoryApi;
import dev.countersign.http.api.ServiceApi;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.wire.ApiPath;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP interface: RSTUF's, to each repository, and that to all repositories. One instance may serve any number of
 * event loops.
 */
public final class Api {
    /** In place of an operation, which there is not for such a method. */
    private static final String OTHER_METHOD = "a method that its address does not take";

    private final Vertx vertx;
    private final HostedRepository.Hosting hosting;
    private final ServiceApi service;
    private final List<Operation<RepositoryApi>> ofOne;
    private final List<Operation<ServiceApi>> ofAll;
    private final OperationTable table;
    private final Guard guard;
    private final Documentation documentation;
    private final AnswerWriter answers;
    private final Answering answering;

    /**
     * @param hosting finds what answers for a repository
     * @param service what is the same for all repositories
     * @param guard who decides whom to let in
     * @param hosts the names under which it may be called
     */
    public Api(
            Vertx vertx,
            HostedRepository.Hosting hosting,
            ServiceApi service,
            Guard guard,
            HttpLimits limits,
            Hosts hosts) {
        this.vertx = vertx;
        this.hosting = hosting;
        this.service = service;
        this.ofOne = RepositoryApi.operations(limits);
        this.ofAll = ServiceApi.operations(limits);
        this.table = new OperationTable(ofOne, ofAll);
        this.guard = guard;
        this.documentation = new Documentation(vertx);
        this.answers =
                new AnswerWriter(new RequestIds(ThreadLocalRandom.current().nextLong()));
        this.answering = new Answering(vertx, new Bodies(vertx, limits.bodies()), new Entrance(hosts), guard, answers);
    }

    public List<Operation<?>> operations() {
        var all = new ArrayList<Operation<?>>(ofOne);
        all.addAll(ofAll);
        return all;
    }

    /** The whole interface and its documentation; each verticle may have its own. */
    public Handler<HttpServerRequest> handler() {
        var router = router();
        return request -> {
            var path = request.path();
            var resource = path == null || !isPlain(path) ? null : table.find(path);
            if (resource == null) {
                router.handle(request);
            } else {
                answer(request, resource);
            }
        };
    }

    /** Whether the router cannot read it in another way than it is written. */
    private static boolean isPlain(String path) {
        for (int at = 0; at < path.length(); at++) {
            char c = path.charAt(at);
            boolean isPlain = c == '/'
                    ? at + 1 == path.length() || (path.charAt(at + 1) != '/' && path.charAt(at + 1) != '.')
                    : c != '%' && c > ' ' && c < 0x7f;
            if (!isPlain) {
                return false;
            }
        }
        return true;
    }

    private void answer(HttpServerRequest request, OperationTable.Resource resource) {
        switch (resource) {
            case OperationTable.Resource.OfOne one -> {
                var operation = one.operations().get(request.method());
                if (operation == null) {
                    notAllowed(request, one);
                } else {
                    answering.answer(request, of(operation, one.repository()));
                }
            }
            case OperationTable.Resource.OfAll all -> {
                var operation = all.operations().get(request.method());
                if (operation == null) {
                    refuse(request, all);
                } else {
                    answering.answer(request, ofAll(operation, all));
                }
            }
        }
    }

    /** For what is no operation, or not written as one usually is. */
    private Router router() {
        var router = Router.router(vertx);
        router.route().handler(this::requirePlainPath);
        documentation.mount(router);
        router.route().handler(this::answerOperation);
        router.errorHandler(
                400,
                context -> answers.refuse(
                        context.request(), new Refusal.MalformedRequest("the address is not decodable")));
        router.errorHandler(404, context -> answers.refuse(context.request(), new Refusal.NotFound()));
        router.errorHandler(
                405, context -> answers.refuse(context.request(), new Refusal.MethodNotAllowed("GET, HEAD")));
        router.errorHandler(500, context -> answers.refuse(context.request(), cause(context)));
        return router;
    }

    private void answerOperation(RoutingContext context) {
        var resource = table.find(context.normalizedPath());
        if (resource == null) {
            context.next();
        } else {
            answer(context.request(), resource);
        }
    }

    /**
     * The router reads {@code //api}, {@code /%61pi} and {@code /x/../api} as {@code /api}; a proxy that guards that
     * one would have let them pass.
     */
    private void requirePlainPath(RoutingContext context) {
        var plain = plainPath(context);
        if (plain == null) {
            answers.refuse(context.request(), new Refusal.MalformedRequest("the address is not decodable"));
        } else if (plain.equals(context.request().path())) {
            context.next();
        } else {
            answers.refuse(context.request(), new Refusal.NotFound());
        }
    }

    /** Null when it cannot be decoded. */
    private static @Nullable String plainPath(RoutingContext context) {
        try {
            return context.normalizedPath();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Throwable cause(RoutingContext context) {
        var failure = context.failure();
        return failure != null ? failure : new IllegalStateException("the router failed without saying why");
    }

    /** A text that no repository can be called needs no permission to be not found. */
    private Answering.Asked<RepositoryApi> of(Operation<RepositoryApi> operation, Optional<RepositoryName> repository) {
        return new Answering.Asked<>(
                operation,
                "",
                repository,
                () -> repository.map(this::api).orElseGet(() -> Future.failedFuture(new Refusal.NotFound())));
    }

    private Answering.Asked<ServiceApi> ofAll(Operation<ServiceApi> operation, OperationTable.Resource.OfAll resource) {
        var repository = resource.path().startsWith(ApiPath.REPOSITORIES)
                ? RepositoryName.parse(resource.name())
                : Optional.<RepositoryName>empty();
        return new Answering.Asked<>(operation, resource.name(), repository, () -> Future.succeededFuture(service));
    }

    private Future<RepositoryApi> api(RepositoryName name) {
        return hosting.find(name).map(found -> found.map(HostedRepository::api).orElseThrow(Refusal.NotFound::new));
    }

    /** Nothing at all is allowed where there is no repository, which only those learn who may know of it. */
    private void notAllowed(HttpServerRequest request, OperationTable.Resource.OfOne resource) {
        if (!RepositoryAddress.isOne(request.path())) {
            refuse(request, resource);
            return;
        }
        var there = resource.repository()
                .map(name -> guard.admit(request, new RequestPurpose(OTHER_METHOD, Need.TO_BE_KNOWN, Optional.of(name)))
                        .compose(_ -> api(name)))
                .orElseGet(() -> Future.failedFuture(new Refusal.NotFound()));
        CallerContext.current(vertx).deliver(there, done -> {
            if (done.failed()) {
                answers.refuse(request, done.cause());
            } else {
                refuse(request, resource);
            }
        });
    }

    /** There is something at this address, and it takes other methods. */
    private void refuse(HttpServerRequest request, OperationTable.Resource resource) {
        var allowed = resource.methods().stream().map(HttpMethod::name).collect(Collectors.joining(", "));
        answers.refuse(request, new Refusal.MethodNotAllowed(allowed));
    }
}

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
import dev.countersign.http.Peers;
import dev.countersign.http.Purpose;
import dev.countersign.http.Refusal;
import dev.countersign.http.RepositoryAddress;
import dev.countersign.http.RequestIds;
import dev.countersign.http.api.Documentation;
import dev.countersign.http.api.RepositoryApi;
import dev.countersign.http.api.ServiceApi;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.wire.ApiPath;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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
    private final Guard guard;
    private final Documentation documentation;
    private final AnswerWriter answers;
    private final Answering answering;

    /**
     * @param hosting finds what answers for a repository
     * @param service what is the same for all repositories
     * @param guard who decides whom to let in
     * @param hosts the names under which it may be called
     * @param peers tells who sends a request
     */
    public Api(
            Vertx vertx,
            HostedRepository.Hosting hosting,
            ServiceApi service,
            Guard guard,
            HttpLimits limits,
            Hosts hosts,
            Peers peers) {
        this.vertx = vertx;
        this.hosting = hosting;
        this.service = service;
        this.ofOne = RepositoryApi.operations(limits);
        this.ofAll = ServiceApi.operations(limits);
        this.guard = guard;
        this.documentation = new Documentation(vertx);
        this.answers =
                new AnswerWriter(new RequestIds(ThreadLocalRandom.current().nextLong()));
        this.answering =
                new Answering(vertx, peers, new Bodies(vertx, limits.bodies()), new Entrance(hosts), guard, answers);
    }

    public List<Operation<?>> operations() {
        var all = new ArrayList<Operation<?>>(ofOne);
        all.addAll(ofAll);
        return all;
    }

    /** A router for the whole interface and its documentation; each verticle may have its own. */
    public Router router() {
        var router = Router.router(vertx);
        router.route().handler(this::requirePlainPath);
        for (var operation : ofOne) {
            router.route(operation.method(), operation.path())
                    .handler(context ->
                            answering.answer(context.request(), of(operation, Optional.of(RepositoryName.DEFAULT))));
            router.route(operation.method(), ApiPath.ofRepository(":repository") + operation.path())
                    .handler(context -> answering.answer(context.request(), of(operation, named(context.request()))));
        }
        for (var operation : ofAll) {
            router.route(operation.method(), operation.path().replace("{name}", ":name"))
                    .handler(context -> answering.answer(context.request(), ofAll(operation, context)));
        }
        documentation.mount(router);
        router.errorHandler(
                400,
                context -> answers.refuse(
                        context.request(), new Refusal.MalformedRequest("the address is not decodable")));
        router.errorHandler(404, context -> answers.refuse(context.request(), new Refusal.NotFound()));
        router.errorHandler(405, context -> notAllowed(context.request(), context.normalizedPath()));
        router.errorHandler(500, context -> answers.refuse(context.request(), cause(context)));
        return router;
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

    private Answering.Asked<ServiceApi> ofAll(Operation<ServiceApi> operation, RoutingContext context) {
        var name = operation.path().endsWith("{name}") ? lastPart(context) : "";
        var repository = operation.path().startsWith(ApiPath.REPOSITORIES)
                ? RepositoryName.parse(name)
                : Optional.<RepositoryName>empty();
        return new Answering.Asked<>(operation, name, repository, () -> Future.succeededFuture(service));
    }

    private static Optional<RepositoryName> named(HttpServerRequest request) {
        return RepositoryAddress.parse(request.path()).map(RepositoryAddress::name);
    }

    private Future<RepositoryApi> api(RepositoryName name) {
        return hosting.find(name).map(found -> found.map(HostedRepository::api).orElseThrow(Refusal.NotFound::new));
    }

    /** As it was sent: a name has no form that must be decoded first. */
    private static String lastPart(RoutingContext context) {
        var path = withoutSlash(String.valueOf(context.request().path()));
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Nothing at all is allowed where there is no repository, which only those learn who may know of it. */
    private void notAllowed(HttpServerRequest request, String path) {
        var refusal = new Refusal.MethodNotAllowed(allowed(path));
        var there = RepositoryAddress.isOne(path) ? there(request) : Future.succeededFuture();
        CallerContext.current(vertx)
                .deliver(there, done -> answers.refuse(request, done.failed() ? done.cause() : refusal));
    }

    private Future<RepositoryApi> there(HttpServerRequest request) {
        return named(request)
                .map(name -> guard.admit(request, new Purpose(OTHER_METHOD, Need.TO_BE_KNOWN, Optional.of(name)))
                        .compose(_ -> api(name)))
                .orElseGet(() -> Future.failedFuture(new Refusal.NotFound()));
    }

    private String allowed(String path) {
        var plain = withoutSlash(
                RepositoryAddress.isOne(path)
                        ? RepositoryAddress.parse(path)
                                .map(RepositoryAddress::rest)
                                .orElse("")
                        : path);
        var methods = operations().stream()
                .filter(operation -> matches(operation.path(), plain))
                .map(operation -> operation.method().name())
                .collect(Collectors.joining(", "));
        return methods.isEmpty() ? "GET, HEAD" : methods;
    }

    private static boolean matches(String pattern, String path) {
        int name = pattern.indexOf('{');
        return name < 0
                ? pattern.equals(path)
                : path.startsWith(pattern.substring(0, name)) && path.indexOf('/', name) < 0 && path.length() > name;
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
    }
}

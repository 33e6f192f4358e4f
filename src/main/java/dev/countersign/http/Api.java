package dev.countersign.http;

import dev.countersign.repository.Journal;
import dev.countersign.repository.Latest;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Submissions;
import dev.countersign.repository.TaskId;
import dev.countersign.repository.Tasks;
import dev.countersign.wire.ApiPath;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** RSTUF's HTTP interface. One instance may serve any number of event loops. */
public final class Api {
    /**
     * What the interface is made from.
     *
     * @param journal asked only whether a bootstrap is waiting in it
     * @param status how the node stands, as last looked at
     * @param taskIds names new tasks; random, so that nobody can guess another's
     */
    public record Ports(
            Submissions submissions,
            Tasks tasks,
            Journal journal,
            Latest latest,
            MetadataFiles files,
            Freshness freshness,
            Supplier<ServiceStatus> status,
            Supplier<TaskId> taskIds,
            InstantSource clock) {}

    private final Vertx vertx;
    private final List<Operation> operations;
    private final Documentation documentation;
    private final AnswerWriter answers;
    private final Answering answering;

    /** @param hosts the names under which it may be called */
    public Api(Vertx vertx, Ports ports, HttpLimits limits, Hosts hosts) {
        this.vertx = vertx;
        this.operations = operations(vertx, ports, limits);
        this.documentation = new Documentation(vertx);
        this.answers =
                new AnswerWriter(new RequestIds(ThreadLocalRandom.current().nextLong()));
        this.answering = new Answering(vertx, new Bodies(vertx, limits.bodies()), new Entrance(hosts), answers);
    }

    private static List<Operation> operations(Vertx vertx, Ports ports, HttpLimits limits) {
        var intake = new Intake(ports.submissions(), ports.taskIds(), ports.clock());
        var gate = new Gate(ports.latest(), ports.journal(), ports.freshness());
        var body = new DocumentBody(limits);
        var watch = new PublicationWatch(vertx, ports.latest(), limits.maxHeldTasks());

        var snapshots = new CurrentSnapshot(ports.files());
        var lookup = new ArtifactLookup(ports.files(), snapshots);
        var artifacts = new ArtifactsResource(intake, gate, lookup, limits);
        var bootstrap = new BootstrapResource(intake, gate, body);
        var config = new ConfigResource(intake, gate, body, ports.files());
        var metadata = new MetadataResource(intake, gate, body);
        var signing = new SigningResource(intake, gate, body, ports.files());
        var delegations = new DelegationsResource(intake, gate, body, ports.files(), snapshots);
        var task = new TaskResource(
                ports.tasks(), watch, ports.freshness(), ports.status(), ports.clock(), limits.taskHold());

        int list = limits.maxBodyBytes();
        int document = limits.maxDocumentBytes();
        return List.of(
                Operation.get(ApiPath.ARTIFACTS, artifacts::get),
                Operation.post(ApiPath.ARTIFACTS, list, artifacts::add),
                Operation.get(ApiPath.TASK, task::get).holding(limits.taskHold()),
                Operation.post(ApiPath.ARTIFACTS_DELETE, list, artifacts::remove),
                Operation.post(ApiPath.ARTIFACTS_PUBLISH, 0, artifacts::publish),
                Operation.get(ApiPath.BOOTSTRAP, bootstrap::get),
                Operation.post(ApiPath.BOOTSTRAP, document, bootstrap::post),
                Operation.get(
                        ApiPath.STATUS,
                        _ -> Future.succeededFuture(
                                Answer.ok(ports.status().get().json(), "Service status."))),
                Operation.get(ApiPath.CONFIG, config::get),
                Operation.put(ApiPath.CONFIG, document, config::put),
                Operation.post(ApiPath.METADATA, document, metadata::updateRoot),
                Operation.post(ApiPath.METADATA_ONLINE, document, metadata::renew),
                Operation.get(ApiPath.METADATA_SIGN, signing::pending),
                Operation.post(ApiPath.METADATA_SIGN, document, signing::sign),
                Operation.post(ApiPath.METADATA_SIGN_DELETE, document, signing::stop),
                Operation.get(ApiPath.DELEGATIONS, delegations::get),
                Operation.post(ApiPath.DELEGATIONS, document, delegations::add),
                Operation.put(ApiPath.DELEGATIONS, document, delegations::update),
                Operation.post(ApiPath.DELEGATIONS_DELETE, document, delegations::remove));
    }

    List<Operation> operations() {
        return operations;
    }

    /** A router for the whole interface and its documentation; each verticle may have its own. */
    public Router router() {
        var router = Router.router(vertx);
        router.route().handler(this::requirePlainPath);
        for (var operation : operations) {
            router.route(operation.method(), operation.path())
                    .handler(context -> answering.answer(context.request(), operation));
        }
        documentation.mount(router);
        router.errorHandler(
                400,
                context -> answers.refuse(context.request(), new Refusal.Malformed("the address is not decodable")));
        router.errorHandler(404, context -> answers.refuse(context.request(), new Refusal.NotFound()));
        router.errorHandler(
                405,
                context -> answers.refuse(
                        context.request(), new Refusal.MethodNotAllowed(allowed(context.normalizedPath()))));
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
            answers.refuse(context.request(), new Refusal.Malformed("the address is not decodable"));
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

    private String allowed(String path) {
        var plain = path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
        var methods = operations.stream()
                .filter(operation -> operation.path().equals(plain))
                .map(operation -> operation.method().name())
                .collect(Collectors.joining(", "));
        return methods.isEmpty() ? "GET, HEAD" : methods;
    }
}

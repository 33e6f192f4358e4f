package dev.countersign.guard;

import dev.countersign.concurrent.CallersContext;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.Printable;
import dev.countersign.packages.CanaryName;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers package managers: finds the registry that a request is for, has its protocol answer on a thread that may wait,
 * and writes what comes of it. Everything that fails is a refusal.
 */
public final class PackageGuard implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(PackageGuard.class);
    private static final String UP = Json.object().put("status", "up").build().toText();

    private static final int MOST_REQUESTS = 4096;
    private static final int MOST_POSTED = 4 << 20;
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");

    /**
     * While something is fetched, clients are told that their request is being answered: many give up after a silence of
     * some seconds. An interim answer (RFC 9110, 15.2) has no content. Programs in Go count them, and take no more than
     * five; they wait for as long as the connection is not idle.
     */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    private static final Duration SIGN_FOR_GO = Duration.ofSeconds(100);

    private final Vertx vertx;
    private final SignedTargets targets;
    private final List<Mount> mounts;
    /** Without a slash at its end. */
    private final Optional<String> publicAddress;

    private final Executor threads;
    private final GuardCounts counts;
    private final Admission admission;
    private final Supplier<SortedMap<String, String>> attention;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Canaries canaries;

    /**
     * Where a registry is served.
     *
     * @param place segments of the path
     */
    public record Mount(List<String> place, PackageProtocol protocol) {
        public Mount {
            place = List.copyOf(place);
        }

        String path() {
            return "/" + String.join("/", place) + "/";
        }
    }

    /**
     * What a guard is to those who ask it.
     *
     * @param publicAddress as they see it; when empty, what they say in {@code Host}
     * @param attention what operators must see to besides the metadata, by name with a sentence each; asked for each time
     */
    public record Visitors(
            Optional<URI> publicAddress, Admission admission, Supplier<SortedMap<String, String>> attention) {
        /** Everybody, who sees it where it is. */
        public static final Visitors ALL = new Visitors(Optional.empty(), Admission.EVERYBODY, TreeMap::new);
    }

    PackageGuard(
            Vertx vertx,
            SignedTargets targets,
            List<Mount> mounts,
            Visitors visitors,
            Executor threads,
            Canaries canaries,
            GuardCounts counts) {
        this.vertx = vertx;
        this.targets = targets;
        this.mounts = List.copyOf(mounts);
        this.publicAddress = visitors.publicAddress().map(uri -> uri.toString().replaceAll("/+$", ""));
        this.admission = visitors.admission();
        this.attention = visitors.attention();
        this.threads = threads;
        this.canaries = canaries;
        this.counts = counts;
    }

    @Override
    public void handle(HttpServerRequest request) {
        var form = RefusalForm.TEXT;
        try {
            var path = RequestPath.parse(request.uri());
            if (answersHealth(request, path, GuardReadiness::forStrangers)) {
                return;
            }
            var found = mounts.stream()
                    .filter(each -> path.startsWith(each.place()))
                    .findFirst();
            form = found.map(each -> each.protocol().refusals()).orElse(form);
            admission.check(request);
            if (answersCanary(request, path)) {
                return;
            }
            var mount = found.orElseThrow(() -> nothingAt(path));
            canaries.check(path, mount.path());
            var asked = new PackageRequest(
                    HttpMethod.HEAD.equals(request.method()),
                    path.below(mount.place().size()),
                    base(request, mount),
                    Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT)).orElse(""),
                    request.headers().contains(HttpHeaders.AUTHORIZATION));
            answer(request, mount.protocol(), asked);
        } catch (Withheld withheld) {
            refuse(request, withheld, form);
        }
    }

    /**
     * Answers {@code /health} and {@code /ready} only, to those who run this guard; false for everything else. Others are told
     * what there is to see to, and not what stands in sentences about it: addresses of servers, files of this machine.
     */
    public boolean answersOperators(HttpServerRequest request) {
        try {
            return answersHealth(request, RequestPath.parse(request.uri()), GuardReadiness::forOperators);
        } catch (Withheld unreadable) {
            return false;
        }
    }

    /** For load balancers; registries have names of their own. */
    private boolean answersHealth(HttpServerRequest request, RequestPath path, Function<GuardReadiness, Json> shown) {
        switch (path.joined()) {
            case "health" -> ReplyWriter.text(request, 200, "application/json", UP);
            case "ready" -> writeReady(request, shown);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean answersCanary(HttpServerRequest request, RequestPath path) {
        if (!path.startsWith(List.of("canary"))) {
            return false;
        }
        ReplyWriter.text(request, 200, "application/json", canaries.json(canary(path.joined())));
        return true;
    }

    private static CanaryName canary(String page) {
        return CanaryName.in(page)
                .orElseThrow(() -> Withheld.unreadable("that is no canary (see countersign guard check --help)"));
    }

    /** Answers 200 when something can be served, else 503; both say what there is to see to. */
    private void writeReady(HttpServerRequest request, Function<GuardReadiness, Json> shown) {
        var state = new CompletableFuture<GuardReadiness>();
        threads.execute(() -> state.complete(new GuardReadiness(targets.isUsable(), trouble())));
        CallersContext.futureOf(state)
                .onSuccess(ready -> ReplyWriter.text(
                        request,
                        ready.usable() ? 200 : 503,
                        "application/json",
                        shown.apply(ready).toText()));
    }

    private SortedMap<String, String> trouble() {
        var all = new TreeMap<>(attention.get());
        targets.trouble().ifPresent(sentence -> all.put("metadata", sentence));
        return all;
    }

    /** @param attention what there is to see to, by name with a sentence each */
    private record GuardReadiness(boolean usable, SortedMap<String, String> attention) {
        Json forOperators() {
            var sentences = Json.object();
            attention.forEach(sentences::put);
            return shown(sentences.build());
        }

        Json forStrangers() {
            return shown(Json.strings(attention.keySet()));
        }

        private Json shown(Json said) {
            return Json.object()
                    .put("status", usable ? "ready" : "withholding")
                    .put("attention", attention.isEmpty() ? null : said)
                    .build();
        }
    }

    private Withheld nothingAt(RequestPath path) {
        var places = mounts.stream().map(Mount::path).collect(Collectors.joining(", "));
        return new Withheld(Withheld.Why.NOT_THERE, "nothing is guarded at " + path + " (there are: " + places + ")");
    }

    private void answer(HttpServerRequest request, PackageProtocol protocol, PackageRequest asked) {
        if (HttpMethod.POST.equals(request.method())) {
            var posted = posted(request).compose(body -> begun(() -> protocol.post(asked, body)));
            settle(request, protocol, posted);
        } else if (HttpMethod.GET.equals(request.method()) || asked.head()) {
            settle(request, protocol, begun(() -> protocol.answer(asked)));
        } else {
            throw Withheld.onlyReading();
        }
    }

    private void settle(HttpServerRequest request, PackageProtocol protocol, Future<GuardReply> reply) {
        long signs = signsOfLife(request);
        reply.onComplete(done -> {
            vertx.cancelTimer(signs);
            if (done.succeeded()) {
                ReplyWriter.write(request, done.result());
            } else {
                refuse(request, withheld(done.cause()), protocol.refusals());
            }
        });
    }

    private long signsOfLife(HttpServerRequest request) {
        var agent = request.getHeader(HttpHeaders.USER_AGENT);
        var pause = agent != null && agent.startsWith("Go-http-client") ? SIGN_FOR_GO : SIGN_OF_LIFE;
        return vertx.setPeriodic(pause.toMillis(), _ -> {
            var response = request.response();
            if (request.version() == HttpVersion.HTTP_1_1 && !response.headWritten() && !response.closed()) {
                response.writeContinue().onFailure(gone -> {});
            }
        });
    }

    private Future<GuardReply> begun(Supplier<GuardReply> work) {
        if (underWay.incrementAndGet() > MOST_REQUESTS) {
            underWay.decrementAndGet();
            return Future.failedFuture(new Withheld(
                    Withheld.Why.BUSY,
                    "this guard has " + MOST_REQUESTS + " requests to answer",
                    Duration.ofSeconds(1)));
        }
        var answer = new CompletableFuture<GuardReply>();
        threads.execute(() -> {
            try {
                answer.complete(work.get());
            } catch (RuntimeException | Error failed) {
                answer.completeExceptionally(failed);
            } finally {
                underWay.decrementAndGet();
            }
        });
        return CallersContext.futureOf(answer);
    }

    private Withheld withheld(Throwable failed) {
        if (failed instanceof Withheld withheld) {
            return withheld;
        }
        LOG.error("a request could not be answered", failed);
        return new Withheld(
                Withheld.Why.CHANGED, "this guard failed to check it (its log says more); nothing unchecked is served");
    }

    private void refuse(HttpServerRequest request, Withheld withheld, RefusalForm form) {
        counts.withheld(withheld.why());
        switch (withheld.why()) {
            case UNSIGNED, CHANGED, NO_METADATA, LIST_WITHHELD, REGISTRY_REFUSES, REGISTRY_AWAY ->
                LOG.warn("withheld {}: {}", Printable.quoted(request.uri()), withheld.reason());
            case NOT_ADMITTED, NOT_THERE, UNREADABLE, OTHER_METHOD, BUSY ->
                LOG.debug("withheld {}: {}", Printable.quoted(request.uri()), withheld.reason());
        }
        ReplyWriter.refuse(request, withheld, form);
    }

    private URI base(HttpServerRequest request, Mount mount) {
        var root = publicAddress.orElseGet(() -> request.scheme() + "://" + host(request));
        return URI.create(root + mount.path());
    }

    /** In front of it may be anything, so only what can be a host is repeated in an answer. */
    private static String host(HttpServerRequest request) {
        var host = request.getHeader(HttpHeaders.HOST);
        if (host == null) {
            var local = request.localAddress();
            return local == null ? "localhost" : local.host() + ":" + local.port();
        }
        if (!HOST.matcher(host).matches()) {
            throw Withheld.unreadable("Host is not the name of a host");
        }
        return host;
    }

    private static Future<PostedBody> posted(HttpServerRequest request) {
        var body = Buffer.buffer();
        var whole = Promise.<PostedBody>promise();
        request.handler(piece -> {
            if (body.length() + piece.length() > MOST_POSTED) {
                request.handler(_ -> {});
                whole.tryFail(Withheld.unreadable("the body has more than " + MOST_POSTED + " bytes"));
            } else {
                body.appendBuffer(piece);
            }
        });
        request.exceptionHandler(cut -> whole.tryFail(Withheld.unreadable("the body was cut")));
        request.endHandler(_ -> whole.tryComplete(new PostedBody(
                Bytes.wrap(body.getBytes()),
                Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_TYPE)).orElse(""),
                Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_ENCODING))
                        .orElse(""))));
        return whole.future();
    }
}

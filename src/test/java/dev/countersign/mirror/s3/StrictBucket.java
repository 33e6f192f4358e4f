package dev.countersign.mirror.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.countersign.aws.AwsCredentials;
import dev.countersign.aws.AwsScope;
import dev.countersign.aws.SignatureV4;
import dev.countersign.json.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/**
 * A server that has one bucket and takes nothing that Amazon's would refuse: signatures, hashes of bodies, dates, and
 * conditions are checked, and nothing can be listed.
 */
public final class StrictBucket implements AutoCloseable {
    public static final String NAME = "tuf-files";
    public static final AwsCredentials OWNER = new AwsCredentials("OWNER", "secret/of+owner");
    public static final String REGION = "eu-test-1";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** An object, with the headers it was written with. */
    public record StoredObject(Bytes content, Map<String, String> headers) {
        String tag() {
            return "\"" + content.sha256().hex().substring(0, 32) + "\"";
        }
    }

    public final Map<String, StoredObject> objects = new ConcurrentHashMap<>();
    public final AtomicInteger listings = new AtomicInteger();
    public final AtomicInteger puts = new AtomicInteger();

    /** What is answered instead, if anything. */
    public final AtomicReference<Optional<Integer>> broken = new AtomicReference<>(Optional.empty());

    /** A request that has arrived and is not looked at before a test lets it. */
    public static final class HeldRequest {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final CompletableFuture<Integer> status = new CompletableFuture<>();

        public void awaitArrival() {
            await(arrived);
        }

        /** Lets it go on, long after it was sent perhaps; returns the status that it is answered with. */
        public int release() {
            released.countDown();
            return status.orTimeout(30, TimeUnit.SECONDS).join();
        }

        private void pass() {
            arrived.countDown();
            await(released);
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private final Map<String, HeldRequest> held = new ConcurrentHashMap<>();

    /** The next one that writes this object. */
    public HeldRequest holdNext(String key) {
        var next = new HeldRequest();
        held.put(key, next);
        return next;
    }

    /** How many requests are answered 503 before it goes on. */
    public final AtomicInteger throttled = new AtomicInteger();

    /** Whether conditions are passed over, as old stores do. */
    public volatile boolean ignoresConditions;

    private final HttpServer server;

    public StrictBucket() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** Over TLS. */
    public static StrictBucket showing(SSLContext certificate) throws IOException {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate));
        return new StrictBucket(server);
    }

    private StrictBucket(HttpServer server) {
        this.server = server;
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public URI endpoint() {
        return URI.create((server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = Bytes.wrap(exchange.getRequestBody().readAllBytes());
            var key = exchange.getRequestURI().getRawPath().replaceFirst("^/" + NAME + "/", "");
            var stopped = exchange.getRequestMethod().equals("PUT") ? held.remove(key) : null;
            if (stopped == null) {
                handle(exchange, body);
                return;
            }
            stopped.pass();
            try {
                handle(exchange, body);
            } finally {
                stopped.status.complete(exchange.getResponseCode());
            }
        }
    }

    private void handle(HttpExchange exchange, Bytes body) throws IOException {
        if (broken.get().isPresent()) {
            refuse(exchange, broken.get().get(), "InternalError");
        } else if (throttled.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            refuse(exchange, 503, "SlowDown");
        } else {
            var problem = problem(exchange, body);
            if (problem.isPresent()) {
                refuse(exchange, 403, problem.get());
            } else {
                answer(exchange, body);
            }
        }
    }

    private static Optional<String> problem(HttpExchange exchange, Bytes body) {
        var headers = exchange.getRequestHeaders();
        var shown = headers.getFirst("Authorization");
        if (shown == null || !shown.contains("Credential=" + OWNER.keyId() + "/")) {
            return Optional.of("InvalidAccessKeyId");
        }
        if (!body.sha256().hex().equals(headers.getFirst("X-Amz-Content-Sha256"))) {
            return Optional.of("XAmzContentSHA256Mismatch");
        }
        var time = Instant.from(TIME.parse(headers.getFirst("X-Amz-Date")));
        if (Duration.between(time, Instant.now()).abs().compareTo(Duration.ofMinutes(15)) > 0) {
            return Optional.of("RequestTimeTooSkewed");
        }
        var signed = new TreeMap<String, String>();
        Arrays.stream(shown.replaceFirst(".*SignedHeaders=([^,]*),.*", "$1").split(";"))
                .filter(name -> !name.equals("host") && !name.equals("x-amz-date"))
                .forEach(name -> signed.put(name, headers.getFirst(name)));
        if (!signed.containsKey("x-amz-content-sha256")) {
            return Optional.of("AccessDenied");
        }
        var address = URI.create("http://" + headers.getFirst("Host") + exchange.getRequestURI());
        var expected = new SignatureV4(OWNER, new AwsScope(REGION, "s3"))
                .sign(exchange.getRequestMethod(), address, signed, body, time);
        return shown.equals(expected.get("Authorization")) ? Optional.empty() : Optional.of("SignatureDoesNotMatch");
    }

    private synchronized void answer(HttpExchange exchange, Bytes body) throws IOException {
        var path = exchange.getRequestURI().getRawPath();
        if (!path.startsWith("/" + NAME + "/") || path.length() == NAME.length() + 2) {
            listings.incrementAndGet();
            refuse(exchange, 403, "AccessDenied");
            return;
        }
        var key = path.substring(NAME.length() + 2);
        var there = Optional.ofNullable(objects.get(key));
        switch (exchange.getRequestMethod()) {
            case "GET" -> get(exchange, there);
            case "PUT" -> put(exchange, key, there, body);
            case "DELETE" -> {
                objects.remove(key);
                exchange.sendResponseHeaders(204, -1);
            }
            default -> refuse(exchange, 405, "MethodNotAllowed");
        }
    }

    private static void get(HttpExchange exchange, Optional<StoredObject> there) throws IOException {
        if (there.isEmpty()) {
            refuse(exchange, 404, "NoSuchKey");
            return;
        }
        exchange.getResponseHeaders().set("ETag", there.get().tag());
        exchange.sendResponseHeaders(200, there.get().content().length());
        exchange.getResponseBody().write(there.get().content().array());
    }

    private void put(HttpExchange exchange, String key, Optional<StoredObject> there, Bytes body) throws IOException {
        puts.incrementAndGet();
        var headers = exchange.getRequestHeaders();
        var noneMatch = headers.getFirst("If-None-Match");
        var match = headers.getFirst("If-Match");
        if (!ignoresConditions && noneMatch == null && match == null) {
            refuse(exchange, 400, "ThisTestWantsConditions");
        } else if (!ignoresConditions && match != null && there.isEmpty()) {
            refuse(exchange, 404, "NoSuchKey");
        } else if (!ignoresConditions
                && (noneMatch != null && there.isPresent()
                        || match != null && !match.equals(there.orElseThrow().tag()))) {
            refuse(exchange, 412, "PreconditionFailed");
        } else {
            objects.put(
                    key,
                    new StoredObject(
                            body,
                            Map.of(
                                    "cache-control", String.valueOf(headers.getFirst("Cache-Control")),
                                    "content-type", String.valueOf(headers.getFirst("Content-Type")))));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        var body = ("<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>Refused by the test</Message>"
                        + "<RequestId>" + HexFormat.of().toHexDigits(status) + "</RequestId></Error>")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}

package dev.countersign.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A server on loopback that answers the API as the real one does, from memory, and misbehaves when told to. */
public final class FakeServer implements AutoCloseable {
    private static final JsonLimits LIMITS = new JsonLimits(64, 1 << 26);

    private final HttpServer server;
    private final SequencedMap<String, Json.Obj> artifacts = new LinkedHashMap<>();
    private final Map<String, Json.Obj> tasks = new ConcurrentHashMap<>();
    private final Map<String, Integer> polls = new ConcurrentHashMap<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger failing = new AtomicInteger(Integer.MAX_VALUE);

    /** Bodies of the requests that add artifacts, as they came. */
    public final List<Json.Obj> added = new CopyOnWriteArrayList<>();

    /** Every request, such as {@code GET /api/v1/bootstrap/}. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    public final List<String> authorizations = new CopyOnWriteArrayList<>();

    /** The token without which nothing is answered, other tokens with 403; empty when anybody may ask. */
    public String wanted = "";

    public Predicate<String> refusedPath = path -> false;
    public Predicate<String> fullPath = path -> false;
    public Predicate<String> failingPath = path -> false;
    /** Tasks that the server does not know any more. */
    public Predicate<String> forgottenTask = id -> false;
    /** Answers questions for tasks with 500. */
    public boolean silent;

    public Predicate<String> orphanedPath = path -> false;
    public int pollsUntilDone = 1;
    public int maxArtifacts = 10_000;
    public int maxProblems = 50;
    public String bootstrap =
            "{\"data\":{\"bootstrap\":true,\"state\":\"finished\",\"id\":\"a\"},\"message\":\"System LOCKED for"
                    + " bootstrap.\"}";
    public String status = "";
    public String pending = "{\"message\":\"No metadata pending signing available\"}";
    public String failure = "";

    public FakeServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Serves a file under {@code /metadata/} or {@code /files/}. */
    public void file(String path, byte[] content) {
        files.put(path, content);
    }

    public void remove(String path) {
        files.remove(path);
    }

    /** Answers the next requests that add artifacts with 503. */
    public void busyFor(int count) {
        busy.set(count);
    }

    /** Takes this many requests that add artifacts and then answers 500. */
    public void failAfter(int count) {
        failing.set(count);
    }

    public SequencedMap<String, Json.Obj> artifacts() {
        synchronized (artifacts) {
            return new LinkedHashMap<>(artifacts);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        authorizations.add(authorization == null ? "" : authorization);
        var body = exchange.getRequestBody().readAllBytes();
        if (!wanted.isEmpty() && !authorizations.getLast().equals("Bearer " + wanted)) {
            var status = authorizations.getLast().isEmpty() ? 401 : 403;
            send(exchange, status, "{\"detail\":\"not for this caller\"}");
            return;
        }
        switch (exchange.getRequestMethod() + " " + path) {
            case "POST /api/v1/artifacts/" -> add(exchange, Json.parseObject(Bytes.wrap(body), LIMITS));
            case "POST /api/v1/artifacts/delete" -> remove(exchange, Json.parseObject(Bytes.wrap(body), LIMITS));
            case "POST /api/v1/artifacts/publish/" ->
                accept(
                        exchange,
                        "publish_artifacts",
                        "{\"artifact_roles\":[\"bins-0\"]}",
                        "Publish Artifacts Processed");
            case "GET /api/v1/task/" ->
                task(exchange, exchange.getRequestURI().getQuery().replace("task_id=", ""));
            case "GET /api/v1/bootstrap/" -> send(exchange, 200, bootstrap);
            case "GET /api/v1/status" ->
                send(exchange, status.isEmpty() ? 404 : 200, status.isEmpty() ? "{\"detail\":\"Not Found\"}" : status);
            case "GET /api/v1/metadata/sign" -> send(exchange, 200, pending);
            default -> file(exchange, path);
        }
    }

    private void file(HttpExchange exchange, String path) throws IOException {
        var content = files.get(path);
        if (content == null) {
            send(exchange, 404, "{\"detail\":\"Not Found\"}");
        } else {
            send(exchange, 200, content);
        }
    }

    private void add(HttpExchange exchange, Json.Obj request) throws IOException {
        if (busy.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.getResponseHeaders().set("Retry-After", "0");
            send(exchange, 503, "{\"detail\":\"busy\"}");
            return;
        }
        if (failing.getAndDecrement() <= 0) {
            send(exchange, 500, "{\"detail\":\"Internal Server Error\"}");
            return;
        }
        added.add(request);
        var elements = ((Json.Arr) request.members().get("artifacts")).items();
        if (elements.size() > maxArtifacts) {
            send(
                    exchange,
                    422,
                    problem("[\"body\",\"artifacts\"]", "List should have at most " + maxArtifacts + " items"));
            return;
        }
        var problems = new ArrayList<String>();
        var orphans = new ArrayList<String>();
        var taken = new ArrayList<String>();
        var full = new ArrayList<String>();
        for (int i = 0; i < elements.size(); i++) {
            var path = ((Json.Str) ((Json.Obj) elements.get(i)).members().get("path")).value();
            if (refusedPath.test(path) && problems.size() < maxProblems) {
                problems.add(problem("[\"body\",\"artifacts\"," + i + ",\"path\"]", "Value error, not allowed here"));
            }
            (orphanedPath.test(path) ? orphans : fullPath.test(path) ? full : taken).add(path);
        }
        if (!problems.isEmpty()) {
            send(exchange, 422, merged(problems));
            return;
        }
        synchronized (artifacts) {
            elements.forEach(element -> {
                var artifact = (Json.Obj) element;
                var path = ((Json.Str) artifact.members().get("path")).value();
                if (taken.contains(path)) {
                    artifacts.put(path, (Json.Obj) artifact.members().get("info"));
                }
            });
        }
        var reason = taken.stream().anyMatch(failingPath) ? "it broke" : full.isEmpty() ? failure : "no room";
        accept(
                exchange,
                reason,
                "add_artifacts",
                "{\"added_artifacts\":" + Json.strings(taken).toText() + ",\"invalid_paths\":"
                        + Json.strings(orphans).toText()
                        + (full.isEmpty()
                                ? ""
                                : ",\"refused_artifacts\":[{\"role\":\"bins-0\",\"reason\":\"bins-0 is"
                                        + " full\",\"artifacts\":"
                                        + Json.strings(full).toText() + "}]")
                        + ",\"artifact_roles\":[\"bins-0\"]}",
                "Artifact(s) Added");
    }

    private static String problem(String location, String message) {
        return "{\"detail\":[{\"type\":\"value_error\",\"loc\":" + location + ",\"msg\":\"" + message
                + "\",\"input\":null}]}";
    }

    private static String merged(List<String> problems) {
        return String.join(",", problems).replace("]},{\"detail\":[", ",");
    }

    private void remove(HttpExchange exchange, Json.Obj request) throws IOException {
        var deleted = new ArrayList<String>();
        var missing = new ArrayList<String>();
        var paths = ((Json.Arr) request.members().get("artifacts")).items();
        for (int i = 0; i < paths.size(); i++) {
            if (refusedPath.test(((Json.Str) paths.get(i)).value())) {
                send(exchange, 422, problem("[\"body\",\"artifacts\"," + i + "]", "Value error, not allowed here"));
                return;
            }
        }
        synchronized (artifacts) {
            for (var path : ((Json.Arr) request.members().get("artifacts")).items()) {
                var name = ((Json.Str) path).value();
                (artifacts.remove(name) == null ? missing : deleted).add(name);
            }
        }
        accept(
                exchange,
                "remove_artifacts",
                "{\"deleted_artifacts\":" + Json.strings(deleted).toText() + ",\"not_found_artifacts\":"
                        + Json.strings(missing).toText() + "}",
                "Artifact(s) removed");
    }

    private void accept(HttpExchange exchange, String task, String details, String message) throws IOException {
        accept(exchange, failure, task, details, message);
    }

    private void accept(HttpExchange exchange, String failure, String task, String details, String message)
            throws IOException {
        var id = "task" + ids.incrementAndGet();
        var state = failure.isEmpty() ? "SUCCESS" : "ERRORED";
        var error = failure.isEmpty() ? "" : ",\"error\":\"" + failure + "\"";
        tasks.put(
                id,
                object("{\"data\":{\"task_id\":\"" + id + "\",\"state\":\"" + state + "\",\"result\":{\"message\":\""
                        + message
                        + "\"" + error + ",\"status\":" + failure.isEmpty() + ",\"task\":\"" + task + "\",\"details\":"
                        + details + "}},\"message\":\"Task state.\"}"));
        send(exchange, 202, "{\"data\":{\"task_id\":\"" + id + "\"},\"message\":\"submitted\"}");
    }

    private void task(HttpExchange exchange, String id) throws IOException {
        var done = polls.merge(id, 1, Integer::sum) >= pollsUntilDone;
        if (silent) {
            send(exchange, 500, "{\"detail\":\"Internal Server Error\"}");
            return;
        }
        var task = forgottenTask.test(id) ? null : tasks.get(id);
        if (task != null && done) {
            send(exchange, 200, task.toText());
        } else {
            var state = task == null ? "PENDING" : "STARTED";
            send(
                    exchange,
                    200,
                    "{\"data\":{\"task_id\":\"" + id + "\",\"state\":\"" + state + "\"},\"message\":\"Task state.\"}");
        }
    }

    private static Json.Obj object(String text) {
        return Json.parseObject(Bytes.utf8(text), LIMITS);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

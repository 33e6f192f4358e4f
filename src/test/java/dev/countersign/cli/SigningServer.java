package dev.countersign.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.client.TestRepository;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.Signed;
import dev.countersign.tuf.Snapshot;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TargetsSigner;
import dev.countersign.tuf.Timestamp;
import dev.countersign.tuf.key.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A server on loopback that keeps a root and delegated roles as the real one does, in memory: roots wait for signatures,
 * offline roles too, and what is complete is published under {@code /metadata}. Answers one request at a time.
 */
public final class SigningServer implements AutoCloseable {
    private static final JsonLimits LIMITS = new JsonLimits(64, 1 << 24);
    private static final String NOTHING = "{\"message\":\"No metadata pending signing available\"}";

    /** Every change asked for, such as {@code POST /api/v1/metadata/}. */
    public final List<String> changes = new CopyOnWriteArrayList<>();

    /** Bodies of those, in the same order. */
    public final List<Json.Obj> bodies = new CopyOnWriteArrayList<>();

    public final Map<String, Bytes> files = new ConcurrentHashMap<>();
    final TreeMap<RoleName, Metadata<Targets>> waiting = new TreeMap<>();

    @Nullable
    public Metadata<Root> root;

    @Nullable
    public Metadata<Root> proposed;

    /** Given instead of the root, as a hostile server would. */
    @Nullable
    public Metadata<Root> claimed;

    @Nullable
    Delegations delegations;

    private final HttpServer server;
    private final Signer online;
    private final Map<String, String> tasks = new ConcurrentHashMap<>();
    private int targetsVersion;
    private int version;

    /** @param online the private half of the online key, as a service has it */
    public SigningServer(Signer online) {
        this.online = online;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var request = exchange.getRequestMethod() + " " + path;
        var body = exchange.getRequestBody().readAllBytes();
        if (!request.startsWith("GET ")) {
            changes.add(request);
            bodies.add(Json.parseObject(Bytes.wrap(body), LIMITS));
        }
        switch (request) {
            case "GET /api/v1/bootstrap/" -> send(exchange, 200, bootstrapState());
            case "GET /api/v1/metadata/sign" -> send(exchange, 200, pending());
            case "GET /api/v1/task/" ->
                send(
                        exchange,
                        200,
                        tasks.get(exchange.getRequestURI().getQuery().replace("task_id=", "")));
            case "GET /api/v1/config/" -> send(exchange, 200, config());
            case "POST /api/v1/bootstrap/" -> task(exchange, bootstrap(bodies.getLast()));
            case "POST /api/v1/metadata/" -> task(exchange, update(bodies.getLast()));
            case "POST /api/v1/metadata/sign" -> task(exchange, sign(bodies.getLast()));
            case "POST /api/v1/metadata/sign/delete" -> task(exchange, stop(bodies.getLast()));
            case "POST /api/v1/metadata/role" ->
                task(exchange, publish(exchange.getRequestURI().getQuery(), body));
            case "POST /api/v1/metadata/online" ->
                task(
                        exchange,
                        done("{\"updated_roles\":"
                                + bodies.getLast().members().get("roles").toText() + "}"));
            case "PUT /api/v1/config/" ->
                task(exchange, done("{\"updated_roles\":[\"timestamp\"],\"invalid_roles\":[\"nothing\"]}"));
            case "POST /api/v1/delegations/", "PUT /api/v1/delegations/" -> task(exchange, delegate(bodies.getLast()));
            case "POST /api/v1/delegations/delete" ->
                task(
                        exchange,
                        done("{\"delegated_roles\":[],\"failed_roles\":[{\"role\":\"gone\",\"reason\":"
                                + "[\"role does not exist\"]}]}"));
            default -> file(exchange, path.substring(path.lastIndexOf('/') + 1));
        }
    }

    private String publish(String query, byte[] body) {
        files.put(query, Bytes.wrap(body));
        return done("{\"role\":\"releases\"}");
    }

    private void file(HttpExchange exchange, String name) throws IOException {
        var content = files.get(name);
        send(exchange, content == null ? 404 : 200, content == null ? "{\"detail\":\"Not Found\"}" : content.utf8());
    }

    private String bootstrapState() {
        if (root != null) {
            return "{\"data\":{\"bootstrap\":true,\"state\":\"finished\",\"id\":\"a\"}}";
        }
        return proposed == null
                ? "{\"data\":{\"bootstrap\":false}}"
                : "{\"data\":{\"bootstrap\":false,\"state\":\"signing\",\"id\":\"a\"}}";
    }

    private String pending() {
        var metadata = new ArrayList<String>();
        if (proposed != null) {
            metadata.add("\"root\":" + proposed.toBytes().utf8());
        }
        var trusted = claimed == null ? root : claimed;
        if (proposed != null && trusted != null) {
            metadata.add("\"trusted_root\":" + trusted.toBytes().utf8());
        }
        waiting.forEach((role, next) ->
                metadata.add("\"" + role + "\":" + next.toBytes().utf8()));
        if (!waiting.isEmpty()) {
            metadata.add("\"trusted_targets\":" + targets());
        }
        return metadata.isEmpty() ? NOTHING : "{\"data\":{\"metadata\":{" + String.join(",", metadata) + "}}}";
    }

    private String targets() {
        return Objects.requireNonNull(files.get(targetsVersion + ".targets.json"))
                .utf8();
    }

    private String config() {
        return "{\"data\":{\"root_expiration\":365,\"timestamp_expiration\":1,\"releases_expiration\":30,"
                + "\"trusted_targets\":" + targets() + "}}";
    }

    private String bootstrap(Json.Obj body) {
        var settings =
                (Json.Obj) ((Json.Obj) body.members().get("settings")).members().get("roles");
        if (settings.get("delegations") instanceof Json.Obj asked) {
            delegations = Delegations.fromJson(asked);
        }
        proposed = rootOf(body);
        return firstRoot("Root v1 is pending signature");
    }

    private String firstRoot(String unfinished) {
        var next = Objects.requireNonNull(proposed);
        try {
            if (!RootSuccession.checkFirst(next).verified()) {
                return done("{\"bootstrap\":\"" + unfinished + "\"}");
            }
        } catch (InvalidInput e) {
            proposed = null;
            return failed(e);
        }
        establish(next);
        if (delegations != null) {
            ((Delegates.Roles) delegations.delegates()).roles().forEach(role -> wait(role.name(), Map.of()));
        }
        return done("{\"bootstrap\":\"Bootstrap Finished\"}");
    }

    private void establish(Metadata<Root> next) {
        root = next;
        proposed = null;
        files.put(next.signed().version() + ".root.json", next.toBytes());
        publish();
    }

    /** A new version of an offline role that waits for its holders. */
    public void wait(RoleName role, Map<String, TargetFile> content) {
        var targets = new TreeMap<TargetPath, TargetFile>(TargetPath.BYTE_ORDER);
        content.forEach((path, file) -> targets.put(new TargetPath(path), file));
        int next = 1;
        while (files.containsKey(next + "." + role + ".json")) {
            next++;
        }
        waiting.put(role, Metadata.of(new Targets(next, TestRepository.in(30), targets, null), List.of()));
    }

    private void publish() {
        version++;
        targetsVersion++;
        put(
                RoleName.TARGETS,
                targetsVersion,
                new Targets(targetsVersion, TestRepository.in(365), new TreeMap<>(TargetPath.BYTE_ORDER), delegations));
        var meta = new TreeMap<String, MetaFile>();
        meta.put("targets.json", MetaFile.ofVersion(targetsVersion));
        files.keySet().stream()
                .filter(name -> name.matches("\\d+\\.(?!root|targets|snapshot).*"))
                .forEach(name -> meta.merge(
                        name.substring(name.indexOf('.') + 1),
                        MetaFile.ofVersion(Integer.parseInt(name.substring(0, name.indexOf('.')))),
                        (a, b) -> a.version() > b.version() ? a : b));
        put(RoleName.SNAPSHOT, version, new Snapshot(version, TestRepository.in(7), meta));
        var snapshot = Objects.requireNonNull(files.get(version + ".snapshot.json"));
        put(
                RoleName.TIMESTAMP,
                version,
                new Timestamp(version, TestRepository.in(1), MetaFile.describe(version, snapshot)));
    }

    private void put(RoleName role, int number, Signed content) {
        var unsigned = Metadata.of(content, List.<Signature>of());
        var id = Objects.requireNonNull(root).signed().timestamp().keyids().getFirst();
        var signature = new Signature(id, online.sign(unsigned.signedBytes()).sig());
        files.put(role.fileName(number), unsigned.withSignature(signature).toBytes());
    }

    private String update(Json.Obj body) {
        var next = rootOf(body);
        try {
            if (RootSuccession.check(Objects.requireNonNull(root), next, TargetsSigner.SERVICE)
                    .verified()) {
                establish(next);
                return done("{\"role\":\"root\"}");
            }
        } catch (InvalidInput e) {
            return failed(e);
        }
        proposed = next;
        return done("{\"role\":\"root\",\"update\":\"Root v" + next.signed().version() + " is pending signatures\"}");
    }

    private String sign(Json.Obj body) {
        var role = new RoleName(((Json.Str) body.members().get("role")).value());
        var signature = Signature.fromJson((Json.Obj) body.members().get("signature"));
        return role.equals(RoleName.ROOT) ? signRoot(signature) : signRole(role, signature);
    }

    private String signRoot(Signature signature) {
        proposed = Objects.requireNonNull(proposed).withSignature(signature);
        if (root == null) {
            return firstRoot("Root v1 is pending signatures");
        }
        if (!RootSuccession.check(root, proposed, TargetsSigner.SERVICE).verified()) {
            return done("{\"update\":\"Root v" + proposed.signed().version() + " is pending signatures\"}");
        }
        establish(proposed);
        return done("{\"update\":\"Metadata update finished\"}");
    }

    private String signRole(RoleName role, Signature signature) {
        var all = Objects.requireNonNull(delegations);
        var next = Objects.requireNonNull(waiting.get(role)).withSignature(signature);
        waiting.put(role, next);
        if (!next.verify(all.roleOf(role).orElseThrow(), all.keys()).verified()) {
            return done("{\"update\":\"" + role + " v" + next.signed().version() + " is pending signatures\"}");
        }
        waiting.remove(role);
        files.put(role.fileName(next.signed().version()), next.toBytes());
        publish();
        return done("{\"update\":\"Role " + role + " signing complete\"}");
    }

    private String stop(Json.Obj body) {
        if (((Json.Str) body.members().get("role")).value().equals("root")) {
            proposed = null;
        }
        return done("null");
    }

    private String delegate(Json.Obj body) {
        var asked = Delegations.fromJson((Json.Obj) body.members().get("delegations"));
        delegations = asked;
        publish();
        ((Delegates.Roles) asked.delegates()).roles().forEach(role -> wait(role.name(), Map.of()));
        var names = waiting.keySet().stream().map(RoleName::value).toList();
        return done("{\"delegated_roles\":" + Json.strings(names).toText() + ",\"failed_roles\":[]}");
    }

    private static Metadata<Root> rootOf(Json.Obj body) {
        var metadata = (Json.Obj) body.members().get("metadata");
        return Metadata.fromJson((Json.Obj) metadata.members().get("root"), Root.class);
    }

    private static String done(String details) {
        return "\"state\":\"SUCCESS\",\"result\":{\"message\":\"Processed\",\"status\":true,\"details\":" + details
                + "}";
    }

    private static String failed(InvalidInput e) {
        return "\"state\":\"ERRORED\",\"result\":{\"message\":\"Failed\",\"status\":false,\"error\":"
                + new Json.Str(String.valueOf(e.getMessage())).toText() + "}";
    }

    private void task(HttpExchange exchange, String outcome) throws IOException {
        var id = "task" + changes.size();
        tasks.put(id, "{\"data\":{\"task_id\":\"" + id + "\"," + outcome + "},\"message\":\"Task state.\"}");
        send(exchange, 202, "{\"data\":{\"task_id\":\"" + id + "\"},\"message\":\"accepted\"}");
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var content = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

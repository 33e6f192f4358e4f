package dev.countersign.sign.kms;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** A server on the loopback interface that answers as a test says, and remembers what it was asked. */
public final class KmsDouble implements AutoCloseable {

    /** A request. */
    public record Asked(String method, String path, Map<String, List<String>> headers, Bytes body) {
        public Json.Obj json() {
            return Json.parseObject(body, JsonLimits.METADATA);
        }

        public String header(String name) {
            return Optional.ofNullable(headers.get(name)).map(List::getFirst).orElse("");
        }
    }

    /** An answer. */
    public record Told(int status, Map<String, String> headers, String body) {
        public static Told ok(Json.Obj body) {
            return new Told(200, Map.of(), body.toText());
        }

        public static Told refused(int status, String body) {
            return new Told(status, Map.of(), body);
        }
    }

    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Function<Asked, Told> script;

    public KmsDouble(Function<Asked, Told> script) throws IOException {
        this(script, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** Over TLS. */
    public static KmsDouble showing(SSLContext certificate, Function<Asked, Told> script) throws IOException {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate));
        return new KmsDouble(script, server);
    }

    private KmsDouble(Function<Asked, Told> script, HttpServer server) {
        this.script = script;
        this.server = server;
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var request = new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                Map.copyOf(exchange.getRequestHeaders()),
                Bytes.wrap(exchange.getRequestBody().readAllBytes()));
        asked.add(request);
        var told = script.apply(request);
        told.headers().forEach(exchange.getResponseHeaders()::add);
        var body = told.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(told.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    public void script(Function<Asked, Told> next) {
        script = next;
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    public URI address() {
        return URI.create((server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort());
    }

    public static KmsHttp http() {
        return new KmsHttp(Duration.ofSeconds(20), null);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package dev.countersign.guard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry over HTTP that knows nothing of TUF, and does what a test tells it, also what no registry should. */
public final class StubRegistry implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Behaviour> files = new ConcurrentHashMap<>();

    /** Everything that was asked for, in its order. */
    public final Queue<Question> asked = new ConcurrentLinkedQueue<>();

    /** One request. */
    public record Question(String method, String path, Map<String, String> headers) {}

    /** Answers a request. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    public StubRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getRawPath();
        var headers = new ConcurrentHashMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
        asked.add(new Question(exchange.getRequestMethod(), path, headers));
        try (exchange) {
            files.getOrDefault(path, status(404)).answer(exchange);
        }
    }

    public URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    public void put(String path, String content) {
        put(path, content, "application/octet-stream");
    }

    public void put(String path, String content, String contentType, String... headers) {
        on(path, content(content.getBytes(StandardCharsets.UTF_8), contentType, headers));
    }

    public void remove(String path) {
        files.remove(path);
    }

    public void on(String path, Behaviour behaviour) {
        files.put(path, behaviour);
    }

    /** How often a path was asked for with GET. */
    public long fetches(String path) {
        return asked.stream()
                .filter(question ->
                        question.method().equals("GET") && question.path().equals(path))
                .count();
    }

    public static Behaviour status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    /** Whole, or the rest of it when a range is asked for. */
    public static Behaviour content(byte[] content, String contentType, String... headers) {
        return exchange -> {
            exchange.getResponseHeaders().add("Content-Type", contentType);
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            var range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            if (from > 0) {
                exchange.getResponseHeaders()
                        .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            boolean head = exchange.getRequestMethod().equals("HEAD");
            int length = content.length - from;
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, head ? -1 : length == 0 ? -1 : length);
            if (!head) {
                exchange.getResponseBody().write(content, from, length);
            }
        };
    }

    /** Says how much will come, and breaks off after a part of it. */
    public static Behaviour cut(byte[] content, int after) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, after);
            exchange.getResponseBody().flush();
            throw new IOException("cut, as the test wants it");
        };
    }

    public static Behaviour redirect(int status, URI to) {
        return exchange -> {
            exchange.getResponseHeaders().add("Location", to.toString());
            exchange.sendResponseHeaders(status, -1);
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

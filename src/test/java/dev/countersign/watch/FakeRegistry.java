package dev.countersign.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.json.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A web server that holds files, as registries do: with entity tags and ranges, redirects, and connections that break. */
public final class FakeRegistry implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, String> types = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final Map<String, Integer> breaks = new ConcurrentHashMap<>();
    private final Map<String, byte[]> replacements = new ConcurrentHashMap<>();
    private final Map<String, String> headers = new ConcurrentHashMap<>();

    private volatile int mostOfRange = 1 << 30;

    /** Every request with its range and authorization, if any. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    public FakeRegistry() {
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

    public URI uri(String path) {
        return URI.create(url() + path);
    }

    public void put(String path, String content) {
        put(path, "text/html; charset=utf-8", content.getBytes(StandardCharsets.UTF_8));
    }

    public void put(String path, String type, byte[] content) {
        types.put(path, type);
        files.put(path, content);
    }

    public void remove(String path) {
        files.remove(path);
    }

    /** Answers that lead elsewhere. */
    public void redirect(String path, String location) {
        redirects.put(path, location);
    }

    /** The next answer for a file ends after so many bytes. */
    public void breakAfter(String path, int bytes) {
        breaks.put(path, bytes);
    }

    /** The same, and then the file is another one. */
    public void breakAfter(String path, int bytes, String next) {
        replacements.put(path, next.getBytes(StandardCharsets.UTF_8));
        breakAfter(path, bytes);
    }

    /** Answers to questions for a range have no more bytes than these. */
    public void mostOfRange(int bytes) {
        mostOfRange = bytes;
    }

    /** A header of every answer. */
    public void header(String name, String value) {
        headers.put(name, value);
    }

    public static String sha256(String content) {
        return Bytes.utf8(content).sha256().hex();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().toString();
            var range = exchange.getRequestHeaders().getFirst("Range");
            var secret = exchange.getRequestHeaders().getFirst("Authorization");
            asked.add(path + (range == null ? "" : " " + range) + (secret == null ? "" : " " + secret));
            headers.forEach(exchange.getResponseHeaders()::set);
            var location = redirects.get(path);
            var content = files.get(path);
            if (location != null) {
                exchange.getResponseHeaders().set("Location", location);
                exchange.sendResponseHeaders(302, -1);
            } else if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                file(exchange, path, content, range);
            }
        }
    }

    private void file(HttpExchange exchange, String path, byte[] content, @Nullable String range) throws IOException {
        var tag = "\"" + Bytes.of(content).sha256().hex().substring(0, 16) + "\"";
        exchange.getResponseHeaders().set("ETag", tag);
        exchange.getResponseHeaders().set("Content-Type", types.getOrDefault(path, "application/octet-stream"));
        var ifRange = exchange.getRequestHeaders().getFirst("If-Range");
        var from = range == null || (ifRange != null && !ifRange.equals(tag))
                ? 0
                : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
        if (from > 0 && from >= content.length) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        var end = from > 0 ? Math.min(content.length, from + mostOfRange) : content.length;
        var part = Arrays.copyOfRange(content, from, end);
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, part.length == 0 ? -1 : part.length);
        var most = breaks.remove(path);
        var next = most == null ? null : replacements.remove(path);
        if (next != null) {
            files.put(path, next);
        }
        exchange.getResponseBody().write(part, 0, most == null ? part.length : Math.min(most, part.length));
        exchange.getResponseBody().flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

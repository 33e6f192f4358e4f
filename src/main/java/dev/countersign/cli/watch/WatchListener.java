package dev.countersign.cli.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.cli.CliFailure;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small HTTP server for operators and registries. Requests are short, so all that a connection may take is bounded by the
 * server of the Java runtime: the time of a request, its headers, and how many connections there are.
 */
final class WatchListener implements AutoCloseable {
    private static final int BACKLOG = 64;
    private static final String JSON = "application/json";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private WatchListener(HttpServer server) {
        this.server = server;
    }

    /** What answers a request. */
    @FunctionalInterface
    interface WatchPage {
        PlainReply answer(HttpExchange request) throws IOException;
    }

    /** An answer. */
    record PlainReply(int status, String type, Bytes body) {
        static PlainReply json(int status, String name, String sentence) {
            return new PlainReply(
                    status,
                    JSON,
                    Bytes.utf8(Json.object().put(name, sentence).build().toText() + "\n"));
        }
    }

    /** @throws CliFailure.CommandRefused when another program listens there */
    static WatchListener open(InetSocketAddress address) {
        bound("sun.net.httpserver.maxReqTime", "10");
        bound("sun.net.httpserver.maxRspTime", "60");
        bound("sun.net.httpserver.idleInterval", "10");
        bound("jdk.httpserver.maxConnections", "256");
        try {
            var listener = new WatchListener(HttpServer.create(address, BACKLOG));
            listener.server.setExecutor(listener.threads);
            return listener;
        } catch (IOException e) {
            throw new CliFailure.CommandRefused("cannot listen on " + address.getHostString() + ":" + address.getPort()
                    + ": " + e.getMessage() + "; is it taken by another program?");
        }
    }

    private static void bound(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** @param method the one that is answered; GET also means HEAD */
    void add(String path, String method, WatchPage resource) {
        server.createContext(path, handler(method, resource));
    }

    void start() {
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static HttpHandler handler(String method, WatchPage resource) {
        return exchange -> {
            try (exchange) {
                var asked = exchange.getRequestMethod();
                var isHead = asked.equals("HEAD") && method.equals("GET");
                var reply = asked.equals(method) || isHead
                        ? resource.answer(exchange)
                        : PlainReply.json(405, "error", asked + " (expected: " + method + ")");
                exchange.getResponseHeaders().set("Content-Type", reply.type());
                exchange.getResponseHeaders().set("Cache-Control", "no-cache");
                if (isHead) {
                    var length = String.valueOf(reply.body().length());
                    exchange.getResponseHeaders().set("Content-Length", length);
                }
                exchange.sendResponseHeaders(
                        reply.status(),
                        isHead || reply.body().length() == 0 ? -1 : reply.body().length());
                if (!isHead) {
                    exchange.getResponseBody().write(reply.body().array());
                }
            }
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

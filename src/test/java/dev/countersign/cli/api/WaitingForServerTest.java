package dev.countersign.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.cli.CommandRun;
import dev.countersign.store.Eventually;
import dev.countersign.store.FreePort;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A command that finds no server, then one whose store is away, then one that works. */
class WaitingForServerTest {

    private final AtomicInteger refusals = new AtomicInteger(2);

    @Test
    void aCommandGoesOnWhenTheServerIsBack() throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.next());
        var url = "http://127.0.0.1:" + address.getPort();
        var said = new StringWriter();
        var run = CompletableFuture.supplyAsync(() ->
                CommandRun.of(said, "task", "0123456789abcdef0123456789abcdef", "--server", url, "--timeout", "1m"));
        Eventually.holds("it waits", () -> said.toString().contains("Waiting: "));
        assertThat(run).isNotDone();

        var server = HttpServer.create(address, 0);
        server.createContext("/", this::answer);
        server.start();
        try {
            var done = run.get(30, TimeUnit.SECONDS);
            assertThat(done.out()).contains("is done");
            assertThat(done.exit()).isZero();
            // Once for all of it.
            assertThat(done.err().lines().filter(line -> line.contains("Waiting: ")))
                    .singleElement()
                    .asString()
                    .contains("cannot reach " + url + ": connection refused");
            assertThat(refusals.get()).isZero();
        } finally {
            server.stop(0);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        exchange.getResponseHeaders().set("Retry-After", "1");
        var body = refused
                ? "{\"detail\":\"the store of this repository does not answer\"}"
                : "{\"data\":{\"state\":\"SUCCESS\",\"task_id\":\"0123456789abcdef0123456789abcdef\",\"result\":"
                        + "{\"status\":true,\"message\":\"done\"}}}";
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(refused ? 503 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}

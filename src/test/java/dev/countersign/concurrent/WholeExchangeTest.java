package dev.countersign.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WholeExchangeTest {
    private final ServerSocket server = open();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    private static ServerSocket open() {
        try {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        client.shutdownNow();
        server.close();
        for (var each : connections) {
            each.close();
        }
    }

    /** Says this to the first who asks, and then nothing; the connection stays. */
    private void answering(String said) {
        Thread.ofVirtual().start(() -> {
            try {
                var connection = server.accept();
                connections.add(connection);
                connection.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                // The test is over.
            }
        });
    }

    private HttpResponse<String> asked(Duration patience) throws Exception {
        return WholeExchange.send(client, request(), BodyHandlers.ofString(), patience);
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))
                .build();
    }

    @Test
    void anAnswerIsGivenOnceItIsWhole() throws Exception {
        answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
        assertThat(asked(Duration.ofMinutes(1)).body()).isEqualTo("abc");
    }

    @Test
    void oneThatFallsSilentIsNotWaitedForWithoutEnd() {
        for (var said : List.of("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 200", "")) {
            answering(said);
            assertThatThrownBy(() -> asked(Duration.ofMillis(300)))
                    .as(said)
                    .isInstanceOf(HttpTimeoutException.class)
                    .hasMessageContaining("no whole answer");
        }
    }

    @Test
    void whoRefusesAPieceEndsTheExchange() throws IOException {
        answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        var refusal = new IllegalStateException("enough");
        assertThatThrownBy(() -> refusing(() -> {
                    throw refusal;
                }))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpTimeoutException.class)
                .hasRootCause(refusal);
        assertThat(connections.getFirst().getInputStream().readAllBytes())
                .as("what was asked, up to the end of the connection")
                .isNotEmpty();
    }

    @Test
    void anErrorStaysOne() {
        answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        var broken = new AssertionError("broken");
        assertThatThrownBy(() -> refusing(() -> {
                    throw broken;
                }))
                .isSameAs(broken);
    }

    private void refusing(Runnable refusal) throws Exception {
        var handler = BodyHandlers.ofByteArrayConsumer(_ -> refusal.run());
        var _ = WholeExchange.send(client, request(), handler, Duration.ofMinutes(1));
    }

    @Test
    void whyThereIsNoneIsTold() throws IOException {
        server.close();
        assertThatThrownBy(() -> asked(Duration.ofMinutes(1))).isInstanceOf(IOException.class);
    }
}

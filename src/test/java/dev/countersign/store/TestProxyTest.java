package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestProxyTest {
    private ServerSocket server;
    private TestProxy proxy;

    /** One that says everything back. */
    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        proxy = TestProxy.to(server.getLocalPort());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var client = server.accept();
                    Thread.ofVirtual().start(() -> echo(client));
                } catch (IOException _) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException _) {
            // The proxy cut it.
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void assertNoAnswer(Socket client, int value) throws IOException {
        client.setSoTimeout(300);
        assertThatThrownBy(() -> ask(client, value)).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(20_000);
    }

    private static int ask(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return client.getInputStream().read();
    }

    @Test
    void passesAndDelaysBothWays() throws IOException {
        try (var client = connect()) {
            assertThat(ask(client, 7)).isEqualTo(7);
            proxy.delay(Duration.ofMillis(60), Duration.ofMillis(60));
            var started = System.nanoTime();

            assertThat(ask(client, 8)).isEqualTo(8);

            assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(120_000_000);
        }
    }

    @Test
    void deliversWhatItHeld() throws IOException {
        try (var client = connect()) {
            proxy.hold();
            assertNoAnswer(client, 7);

            proxy.restore();

            assertThat(client.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void neverDeliversWhatItLost() throws IOException {
        try (var client = connect()) {
            assertThat(ask(client, 6)).isEqualTo(6);
            proxy.lose();
            try (var late = connect()) {
                assertNoAnswer(client, 7);
                proxy.restore();
                assertNoAnswer(client, 8);
                assertNoAnswer(late, 8);
            }
        }
        try (var next = connect()) {
            assertThat(ask(next, 9)).isEqualTo(9);
        }
    }

    @Test
    void cutsAndRefusesUntilItIsRestored() throws IOException {
        try (var client = connect()) {
            assertThat(ask(client, 7)).isEqualTo(7);
            proxy.cut();
            assertThatThrownBy(() -> ask(client, 8)).isInstanceOf(IOException.class);
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        }
        proxy.restore();
        try (var next = connect()) {
            assertThat(ask(next, 9)).isEqualTo(9);
        }
    }
}

package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that no well-behaved client sends. */
class RawRequestsIT {
    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server = RunningServer.of(ports, HttpLimits.DEFAULT);

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/v1/task?task_id=%zz,422",
        "GET,/api/v1/task?task_id=%,422",
        "GET,/metadata/%zz,404",
        "GET,/metadata/%,404",
        "GET,/metadata/../etc/passwd,404",
        "GET,/%zz,400",
        "GET,/docs/../../etc/passwd,404",
        "BREW,/api/v1/config,405",
        "OPTIONS,*,404",
        "GET,http://127.0.0.1/api/v1/bootstrap,200",
        "POST,/api/v1/artifacts?x=%zz,422",
        "POST,/api/v1/artifacts/publish?x=%zz,202"
    })
    void anAddressIsNeverTheServicesFailure(String method, String target, int status) throws IOException {
        var head = method + " " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

        assertThat(send(head)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aSenderThatWaitsToBeAskedIsAsked() throws IOException {
        var body = "{\"artifacts\":[]}";
        var answer = send("POST /api/v1/artifacts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Expect: 100-continue\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);

        assertThat(answer).startsWith("HTTP/1.1 100 Continue").contains("HTTP/1.1 404 ");
    }

    @Test
    void aSenderOfTooMuchIsNotAsked() throws IOException {
        assertThat(send("POST /api/v1/artifacts HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                        + "Content-Length: 99999999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("at most 16777216 bytes");
    }

    @Test
    void whoeverSendsTooMuchReadsWhyAndIsNotHeardAgain() throws IOException {
        ports.publish(Samples.established());
        var tooMuch = "POST /api/v1/metadata HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + (8 << 20) + "\r\n\r\n" + "x".repeat(8 << 20);
        var another = "POST /api/v1/artifacts/publish HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

        assertThat(send(tooMuch + another)).startsWith("HTTP/1.1 413 ");
        assertNothingWasSubmitted();
    }

    @Test
    void whoeverSendsTooMuchInPiecesIsNotHeardAgain() throws IOException {
        ports.publish(Samples.established());
        var tooMuch = "POST /api/v1/metadata HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").repeat(64)
                + "0\r\n\r\n";
        var another = "POST /api/v1/artifacts/publish HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

        assertThat(send(tooMuch + another)).startsWith("HTTP/1.1 413 ");
        assertNothingWasSubmitted();
    }

    /** The server has one event loop here: what it had read before this request it has dealt with after it. */
    private void assertNothingWasSubmitted() throws IOException {
        assertThat(send("GET /api/v1/bootstrap HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(ports.after(0, 10, 1 << 20).result().entries()).isEmpty();
    }

    @Test
    void whoeverNeverEndsIsHungUpOn() throws IOException {
        var head = "POST /api/v1/metadata HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n";

        assertThat(send(head + "x")).startsWith("HTTP/1.1 413 ");
    }

    private String send(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

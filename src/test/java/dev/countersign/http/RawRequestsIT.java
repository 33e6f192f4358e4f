package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

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
        var head = method + " " + target
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

        assertThat(send(head)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aSenderThatWaitsToBeAskedIsAsked() throws IOException {
        var body = "{\"artifacts\":[]}";
        var answer = send("POST /api/v1/artifacts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Expect: 100-continue\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);

        assertThat(answer).startsWith("HTTP/1.1 100 Continue").contains("HTTP/1.1 404 ");
    }

    @Test
    void aSenderOfTooMuchIsNotAsked() throws IOException {
        assertThat(send("POST /api/v1/artifacts HTTP/1.1\r\n"
                        + "Host: localhost\r\n"
                        + "Content-Type: application/json\r\n"
                        + "Expect: 100-continue\r\n"
                        + "Content-Length: 99999999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("at most 16777216 bytes");
    }

    @Test
    void whoeverSendsTooMuchReadsWhyAndIsNotHeardAgain() throws IOException {
        ports.publish(HttpSamples.established());
        var tooMuch = "POST /api/v1/metadata HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + (8 << 20) + "\r\n\r\n" + "x".repeat(8 << 20);
        var another = "POST /api/v1/artifacts/publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";

        assertThat(send(tooMuch + another)).startsWith("HTTP/1.1 413 ");
        assertNothingWasSubmitted();
    }

    @Test
    void whoeverSendsTooMuchInPiecesIsNotHeardAgain() throws IOException {
        ports.publish(HttpSamples.established());
        var tooMuch = "POST /api/v1/metadata HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").repeat(64)
                + "0\r\n\r\n";
        var another = "POST /api/v1/artifacts/publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";

        assertThat(send(tooMuch + another)).startsWith("HTTP/1.1 413 ");
        assertNothingWasSubmitted();
    }

    /** The server has one event loop here: what it had read before this request it has dealt with after it. */
    private void assertNothingWasSubmitted() throws IOException {
        assertThat(send("GET /api/v1/bootstrap HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(ports.after(0, 10, 1 << 20).result().entries()).isEmpty();
    }

    @Test
    void whoeverNeverEndsIsHungUpOn() throws IOException {
        var head = "POST /api/v1/metadata HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 99999999\r\n\r\n";

        assertThat(send(head + "x")).startsWith("HTTP/1.1 413 ");
    }

    private static final String PUBLISH = "POST /api/v1/artifacts/publish HTTP/1.1\r\nHost: localhost\r\n";
    private static final String LIST =
            "POST /api/v1/artifacts HTTP/1.1\r\nHost: localhost\r\n" + "Content-Type: application/json\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    static Stream<Arguments> requestsThatTwoProgramsReadDifferently() {
        var smuggled = "0\r\n\r\n" + PUBLISH + "Content-Length: 0\r\n\r\n";
        return Stream.of(
                arguments("a length and chunks", LIST + "Content-Length: 5\r\n" + CHUNKED + "\r\n" + smuggled),
                arguments("chunks and a length", LIST + CHUNKED + "Content-Length: 5\r\n\r\n" + smuggled),
                arguments("chunked, identity", LIST + "Transfer-Encoding: chunked, identity\r\n\r\n" + smuggled),
                arguments("identity, chunked", LIST + "Transfer-Encoding: identity, chunked\r\n\r\n" + smuggled),
                arguments("identity", LIST + "Transfer-Encoding: identity\r\n\r\n" + smuggled),
                arguments("chunked twice", LIST + CHUNKED + CHUNKED + "\r\n" + smuggled),
                arguments("chunked, chunked", LIST + "Transfer-Encoding: chunked, chunked\r\n\r\n" + smuggled),
                arguments("folded before", LIST + "Transfer-Encoding:\r\n chunked\r\n\r\n" + smuggled),
                arguments("folded behind", LIST + "Transfer-Encoding: chunked\r\n \r\n\r\n" + smuggled),
                arguments("a folded length", LIST + "Content-Length: 1\r\n 0\r\n\r\n" + smuggled),
                arguments("a space before the colon", LIST + "Transfer-Encoding : chunked\r\n\r\n" + smuggled),
                arguments("xchunked", LIST + "Transfer-Encoding: xchunked\r\n\r\n" + smuggled),
                arguments("an empty encoding", LIST + "Transfer-Encoding:\r\n\r\n" + smuggled),
                arguments("HTTP/1.0", LIST.replace("HTTP/1.1", "HTTP/1.0") + CHUNKED + "\r\n" + smuggled),
                arguments("two lengths", LIST + "Content-Length: 0\r\nContent-Length: 2\r\n\r\n{}"),
                arguments("the same length twice", LIST + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
                arguments("a list of lengths", LIST + "Content-Length: 2, 2\r\n\r\n{}"),
                arguments("a length with a sign", LIST + "Content-Length: +2\r\n\r\n{}"),
                arguments("a negative length", LIST + "Content-Length: -1\r\n\r\n{}"),
                arguments("a hexadecimal length", LIST + "Content-Length: 0x2\r\n\r\n{}"),
                arguments("an empty length", LIST + "Content-Length:\r\n\r\n{}"),
                arguments("no host", PUBLISH.replace("Host: localhost\r\n", "") + "\r\n"),
                arguments("two hosts", PUBLISH + "Host: localhost\r\n\r\n"),
                arguments("a control character in a header", PUBLISH + "X: a\u0001b\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requestsThatTwoProgramsReadDifferently")
    void whatTwoProgramsReadDifferentlyIsRefusedAndEndsTheConnection(String what, String request) throws IOException {
        ports.publish(HttpSamples.established());

        var answer = send(request + PUBLISH + "Content-Length: 0\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1\\.[01] 400 .*").contains("Connection: close", "{\"detail\":\"");
        assertThat(answer.split("HTTP/1\\.[01] [0-9]", -1)).as(answer).hasSize(2);
        assertNothingWasSubmitted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0\r\nContent-Length: 5\r\n\r\n",
                "0\r\nTransfer-Encoding: chunked\r\n\r\n",
                "0\r\nHost: example.org\r\n\r\n",
                "2;\n{}\r\n0\r\n\r\n",
                "x\r\n",
                "+2\r\n{}\r\n0\r\n\r\n",
                "-1\r\n",
                "0x2\r\n{}\r\n0\r\n\r\n",
                "2\r\n{}0\r\n\r\n",
                "2\r\n{}\n0\r\n\r\n",
                "fffffffff\r\n{}",
                "80000000\r\n{}",
                "\r\n"
            })
    void brokenChunksAreAnswered(String chunks) throws IOException {
        ports.publish(HttpSamples.established());

        var answer = send(LIST + CHUNKED + "\r\n" + chunks + PUBLISH + "Content-Length: 0\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1\\.[01] 400 .*").contains("Connection: close", "{\"detail\":\"");
        assertThat(answer.split("HTTP/1\\.[01] [0-9]", -1)).as(answer).hasSize(2);
        assertNothingWasSubmitted();
    }

    @Test
    void whoeverHangsUpInTheMiddleIsNoFailureOfTheService() throws Exception {
        var log = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("dev.countersign");
        var events = new ListAppender<ILoggingEvent>();
        events.start();
        log.addAppender(events);
        try {
            for (var start : List.of(
                    LIST + "Content-Length: 1000\r\n\r\n{",
                    LIST + CHUNKED + "\r\n5\r\n{",
                    LIST + CHUNKED + "\r\nx\r\n")) {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    socket.getOutputStream().write(start.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().flush();
                    Thread.sleep(100);
                }
            }
            Thread.sleep(300);
        } finally {
            log.detachAppender(events);
        }

        assertThat(events.list).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api/v1/bootstrap",
                "/api//v1/bootstrap",
                "/%61pi/v1/bootstrap",
                "/api/v1/bootstr%61p",
                "/x/../api/v1/bootstrap",
                "/api/v1/./bootstrap",
                "/api/v1/artifacts/../bootstrap",
                "/%2e%2e/api/v1/bootstrap",
                "/api/v1/bootstrap//",
                "/API/v1/bootstrap",
                "/api%2fv1/bootstrap",
                "/api/v1/bootstrap;x=y",
                "//metadata/root.json"
            })
    void anAddressThatOnlyMeansTheInterfaceDoesNotReachIt(String path) throws IOException {
        var answer = send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 404 ").endsWith("{\"detail\":\"Not Found\"}");
    }

    @Test
    void aFirstLineThatIsTooLongIsSaidToBe() throws IOException {
        var answer = send("GET /api/v1/task?task_id=" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(answer)
                .matches("(?s)HTTP/1\\.[01] 414 .*")
                .contains("{\"detail\":\"the request's first line is too long");
    }

    @Test
    void headersThatAreTooLargeAreSaidToBe() throws IOException {
        var answer = send("GET /api/v1/bootstrap HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(17_000) + "\r\n\r\n");

        assertThat(answer)
                .matches("(?s)HTTP/1\\.[01] 431 .*")
                .contains("{\"detail\":\"the request's headers are too large");
    }

    @Test
    void anUpgradeToAnotherProtocolIsNotOffered() throws IOException {
        var answer = send("GET /api/v1/bootstrap HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("101");
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

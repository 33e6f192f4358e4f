package dev.countersign.app.service;

import static dev.countersign.http.tls.RawHttp2.CONTINUATION;
import static dev.countersign.http.tls.RawHttp2.DATA;
import static dev.countersign.http.tls.RawHttp2.END_HEADERS;
import static dev.countersign.http.tls.RawHttp2.END_STREAM;
import static dev.countersign.http.tls.RawHttp2.GOAWAY;
import static dev.countersign.http.tls.RawHttp2.HEADERS;
import static dev.countersign.http.tls.RawHttp2.PING;
import static dev.countersign.http.tls.RawHttp2.PRIORITY;
import static dev.countersign.http.tls.RawHttp2.RST_STREAM;
import static dev.countersign.http.tls.RawHttp2.SETTINGS;
import static dev.countersign.http.tls.RawHttp2.block;
import static dev.countersign.http.tls.RawHttp2.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.countersign.http.ConnectionGate;
import dev.countersign.http.ConnectionLimits;
import dev.countersign.http.Peers;
import dev.countersign.http.tls.ClientCertificates;
import dev.countersign.http.tls.PemFiles;
import dev.countersign.http.tls.RawHttp2;
import dev.countersign.http.tls.ServerTls;
import dev.countersign.http.tls.TestAuthority;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Senders that mean no good, on real sockets. */
@Timeout(60)
class ConnectionsIT {
    private static final int MOST = 10;
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final ConnectionLimits LIMITS =
            new ConnectionLimits(MOST, MOST, Duration.ofSeconds(1), Duration.ofSeconds(3));

    @TempDir
    Path folder;

    private final TestAuthority authority = TestAuthority.named("servers");
    private final AtomicInteger port = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Queue<String> reached = new ConcurrentLinkedQueue<>();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private Vertx vertx;

    @BeforeEach
    void listen() throws Exception {
        logged.start();
        root().addAppender(logged);
        vertx = EventLoops.start(
                new SimpleMeterRegistry(), () -> new ConnectionGate(LIMITS, Peers.DIRECT, refused::incrementAndGet));
        authority.issue("server").write(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        var files = new PemFiles(folder.resolve("chain.pem"), folder.resolve("key.pem"), null, ClientCertificates.NONE);
        open(ServerTls.load(vertx, files, InstantSource.system()), HttpVerticle.ONE_FREE_PORT, 2);
    }

    private void open(@Nullable ServerTls tls, int number, int instances) throws Exception {
        var on = new Listening("127.0.0.1", number, tls, Listening.BOTH_VERSIONS, LIMITS, Duration.ofMinutes(1));
        await(vertx.deployVerticle(
                () -> new HttpVerticle(
                        on,
                        () -> request -> {
                            reached.add(String.valueOf(request.path()));
                            request.response().end("here");
                        },
                        port::set),
                new DeploymentOptions().setInstances(instances)));
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
        root().detachAppender(logged);
        // Whatever a client does, a line for each time would fill the disk.
        assertThat(List.copyOf(logged.list))
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> !line.startsWith("connections are refused"));
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void aRightRequestIsAnswered() throws IOException {
        try (var client = RawHttp2.open(authority.client(null), port.get())) {
            client.send(HEADERS, END_HEADERS | END_STREAM, 1, request());

            assertThat(client.until(HEADERS, GOAWAY).getLast().status()).isEqualTo("200");
        }
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                arguments("pings", 3000, frame(PING, 0, 0, new byte[8])),
                arguments("settings", 3000, frame(SETTINGS, 0, 0)),
                arguments("priorities", 3000, frame(PRIORITY, 0, 1, new byte[] {0, 0, 0, 0, 1})),
                arguments("unknown frames", 3000, frame(99, 0, 0, new byte[1])),
                arguments("empty data", 3000, frame(DATA, 0, 1)),
                arguments("continuations", 3000, frame(CONTINUATION, 0, 1, block("a", "b"))),
                arguments("empty continuations", 3000, frame(CONTINUATION, 0, 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void floodsEndTheConnection(String what, int times, byte[] each) throws IOException {
        try (var client = RawHttp2.open(authority.client(null), port.get())) {
            var flood = new ByteArrayOutputStream();
            if (what.contains("data")) {
                flood.writeBytes(frame(HEADERS, END_HEADERS, 1, request()));
            } else if (what.contains("continuations")) {
                flood.writeBytes(frame(HEADERS, END_STREAM, 1, request()));
            }
            for (int time = 0; time < times; time++) {
                flood.writeBytes(each);
            }
            writeAll(client, flood.toByteArray());

            assertEnded(client, ENHANCE_YOUR_CALM, 2);
        }
        assertServes();
    }

    /** Requests that are taken back at once (CVE-2023-44487). */
    @Test
    void resetsEndTheConnection() throws IOException {
        try (var client = RawHttp2.open(authority.client(null), port.get())) {
            var flood = new ByteArrayOutputStream();
            for (int stream = 1; stream < 2001; stream += 2) {
                flood.writeBytes(frame(HEADERS, END_HEADERS, stream, request()));
                flood.writeBytes(frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
            }
            writeAll(client, flood.toByteArray());

            assertEnded(client, ENHANCE_YOUR_CALM, 2);
        }
        assertThat(reached.size()).isLessThan(500);
        assertServes();
    }

    @Test
    void whatIsNoHttp2EndsTheConnection() throws IOException {
        try (var client = RawHttp2.connect(authority.client(null), port.get())) {
            client.write("x".repeat(100).getBytes(StandardCharsets.US_ASCII));

            assertThat(client.until()).isNotNull();
        }
        assertServes();
    }

    @Test
    void whatIsBegunMustBeEnded() throws IOException {
        var context = authority.client(null);
        try (var silent = new Socket(InetAddress.getLoopbackAddress(), port.get());
                var halfPreface = RawHttp2.connect(context, port.get());
                var halfFrame = RawHttp2.open(context, port.get());
                var halfHeaders = RawHttp2.open(context, port.get());
                var dribble = RawHttp2.open(context, port.get())) {
            var begun = System.nanoTime();
            halfPreface.write(RawHttp2.preface(10));
            halfFrame.write(java.util.Arrays.copyOf(frame(HEADERS, END_HEADERS, 1, request()), 20));
            halfHeaders.send(HEADERS, END_STREAM, 1, request());
            dribble.send(HEADERS, END_STREAM, 1, request());
            for (int time = 0; time < 2; time++) {
                Thread.sleep(200);
                dribble.send(CONTINUATION, 0, 1, block("a", "b"));
            }

            silent.setSoTimeout(20_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            for (var each : new RawHttp2[] {halfPreface, halfFrame, halfHeaders, dribble}) {
                assertEnded(each, ENHANCE_YOUR_CALM);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        assertThat(reached).isEmpty();
    }

    static Stream<Arguments> requestsThatHttp11CouldNotHold() {
        return Stream.of(
                arguments("no authority", block(":method", "GET", ":scheme", "https", ":path", "/x", "host", "a")),
                arguments("another host", with("host", "evil.example")),
                arguments("two hosts", with("host", "localhost", "host", "localhost")),
                arguments("user in the authority", head("GET", "/x", "a@localhost")),
                arguments("no path", block(":method", "GET", ":scheme", "https", ":authority", "localhost")),
                arguments("a path without a slash", head("GET", "x", "localhost")),
                arguments("an address as path", head("GET", "http://evil.example/x", "localhost")),
                arguments("a star", head("GET", "*", "localhost")),
                arguments("a space in the path", head("GET", "/x HTTP/1.1", "localhost")),
                arguments("lines in the path", head("GET", "/x\r\nEvil: 1", "localhost")),
                arguments("a long path", head("GET", "/" + "x".repeat(9000), "localhost")),
                arguments("a method of two words", head("GET /y", "/x", "localhost")),
                arguments(
                        "two paths",
                        block(
                                ":method",
                                "GET",
                                ":scheme",
                                "https",
                                ":authority",
                                "localhost",
                                ":path",
                                "/x",
                                ":path",
                                "/y")),
                arguments("a late pseudo header", with(":path", "/y")),
                arguments("lines in a value", with("a", "b\r\nTransfer-Encoding: chunked")),
                arguments("a zero in a value", with("a", "b\0")),
                arguments("a space in a name", with("a b", "c")),
                arguments("a colon in a name", with("a:b", "c")),
                arguments("lines in a name", with("a\r\nb", "c")),
                arguments("large letters in a name", with("Host", "localhost")),
                arguments("a coding of transfer", with("transfer-encoding", "chunked")),
                arguments("a header of the connection", with("connection", "close")),
                arguments("an upgrade", with("upgrade", "websocket")),
                arguments("two lengths", with("content-length", "0", "content-length", "1")),
                arguments("a signed length", with("content-length", "+0")),
                arguments("a length without a body", with("content-length", "5")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requestsThatHttp11CouldNotHold")
    void aRequestThatCouldBeReadDifferentlyIsRefused(String what, byte[] block) throws IOException {
        try (var client = RawHttp2.open(authority.client(null), port.get())) {
            client.send(HEADERS, END_HEADERS | END_STREAM, 1, block);

            var answer = client.until(HEADERS, RST_STREAM, GOAWAY).getLast();
            if (answer.type() == HEADERS) {
                assertThat(answer.status()).isIn("400", "414", "431");
            } else if (answer.type() == RST_STREAM || answer.type() == GOAWAY) {
                assertThat(answer.error()).isEqualTo(1);
            } else {
                // The connection has ended.
                assertThat(client.until()).isEmpty();
            }
        }
        assertThat(reached).isEmpty();
    }

    @Test
    void headersOfAnyNumberAreNot() throws IOException {
        var fields = new ArrayList<String>();
        for (int at = 0; at < 600; at++) {
            fields.add("header-" + at);
            fields.add("x".repeat(24));
        }
        try (var client = RawHttp2.open(authority.client(null), port.get())) {
            client.send(HEADERS, END_STREAM, 1, request());
            client.send(CONTINUATION, 0, 1, java.util.Arrays.copyOf(block(fields.toArray(String[]::new)), 16_000));

            assertThat(client.until(HEADERS, RST_STREAM, GOAWAY).getLast().type())
                    .isIn(HEADERS, RST_STREAM, GOAWAY);
        }
        assertThat(reached).isEmpty();
    }

    @Test
    void moreConnectionsThanOneAddressMayHaveAreClosed() throws IOException {
        var held = new ArrayList<Socket>();
        try {
            for (int at = 0; at < MOST; at++) {
                held.add(new Socket(InetAddress.getLoopbackAddress(), port.get()));
            }
            try (var oneMore = new Socket(InetAddress.getLoopbackAddress(), port.get())) {
                oneMore.setSoTimeout(20_000);
                assertThat(isClosed(oneMore)).isTrue();
            }
            assertThat(refused).hasValueGreaterThanOrEqualTo(1);
        } finally {
            for (var each : held) {
                each.close();
            }
        }
        assertServes();
    }

    /** The same on a port without TLS, where a head is all there is to be slow with. */
    @Test
    void aSlowHeadIsAnswered408() throws Exception {
        open(null, 0, 1);
        for (var begun : new String[] {"G", "GET / HTTP/1.1\r\nHost: localhost\r\nX: ", "\r\n\r\n"}) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port.get())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
                for (int time = 0; time < 2; time++) {
                    Thread.sleep(200);
                    socket.getOutputStream().write(begun.isBlank() ? '\n' : 'x');
                }
                assertThat(new String(socket.getInputStream().readNBytes(2_000), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 408 ")
                        .containsIgnoringCase("connection: close");
            }
        }
        assertThat(reached).isEmpty();
        assertThat(send("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /b HTTP/1.1\r\nHost: lo"))
                .startsWith("HTTP/1.1 200 ")
                .contains("HTTP/1.1 408 ");
        assertThat(reached).containsExactly("/a");
    }

    @Test
    void aBodyWithoutAnEndIsNotReadForEver() throws Exception {
        open(null, 0, 1);
        var begun = System.nanoTime();
        send("POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n", "x");
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(15));
    }

    /** What comes until the server closes. */
    private String send(String... parts) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port.get())) {
            socket.setSoTimeout(20_000);
            for (var part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
                Thread.sleep(100);
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static void writeAll(RawHttp2 client, byte[] flood) throws IOException {
        try {
            client.write(flood);
        } catch (SocketException | javax.net.ssl.SSLException ended) {
            // Before all of it was sent.
        }
    }

    /** With one of these reasons, if any has come through before the end. */
    private static void assertEnded(RawHttp2 client, Integer... reasons) throws IOException {
        var frames = client.until(GOAWAY);
        if (!frames.isEmpty() && frames.getLast().type() == GOAWAY) {
            assertThat(frames.getLast().error()).isIn((Object[]) reasons);
        }
        assertThat(client.until()).isNotNull();
    }

    private void assertServes() throws IOException {
        reached.clear();
        aRightRequestIsAnswered();
        assertThat(reached).containsExactly("/x");
    }

    private static byte[] request() {
        return head("GET", "/x", "localhost");
    }

    private static byte[] head(String method, String path, String authority) {
        return block(":method", method, ":scheme", "https", ":authority", authority, ":path", path);
    }

    private static byte[] with(String... fields) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(request());
        out.writeBytes(block(fields));
        return out.toByteArray();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}

package dev.countersign.http;

import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever sends slowly holds nothing that others need, for long. */
class SlowBodiesIT {
    private static final int MIB = 1 << 20;
    private static final String BODY = "{\"artifacts\":[" + HttpSamples.artifact("a") + "]}";

    private final MemoryPorts ports = new MemoryPorts();
    private final List<Socket> open = new ArrayList<>();
    private RunningServer server = RunningServer.of(ports, HttpLimits.DEFAULT);

    @BeforeEach
    void publish() {
        ports.publish(HttpSamples.established());
    }

    @AfterEach
    void stop() throws IOException {
        for (var socket : open) {
            socket.close();
        }
        server.close();
    }

    private void limit(int bytes, int bytesPerAddress, Duration time, int bytesPerSecond, Duration measured) {
        limit(new BodyLimits(bytes, bytesPerAddress, time, bytesPerSecond, measured), Peers.DIRECT);
    }

    private void limit(BodyLimits limits, Peers peers) {
        server.close();
        server = RunningServer.of(ports, HttpLimits.DEFAULT.withBodies(limits), Freshness.ofOneNode(), peers);
    }

    @Test
    @Timeout(30)
    void whoeverHoldsTheWholeBudgetAndStopsIsSentAway() throws Exception {
        limit(48 * MIB, 48 * MIB, Duration.ofMinutes(2), 4096, Duration.ofSeconds(2));
        var holders = new ArrayList<Socket>();
        for (int i = 0; i < 3; i++) {
            var holder = connect();
            begin(holder, 16 * MIB, 16 * MIB - 1);
            holders.add(holder);
        }
        var dribble = connect();
        begin(dribble, 600, 1);
        letTheServerRead();
        assertThat(server.post("/api/v1/artifacts", BODY).statusCode()).isEqualTo(503);

        for (var holder : holders) {
            assertThat(read(holder))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("too slowly (expected: at least 4096 bytes a second)");
        }
        assertThat(read(dribble)).startsWith("HTTP/1.1 408 ");
        assertThat(server.post("/api/v1/artifacts", BODY).statusCode()).isEqualTo(202);
    }

    @Test
    @Timeout(30)
    void aByteNowAndThenIsTooSlow() throws Exception {
        limit(48 * MIB, 48 * MIB, Duration.ofMinutes(2), 1024, Duration.ofSeconds(1));
        var socket = connect();
        begin(socket, 600, 1);
        for (int i = 0; i < 6; i++) {
            Thread.sleep(200);
            socket.getOutputStream().write(' ');
        }

        assertThat(read(socket)).startsWith("HTTP/1.1 408 ");
    }

    @Test
    @Timeout(30)
    void aBodyHasATimeHoweverFastItArrives() throws Exception {
        limit(48 * MIB, 48 * MIB, Duration.ofSeconds(2), 0, Duration.ofSeconds(1));
        var socket = connect();
        begin(socket, 1 * MIB, 1);

        assertThat(read(socket)).startsWith("HTTP/1.1 408 ").contains("did not arrive within 2 s");
    }

    @Test
    @Timeout(30)
    void aSenderThatIsSlowButSteadyIsHeard() throws Exception {
        limit(48 * MIB, 48 * MIB, Duration.ofSeconds(20), 1, Duration.ofSeconds(2));
        var socket = connect();
        begin(socket, BODY.length(), 0);
        for (int at = 0; at < BODY.length(); at += 20) {
            socket.getOutputStream()
                    .write(BODY.substring(at, Math.min(at + 20, BODY.length())).getBytes(StandardCharsets.UTF_8));
            Thread.sleep(300);
        }

        assertThat(read(socket)).startsWith("HTTP/1.1 202 ");
    }

    /** Two addresses of this machine stand for two callers. */
    @Test
    @Timeout(30)
    void oneAddressHasAShare() throws Exception {
        limit(48 * MIB, 17 * MIB, Duration.ofMinutes(1), 0, Duration.ofSeconds(10));
        var holder = new Socket();
        open.add(holder);
        holder.bind(new java.net.InetSocketAddress("127.0.0.2", 0));
        holder.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        begin(holder, 16 * MIB, 16 * MIB - 1);
        letTheServerRead();
        var second = new Socket();
        open.add(second);
        second.bind(new java.net.InetSocketAddress("127.0.0.2", 0));
        second.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        begin(second, 16 * MIB, 2 * MIB);

        assertThat(read(second)).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
        assertThat(server.post("/api/v1/artifacts", BODY).statusCode()).isEqualTo(202);
    }

    /** All connections come from the proxy; each sender behind it has a share, and the proxy's is nobody else's. */
    @Test
    @Timeout(30)
    void behindANamedProxyEachSenderHasAShare() throws Exception {
        var proxy = new Peers(List.of(AddressRange.parse("127.0.0.1").orElseThrow()), ForwardedHeader.X_FORWARDED_FOR);
        limit(new BodyLimits(48 * MIB, 17 * MIB, Duration.ofMinutes(1), 0, Duration.ofSeconds(10)), proxy);
        begin(connect(), 16 * MIB, 16 * MIB - 1, "X-Forwarded-For: 192.0.2.1\r\n");
        letTheServerRead();
        var same = connect();
        begin(same, 16 * MIB, 2 * MIB, "X-Forwarded-For: 198.51.100.9, 192.0.2.1\r\n");
        var another = connect();
        begin(another, 2 * MIB, 2 * MIB, "X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\n");

        assertThat(read(same)).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
        assertThat(read(another)).startsWith("HTTP/1.1 422 ");
        assertThat(server.post("/api/v1/artifacts", BODY).statusCode()).isEqualTo(202);
    }

    @Test
    void whatWasReadIsGivenBack() {
        limit(16 * MIB, 16 * MIB, Duration.ofMinutes(1), 0, Duration.ofSeconds(10));
        var large = "{\"artifacts\":[],\"x\":\"" + "x".repeat(12 * MIB) + "\"}";

        for (int i = 0; i < 3; i++) {
            var response = server.post("/api/v1/artifacts", large);
            assertThat(response.statusCode()).as(text(response)).isEqualTo(202);
        }
    }

    /** All that was sent. It could be refused in place of what comes next; two seconds later it would be too slow. */
    private static void letTheServerRead() throws InterruptedException {
        Thread.sleep(1_500);
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        open.add(socket);
        return socket;
    }

    private static void begin(Socket socket, int declared, int sent) throws IOException {
        begin(socket, declared, sent, "");
    }

    private static void begin(Socket socket, int declared, int sent, String header) throws IOException {
        var out = socket.getOutputStream();
        out.write(("POST /api/v1/artifacts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + header
                        + "Content-Length: " + declared + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.write(" ".repeat(sent).getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Gives the request up once there is an answer; otherwise the service would wait some seconds for the rest of it. */
    private static String read(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        var in = socket.getInputStream();
        var first = in.readNBytes(1);
        socket.shutdownOutput();
        return new String(first, StandardCharsets.UTF_8) + new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}

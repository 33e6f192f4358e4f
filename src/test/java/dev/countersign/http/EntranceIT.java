package dev.countersign.http;

import static dev.countersign.http.RunningServer.body;
import static dev.countersign.http.RunningServer.header;
import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page in somebody's browser can send is not taken; what programs send is. */
class EntranceIT {
    private static final String BODY = "{\"artifacts\":[" + HttpSamples.artifact("a") + "]}";

    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server = RunningServer.of(ports, HttpLimits.DEFAULT);

    @BeforeEach
    void publish() {
        ports.publish(HttpSamples.established());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<String> writes() {
        return Stream.of(
                "POST /api/v1/bootstrap",
                "POST /api/v1/bootstrap/adoption",
                "POST /api/v1/bootstrap/adoption/files",
                "POST /api/v1/metadata",
                "POST /api/v1/metadata/online",
                "POST /api/v1/metadata/role",
                "POST /api/v1/metadata/sign",
                "POST /api/v1/metadata/sign/delete",
                "POST /api/v1/delegations",
                "PUT /api/v1/delegations",
                "POST /api/v1/delegations/delete",
                "PUT /api/v1/config",
                "POST /api/v1/artifacts",
                "POST /api/v1/artifacts/delete",
                "POST /api/v1/artifacts/publish");
    }

    @ParameterizedTest
    @MethodSource("writes")
    void aPageOfAnotherOriginWritesNothing(String operation) throws IOException {
        for (var header : List.of(
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost:1")) {
            var body = operation.endsWith("publish") ? "" : "Content-Type: application/json\r\n";
            var answer = raw(operation, body + header + "\r\n", operation.endsWith("publish") ? "" : BODY);

            assertThat(answer).as(header).startsWith("HTTP/1.1 403 ").contains(header.replaceAll(":.*", ""));
        }
        assertNothingWasSubmitted();
    }

    @ParameterizedTest
    @MethodSource("writes")
    void aBodyOfNoTypeIsNotTaken(String operation) throws IOException {
        var untyped = raw(operation, "", BODY);
        var plain = raw(operation, "Content-Type: text/plain;charset=UTF-8\r\n", BODY);
        var form = raw(operation, "Content-Type: application/x-www-form-urlencoded\r\n", BODY);
        var chunked = raw(operation, "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n");

        assertThat(untyped)
                .startsWith("HTTP/1.1 415 ")
                .contains("the body has no Content-Type (expected: Content-Type: application/json)");
        assertThat(plain).startsWith("HTTP/1.1 415 ").contains("Content-Type: text/plain;charset=UTF-8 (expected: ");
        assertThat(form)
                .startsWith("HTTP/1.1 415 ")
                .contains("application/x-www-form-urlencoded (expected: application/json; curl: -H");
        assertThat(chunked).startsWith("HTTP/1.1 415 ");
        assertNothingWasSubmitted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "[::2]",
                ""
            })
    void anotherNameForThisMachineReachesNothing(String host) throws IOException {
        for (var operation :
                List.of("GET /api/v1/config", "GET /api/v1/metadata/sign", "POST /api/v1/artifacts/publish")) {
            assertThat(send(operation + " HTTP/1.1\r\nHost: " + host
                            + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("Host: " + host + " is not a name of this service", "http.hosts");
        }
        assertNothingWasSubmitted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:80",
                "a.localhost:80",
                "127.0.0.1:8080",
                "127.9.9.9",
                "[::1]:8080",
                "example.org"
            })
    void namesOfThisServiceReachIt(String host) throws IOException {
        assertThat(send("POST /api/v1/artifacts/publish HTTP/1.1\r\nHost: " + host
                        + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 202 ");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,,evil.example,false",
        "localhost,,evil.example,false",
        "::1,,evil.example,false",
        "0.0.0.0,,evil.example,true",
        "10.0.0.5,,evil.example,true",
        "0.0.0.0,tuf.example.org,evil.example,false",
        "0.0.0.0,tuf.example.org,TUF.example.org:443,true",
        "0.0.0.0,tuf.example.org,localhost:8080,true",
        "127.0.0.1,*,evil.example,true"
    })
    void whichNamesThoseAreIsConfigured(String listening, String configured, String host, boolean taken) {
        var hosts = Hosts.of(listening, configured == null ? List.of() : List.of(configured));

        boolean passed = true;
        try {
            hosts.check(host);
        } catch (Refusal.Forbidden refused) {
            passed = false;
        }

        assertThat(passed).isEqualTo(taken);
    }

    /** Metadata is for everyone; a proxy in front of it may pass any name on. */
    @Test
    void filesAreServedUnderAnyName() throws IOException {
        assertThat(send("GET /metadata/timestamp.json HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aPageOfThisServiceMayWrite() throws IOException {
        var own = "Origin: http://localhost\r\n"
                + "Sec-Fetch-Site: same-origin\r\n"
                + "Content-Type: application/json; charset=utf-8\r\n";

        assertThat(raw("POST /api/v1/artifacts", own, BODY)).startsWith("HTTP/1.1 202 ");
        assertThat(raw(
                        "POST /api/v1/artifacts",
                        "Sec-Fetch-Site: none\r\nContent-Type: application/vnd.x+json\r\n",
                        BODY))
                .startsWith("HTTP/1.1 202 ");
    }

    /** No answer tells a page of another origin that it may read it, or may send what it would have to ask for. */
    @Test
    void noPageIsInvited() {
        var preflight = server.send(server.request("/api/v1/artifacts")
                .header("Origin", "http://evil.example")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));
        var read = server.send(server.request("/api/v1/config").header("Origin", "http://evil.example"));

        assertThat(preflight.statusCode()).isEqualTo(405);
        assertThat(header(preflight, "Access-Control-Allow-Origin")).isEmpty();
        assertThat(header(read, "Access-Control-Allow-Origin")).isEmpty();
        assertThat(read.statusCode()).isEqualTo(403);
        assertThat(header(server.get("/api/v1/config"), "Cross-Origin-Resource-Policy"))
                .isEqualTo("same-origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script",
                "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe",
                "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty",
                "Origin: http://evil.example",
                "Origin: null"
            })
    void aPageOfAnotherOriginReadsNothing(String headers) throws IOException {
        for (var path : List.of("/api/v1/config", "/api/v1/tokens", "/api/v1/whoami", "/api/v1/repositories")) {
            assertThat(raw("GET " + path, headers + "\r\n", "")).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void aLinkMayBeFollowed() throws IOException {
        assertThat(raw(
                        "GET /api/v1/config",
                        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n",
                        ""))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate, gzip", "x"})
    void aCodedBodyIsRefusedByItsName(String coding) {
        var response =
                server.send(server.json("POST", "/api/v1/artifacts", BODY).header("Content-Encoding", coding));

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(text(response)).contains("Content-Encoding: " + coding + " (expected: none");
    }

    @Test
    void anUncodedBodyMaySayThatItIs() {
        assertThat(server.send(server.json("POST", "/api/v1/artifacts", BODY).header("Content-Encoding", "identity"))
                        .statusCode())
                .isEqualTo(202);
    }

    /** The value comes back as it was, in letters that do nothing to a screen. */
    @Test
    void whatIsEchoedDoesNothingToAScreen() {
        var path = "a\u001b[2J\u009b\u202e\u2028b";
        var response = server.post(
                "/api/v1/artifacts",
                "{\"artifacts\":[" + HttpSamples.artifact("x").replace("\"x\"", "\"a\\u001b[2J\\u009b\\u202e\\u2028b\"")
                        + "]}");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(text(response))
                .doesNotContain("\u001b", "\u009b", "\u202e", "\u2028")
                .contains("\\u202e");
        var violation =
                (Json.Obj) ((Json.Arr) body(response).get("detail")).items().getFirst();
        assertThat(violation.get("input")).isEqualTo(new Json.Str(path));
    }

    private void assertNothingWasSubmitted() {
        assertThat(ports.submitted()).isEmpty();
    }

    private String raw(String operation, String headers, String body) throws IOException {
        var length = headers.contains("Transfer-Encoding") ? "" : "Content-Length: " + body.length() + "\r\n";
        return send(
                operation + " HTTP/1.1\r\nHost: localhost\r\n" + headers + length + "Connection: close\r\n\r\n" + body);
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

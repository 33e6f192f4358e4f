package dev.countersign.http.metadata;

import static dev.countersign.http.tls.RawHttp2.DATA;
import static dev.countersign.http.tls.RawHttp2.END_HEADERS;
import static dev.countersign.http.tls.RawHttp2.END_STREAM;
import static dev.countersign.http.tls.RawHttp2.GOAWAY;
import static dev.countersign.http.tls.RawHttp2.HEADERS;
import static dev.countersign.http.tls.RawHttp2.RST_STREAM;
import static dev.countersign.http.tls.RawHttp2.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.Authentication;
import dev.countersign.access.Credential;
import dev.countersign.http.AddressRange;
import dev.countersign.http.ForwardedHeader;
import dev.countersign.http.HttpSamples;
import dev.countersign.http.MemoryPorts;
import dev.countersign.http.Peers;
import dev.countersign.http.RunningServer;
import dev.countersign.http.tls.ClientCertificates;
import dev.countersign.http.tls.PemFiles;
import dev.countersign.http.tls.RawHttp2;
import dev.countersign.http.tls.RawHttp2.Frame;
import dev.countersign.http.tls.TestAuthority;
import dev.countersign.tuf.RoleName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The interface and the files over TLS. */
@Timeout(60)
class SecureServingIT {
    private final TestAuthority authority = TestAuthority.named("servers");
    private final MemoryPorts ports = new MemoryPorts();
    private RunningServer server;

    @TempDir
    Path folder;

    @BeforeEach
    void serve() {
        var certificate = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        authority.issue("server").write(certificate, key);
        server = RunningServer.secure(ports, new PemFiles(certificate, key, null, ClientCertificates.NONE));
        ports.publish(HttpSamples.established());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The kernel sends it on plain connections; here it is read, or sent from memory. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void aLargeFileThatIsAskedForOftenIsTheSame(Version version) throws Exception {
        var content = new StringBuilder();
        for (int at = 0; content.length() < 9 * NamelessFiles.WORTH; at++) {
            content.append(at).append(' ');
        }
        ports.store(RoleName.delegated("bins-1"), 2, content.toString());
        var request = HttpRequest.newBuilder(address("/metadata/2.bins-1.json")).build();
        try (var client = client(version)) {
            for (int time = 0; time < NamelessFiles.AFTER; time++) {
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .isEqualTo(content.toString());
            }
            var many = IntStream.range(0, 60)
                    .mapToObj(_ -> client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                    .toList();
            CompletableFuture.allOf(many.toArray(CompletableFuture[]::new)).join();
            assertThat(many).allSatisfy(each -> {
                assertThat(each.join().version()).isEqualTo(version);
                assertThat(each.join().body()).isEqualTo(content.toString());
                assertThat(each.join().headers().firstValueAsLong("Content-Length"))
                        .hasValue(content.length());
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void theInterfaceIsTheSame(Version version) throws Exception {
        try (var client = client(version)) {
            var accepted = client.send(
                    HttpRequest.newBuilder(address("/api/v1/artifacts"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"artifacts\":[" + HttpSamples.artifact("a") + "]}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(accepted.statusCode()).isEqualTo(202);
            assertThat(ports.submitted()).hasSize(1);
        }
    }

    /** HTTP/2 has no Host; what guards against pages of others must look at what it has. */
    @Test
    void anotherNameOrAPageOfAnotherOriginReachesNothing() throws IOException {
        assertThat(status("GET", "/api/v1/config", "localhost")).isEqualTo("200");
        assertThat(status("GET", "/api/v1/config", "evil.example")).isEqualTo("403");
        assertThat(status("GET", "/metadata/2.root.json", "evil.example")).isEqualTo("404");
        assertThat(status("POST", "/api/v1/artifacts/publish", "localhost", "origin", "https://evil.example"))
                .isEqualTo("403");
        assertThat(status("POST", "/api/v1/artifacts/publish", "localhost", "sec-fetch-site", "cross-site"))
                .isEqualTo("403");
        assertThat(status("POST", "/api/v1/artifacts/publish", "localhost", "origin", "https://localhost"))
                .isEqualTo("202");
        assertThat(status("GET", "/api/v1/%63onfig", "localhost")).isEqualTo("404");
    }

    /** Other requests of that connection go on; the rest of this one is not read. */
    @Test
    void aRefusedBodyEndsItsStreamOnly() throws IOException {
        try (var client = RawHttp2.open(authority.client(null), server.port())) {
            client.send(
                    HEADERS,
                    END_HEADERS,
                    1,
                    head(
                            "POST",
                            "/api/v1/artifacts",
                            "localhost",
                            "content-type",
                            "application/json",
                            "content-length",
                            "99999999"));
            client.send(DATA, 0, 1, new byte[100]);
            var answer = client.until(RST_STREAM, GOAWAY);
            assertThat(answer)
                    .filteredOn(frame -> frame.type() == HEADERS)
                    .singleElement()
                    .extracting(Frame::status)
                    .isEqualTo("413");
            assertThat(answer.getLast().type()).isEqualTo(RST_STREAM);
            assertThat(answer.getLast().error()).isZero();

            client.send(HEADERS, END_HEADERS | END_STREAM, 3, head("GET", "/api/v1/config", "localhost"));
            assertThat(client.until(HEADERS, GOAWAY).getLast().status()).isEqualTo("200");
        }
    }

    /** A proxy's own certificate would make everybody behind it the same caller. */
    @Test
    void theCertificateOfAProxyIsNobodys() throws Exception {
        server.close();
        var clients = TestAuthority.named("clients");
        var files = new PemFiles(
                folder.resolve("chain.pem"),
                folder.resolve("key.pem"),
                clients.write(folder.resolve("clients.pem")),
                ClientCertificates.OPTIONAL);
        var shown = new ConcurrentLinkedQueue<Credential>();
        Authentication recording = credential -> {
            shown.add(credential);
            return Authentication.OPEN.recognise(credential);
        };
        var proxy = new Peers(List.of(AddressRange.parse("127.0.0.1").orElseThrow()), ForwardedHeader.X_FORWARDED_FOR);
        var known = clients.issue("known");

        for (var peers : List.of(Peers.DIRECT, proxy)) {
            server = RunningServer.secure(ports, files, recording, peers);
            try (var client =
                    HttpClient.newBuilder().sslContext(authority.client(known)).build()) {
                var request = HttpRequest.newBuilder(address("/api/v1/config"))
                        .header("X-Forwarded-For", "192.0.2.1")
                        .build();
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
            server.close();
        }

        assertThat(shown).containsExactly(new Credential.ClientCertificate(known.certificate()), new Credential.None());
    }

    private String status(String method, String path, String authorityName, String... more) throws IOException {
        try (var client = RawHttp2.open(authority.client(null), server.port())) {
            client.send(HEADERS, END_HEADERS | END_STREAM, 1, head(method, path, authorityName, more));
            var answer = client.until(HEADERS, RST_STREAM, GOAWAY).getLast();
            return answer.type() == HEADERS ? answer.status() : "none";
        }
    }

    private static byte[] head(String method, String path, String authority, String... more) {
        var fields = new java.util.ArrayList<>(
                List.of(":method", method, ":scheme", "https", ":authority", authority, ":path", path));
        fields.addAll(List.of(more));
        return block(fields.toArray(String[]::new));
    }

    private HttpClient client(Version version) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(authority.client(null))
                .build();
    }

    private URI address(String path) {
        return URI.create("https://127.0.0.1:" + server.port() + path);
    }
}

package dev.countersign.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.countersign.cli.CommandRun;
import dev.countersign.http.tls.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate no runtime knows. */
class TrustedServerIT {
    private final TestAuthority authority = TestAuthority.named("private");

    @TempDir
    Path folder;

    private HttpsServer server;
    private String address;

    @BeforeEach
    void serve() throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.client(authority.issue("server"))));
        server.createContext("/api/v1/task", exchange -> {
            var answer = "{\"data\":{\"task_id\":\"1\",\"state\":\"PENDING\"},\"message\":\"Task state.\"}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        address = "https://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theAuthorityThatIsGivenIsTrusted() {
        var run = ask("--ca", authority.write(folder.resolve("ca.pem")).toString());

        assertThat(run.err()).doesNotContain("cannot reach");
        assertThat(run.out() + run.err()).containsIgnoringCase("pending");
    }

    @Test
    void nobodyElseIs() {
        assertThat(ask().err())
                .contains(
                        "cannot reach " + address,
                        "PKIX path building failed",
                        "the authority of its certificate trusted",
                        "(--ca)?");
        var other = TestAuthority.named("private").write(folder.resolve("other.pem"));
        var run = ask("--ca", other.toString());
        assertThat(run.exit()).isNotZero();
        assertThat(run.err()).contains("cannot reach " + address, "(--ca)?");
    }

    /** Public authorities could vouch for a false server, so a private one stands alone. */
    @Test
    void aFileWithoutCertificatesIsRefused() throws IOException {
        var empty = Files.writeString(folder.resolve("empty.pem"), "");
        var half = Files.writeString(
                folder.resolve("half.pem"),
                TestAuthority.pem(authority.certificate()).substring(0, 200));

        for (var file : new Path[] {empty, half}) {
            var run = ask("--ca", file.toString());
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err()).contains("--ca: " + file + " holds no whole certificate");
        }
        assertThat(ask("--ca", folder.resolve("none").toString()).err()).contains("none", "(--ca)");
    }

    private CommandRun ask(String... more) {
        var arguments =
                new java.util.ArrayList<>(java.util.List.of("task", "1", "--server", address, "--timeout", "20s"));
        arguments.addAll(java.util.List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}

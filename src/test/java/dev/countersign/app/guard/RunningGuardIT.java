package dev.countersign.app.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.access.TokenText;
import dev.countersign.app.config.ConfigFile;
import dev.countersign.app.config.GuardConfig;
import dev.countersign.app.config.StartFailure;
import dev.countersign.app.config.Values;
import dev.countersign.app.service.Waits;
import dev.countersign.client.TestRepository;
import dev.countersign.guard.StubRegistry;
import dev.countersign.http.tls.TestAuthority;
import dev.countersign.store.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard as a process puts it together from its configuration. */
class RunningGuardIT {
    private static final Waits WAITS = new Waits(() -> false);

    private final TestRepository repository = new TestRepository();

    @TempDir
    private Path folder;

    private StubRegistry server;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        server = new StubRegistry();
        client = HttpClient.newHttpClient();
        repository.add("files/tool.tgz", "content");
        server.put("/up/tool.tgz", "content");
        publish();
        Files.write(folder.resolve("1.root.json"), repository.firstRoot().array());
        Files.writeString(folder.resolve("headers"), "Authorization: Bearer of-the-registry\n");
        Files.writeString(folder.resolve("token"), "of-the-guard\n");
    }

    private void publish() {
        repository.publish();
        repository.serve((path, file) -> server.on(path, StubRegistry.content(file, "application/json")));
    }

    @AfterEach
    void stop() {
        server.close();
        client.shutdownNow();
    }

    private GuardConfig config(String more) throws IOException {
        var file = Files.writeString(folder.resolve("guard.yaml"), """
            guard:
              port: 0
              server: %s
              state: state
              cache: cache
              token-file: token
            %s
              registries:
                - type: files
                  name: tools
                  url: %s
                  headers-file: headers
                - type: npm
                  url: %s
            management:
              port: 0
            """.formatted(
                        server.address(""), more, server.address("/up/"), server.address("/npm")));
        return GuardConfig.read(new Values(Map.of(), Map.of(), ConfigFile.read(file)));
    }

    private RunningGuard guard(String more) throws IOException {
        return RunningGuard.start(config(more), Clock.systemUTC(), WAITS);
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itGuardsWithEachItsOwnCredentialsAndRemembersTheRoot() throws Exception {
        var first = guard("  root: 1.root.json");
        try {
            assertThat(get(first.address().resolve("/files/tools/tool.tgz")).body())
                    .isEqualTo("content");
            assertThat(get(first.managementAddress().orElseThrow().resolve("/metrics"))
                            .body())
                    .contains("countersign_guard_fetches_total 1.0", "countersign_guard_cache_files 1.0");
            assertThat(get(first.address().resolve("/metrics")).statusCode()).isEqualTo(404);
        } finally {
            first.close(WAITS);
        }
        assertThat(server.asked)
                .allSatisfy(question -> assertThat(question.headers())
                        .containsEntry(
                                "authorization",
                                question.path().startsWith("/up/") ? "Bearer of-the-registry" : "Bearer of-the-guard"));

        var second = guard("");
        try {
            assertThat(get(second.address().resolve("/files/tools/tool.tgz")).body())
                    .isEqualTo("content");
            assertThat(server.fetches("/up/tool.tgz")).isEqualTo(1);
        } finally {
            second.close(WAITS);
        }
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("x:" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> get(HttpClient with, URI address, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return with.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private Path tokens(TokenText listed) throws IOException {
        return Files.writeString(folder.resolve("tokens"), "# who\n\n" + GuardTokens.line("ci", listed) + "\n");
    }

    @Test
    void whoHasNoTokenIsNotLetIn() throws Exception {
        var token = TokenText.create(new SecureRandom());
        tokens(token);
        var guard = guard("  root: 1.root.json\n  access: {tokens-file: tokens}");
        try {
            var file = guard.address().resolve("/files/tools/tool.tgz");
            var operators = guard.managementAddress().orElseThrow();
            for (var wrong : List.of(
                    "Bearer of-the-guard",
                    "Bearer " + TokenText.create(new SecureRandom()).reveal(),
                    "Bearer " + token.digest().hex(),
                    "Bearer",
                    basic(""),
                    basic(token.digest().hex()),
                    "Basic " + token.reveal())) {
                assertThat(get(client, file, "Authorization", wrong).statusCode())
                        .as(wrong)
                        .isEqualTo(401);
            }
            for (var path :
                    List.of("/files/tools/tool.tgz", "/elsewhere", "/canary/countersign-canary-0123456789abcdef")) {
                var answer = get(guard.address().resolve(path));
                assertThat(answer.statusCode()).as(path).isEqualTo(401);
                assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                        .startsWith("Basic realm=");
                assertThat(answer.body())
                        .contains("this guard is for those who have a token")
                        .doesNotContain("tools");
            }
            assertThat(get(operators.resolve("/files/tools/tool.tgz")).statusCode())
                    .isEqualTo(404);
            assertThat(get(client, file, "Authorization", basic(token.reveal()), "Authorization", basic("other"))
                            .statusCode())
                    .isEqualTo(400);
            assertThat(server.asked).noneMatch(question -> question.path().startsWith("/up/"));

            for (var right : List.of("Bearer " + token.reveal(), basic(token.reveal()), token.reveal())) {
                assertThat(get(client, file, "Authorization", right).body()).isEqualTo("content");
            }
            for (var free : List.of("/health", "/ready")) {
                assertThat(get(guard.address().resolve(free)).statusCode()).isEqualTo(200);
                assertThat(get(operators.resolve(free)).statusCode()).isEqualTo(200);
            }
        } finally {
            guard.close(WAITS);
        }
    }

    /** With npm, because its documents hold addresses of the guard. */
    @Test
    void itServesHttpsAndFollowsItsCertificateAndTokens() throws Exception {
        repository.add("npm/lib/-/lib-1.0.0.tgz", "content");
        publish();
        server.put("/npm/lib", """
            {"name": "lib", "versions": {"1.0.0": {"name": "lib", "version": "1.0.0",
             "dist": {"tarball": "http://registry.example/lib/-/lib-1.0.0.tgz"}}}}
            """);
        var authority = TestAuthority.named("guards");
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        authority.issue("first").write(chain, key);
        var former = TokenText.create(new SecureRandom());
        tokens(former);
        var guard = guard("  root: 1.root.json\n  tls: {certificate: chain.pem, key: key.pem}\n"
                + "  access: {tokens-file: tokens}");
        try (var before = secure(authority)) {
            var packument = guard.address().resolve("/npm/lib");
            var answer = get(before, packument, "Authorization", basic(former.reveal()));
            assertThat(guard.address().getScheme()).isEqualTo("https");
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(subject(answer)).contains("first");
            assertThat(answer.body()).contains("\"" + guard.address() + "/npm/lib/-/lib-1.0.0.tgz\"");
            assertThat(get(before, guard.address().resolve("/files/tools/tool.tgz"), "Authorization", former.reveal())
                            .body())
                    .isEqualTo("content");

            authority.issue("second").write(chain, key);
            var later = TokenText.create(new SecureRandom());
            tokens(later);
            Eventually.holds("the new certificate and the new token", () -> isServed(later, packument, authority));
            assertThat(get(before, packument, "Authorization", basic(former.reveal()))
                            .statusCode())
                    .isEqualTo(401);

            Files.writeString(folder.resolve("tokens"), later.reveal());
            Eventually.holds(
                    "a word about the file", () -> ready(before, guard).contains("the tokens of before stay in use"));
            assertThat(ready(before, guard)).contains("lists no token").doesNotContain(later.reveal());
            assertThat(get(before, packument, "Authorization", basic(later.reveal()))
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            guard.close(WAITS);
        }
    }

    private static String ready(HttpClient with, RunningGuard guard) {
        try {
            return get(with, guard.address().resolve("/ready"), new String[0]).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** To who has a token, with the second certificate. */
    private static boolean isServed(TokenText token, URI address, TestAuthority authority) {
        try (var anew = secure(authority)) {
            var answer = get(anew, address, "Authorization", basic(token.reveal()));
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            return answer.statusCode() == 200 && subject(answer).contains("second");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpClient secure(TestAuthority authority) {
        return HttpClient.newBuilder().sslContext(authority.client(null)).build();
    }

    private static String subject(HttpResponse<String> answer) throws SSLPeerUnverifiedException {
        return ((X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    void withoutARootItDoesNotStart() throws IOException {
        var config = config("");

        assertThatThrownBy(() -> RunningGuard.start(config, Clock.systemUTC(), WAITS))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("guard.root: no root is trusted for " + server.address("/metadata"));
    }

    @Test
    void aCacheThatAnotherGuardHasIsRefused() throws IOException {
        var first = guard("  root: 1.root.json");
        try {
            var second = config("  root: 1.root.json\n  repository: other");
            assertThatThrownBy(() -> RunningGuard.start(second, Clock.systemUTC(), WAITS))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("in use by another guard");
        } finally {
            first.close(WAITS);
        }
    }
}

package dev.countersign.app.guard;

import static dev.countersign.app.guard.ConfiguredGuard.WAITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.access.TokenText;
import dev.countersign.app.config.StartFailure;
import dev.countersign.http.tls.TestAuthority;
import dev.countersign.store.Eventually;
import java.io.IOException;
import java.io.RandomAccessFile;
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
import java.util.Set;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guard as a process puts it together from its configuration. */
class RunningGuardIT {
    /** More than there are, so that each is asked. */
    private static final int LISTENERS = 10;

    @TempDir
    private Path folder;

    private ConfiguredGuard stand;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        stand = new ConfiguredGuard(folder);
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        stand.close();
        client.shutdownNow();
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itGuardsWithEachItsOwnCredentialsAndRemembersTheRoot() throws Exception {
        var first = stand.start("  root: 1.root.json");
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
        assertThat(stand.server.asked)
                .allSatisfy(question -> assertThat(question.headers())
                        .containsEntry(
                                "authorization",
                                question.path().startsWith("/up/") ? "Bearer of-the-registry" : "Bearer of-the-guard"));

        var second = stand.start("");
        try {
            assertThat(get(second.address().resolve("/files/tools/tool.tgz")).body())
                    .isEqualTo("content");
            assertThat(stand.server.fetches("/up/tool.tgz")).isEqualTo(1);
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

    private static HttpRequest request(String method, URI address, String... headers) {
        var body = Set.of("PUT", "POST").contains(method)
                ? HttpRequest.BodyPublishers.ofString("{}")
                : HttpRequest.BodyPublishers.noBody();
        var request = HttpRequest.newBuilder(address).method(method, body);
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }

    @Test
    void aTokenIsTheWholeOfOneThatIsListed() throws Exception {
        var token = stand.newToken();
        var guard = stand.start("  root: 1.root.json\n  access: {tokens-file: tokens}");
        try {
            var file = guard.address().resolve("/files/tools/tool.tgz");
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
            assertThat(get(client, file, "Authorization", basic(token.reveal()), "Authorization", basic("other"))
                            .statusCode())
                    .isEqualTo(400);
            assertThat(stand.server.fetches("/up/tool.tgz")).isZero();

            for (var right : List.of("Bearer " + token.reveal(), basic(token.reveal()), token.reveal())) {
                assertThat(get(client, file, "Authorization", right).body()).isEqualTo("content");
            }
        } finally {
            guard.close(WAITS);
        }
    }

    /** Whatever is asked for, and in whatever way. */
    @Test
    void whoHasNoTokenIsNotLetIn() throws Exception {
        var token = stand.newToken();
        var guard = stand.start("  root: 1.root.json\n  access: {tokens-file: tokens}");
        try {
            for (var path : List.of(
                    "/files/tools/tool.tgz",
                    "/pypi/simple/tool/",
                    "/npm/tool",
                    "/npm/-/npm/v1/security/advisories/bulk",
                    "/maven/org/tool/maven-metadata.xml",
                    "/gems/versions",
                    "/gems/specs.4.8.gz",
                    "/cargo/config.json",
                    "/go/example.org/tool/@v/list",
                    "/go/sumdb/sum.golang.org/supported",
                    "/elsewhere",
                    "/canary/countersign-canary-0123456789abcdef")) {
                for (var method : List.of("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS")) {
                    mustBeAskedForAToken(request(method, guard.address().resolve(path)));
                }
            }
            assertThat(stand.server.asked).allMatch(question -> question.path().startsWith("/metadata/"));
            for (var method : List.of("PUT", "DELETE")) {
                var let = request(
                        method, guard.address().resolve("/npm/tool"), "Authorization", "Bearer " + token.reveal());
                assertThat(client.send(let, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .as(method)
                        .isEqualTo(405);
            }

            var operators = guard.managementAddress().orElseThrow();
            assertThat(get(operators.resolve("/files/tools/tool.tgz")).statusCode())
                    .isEqualTo(404);
            for (var free : List.of("/health", "/ready")) {
                assertThat(get(guard.address().resolve(free)).statusCode()).isEqualTo(200);
                assertThat(get(operators.resolve(free)).statusCode()).isEqualTo(200);
            }
        } finally {
            guard.close(WAITS);
        }
    }

    private void mustBeAskedForAToken(HttpRequest request) throws IOException, InterruptedException {
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        var what = request.method() + " " + request.uri().getPath();
        assertThat(answer.statusCode()).as(what).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                .as(what)
                .startsWith("Basic realm=");
        if (request.method().equals("HEAD")) {
            assertThat(answer.body()).as(what).isEmpty();
        } else {
            assertThat(answer.body())
                    .as(what)
                    .contains("this guard is for those who have a token")
                    .doesNotContain("tool");
        }
    }

    /** With npm, because its documents hold addresses of the guard. */
    @Test
    void itServesHttpsAndFollowsItsCertificateAndTokens() throws Exception {
        stand.repository.add("npm/lib/-/lib-1.0.0.tgz", "content");
        stand.publish();
        stand.server.put("/npm/lib", """
            {"name": "lib", "versions": {"1.0.0": {"name": "lib", "version": "1.0.0",
             "dist": {"tarball": "http://registry.example/lib/-/lib-1.0.0.tgz"}}}}
            """);
        var authority = TestAuthority.named("guards");
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        authority.issue("first").write(chain, key);
        var former = stand.newToken();
        var guard = stand.start("  root: 1.root.json\n  tls: {certificate: chain.pem, key: key.pem}\n"
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
            var later = stand.newToken();
            Eventually.holds("the new certificate and the new token", () -> isServed(later, packument, authority));
            assertThat(get(before, packument, "Authorization", basic(former.reveal()))
                            .statusCode())
                    .isEqualTo(401);

            Files.writeString(folder.resolve("tokens"), later.reveal());
            Eventually.holds("a word about the file", () -> ready(guard).contains("the tokens of before stay in use"));
            assertThat(ready(guard))
                    .contains("\"guard.access.tokens-file\":\"", folder.toString(), "lists no token")
                    .doesNotContain(later.reveal());
            assertThat(get(before, guard.address().resolve("/ready"), new String[0])
                            .body())
                    .contains("\"attention\":[", "\"guard.access.tokens-file\"")
                    .doesNotContain(folder.toString(), "lists no token");
            assertThat(get(before, packument, "Authorization", basic(later.reveal()))
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            guard.close(WAITS);
        }
    }

    /** Reloading has lost this elsewhere. */
    @Test
    void whereCertificatesAreRequiredWhoHasNoneIsNotLetIn() throws Exception {
        var authority = TestAuthority.named("guards");
        var clients = TestAuthority.named("clients");
        clients.write(folder.resolve("clients.pem"));
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        authority.issue("first").write(chain, key);
        var guard = stand.start("  root: 1.root.json\n  tls: {certificate: chain.pem, key: key.pem,"
                + " client-ca: clients.pem, client-auth: required}");
        try {
            var known = authority.client(clients.issue("known"));
            var strangers = List.of(
                    authority.client(null),
                    authority.client(TestAuthority.named("foreign").issue("known")),
                    authority.client(authority.issue("known")));
            assertThat(served(guard, known)).contains("first");
            mustBeKeptOut(guard, strangers);
            assertThat(get(guard.managementAddress().orElseThrow().resolve("/ready"))
                            .statusCode())
                    .isEqualTo(200);

            authority.issue("second").write(chain, key);
            Eventually.holds(
                    "the second certificate, everywhere",
                    () -> IntStream.range(0, LISTENERS)
                            .allMatch(_ -> served(guard, known).contains("second")));
            mustBeKeptOut(guard, strangers);
            assertThat(served(guard, known)).contains("second");
        } finally {
            guard.close(WAITS);
        }
    }

    /** The subject of the certificate that the guard shows to whom it serves; empty when it does not. */
    private static String served(RunningGuard guard, SSLContext tls) {
        try (var anew = HttpClient.newBuilder().sslContext(tls).build()) {
            var answer = get(anew, guard.address().resolve("/files/tools/tool.tgz"), new String[0]);
            return answer.body().equals("content") ? subject(answer) : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void mustBeKeptOut(RunningGuard guard, List<SSLContext> strangers) {
        for (var stranger : strangers) {
            for (var path : List.of("/files/tools/tool.tgz", "/ready")) {
                try (var anew = HttpClient.newBuilder().sslContext(stranger).build()) {
                    assertThatThrownBy(() -> get(anew, guard.address().resolve(path), new String[0]))
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    /** As those who run it are told. */
    private String ready(RunningGuard guard) {
        try {
            return get(guard.managementAddress().orElseThrow().resolve("/ready"))
                    .body();
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

    /** Whatever was named by mistake: it is not read to its end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "guard.root; root: large",
                "guard.ca; root: 1.root.json|  ca: large",
                "guard.access.tokens-file; root: 1.root.json|  access: {tokens-file: large}",
                "guard.tls; root: 1.root.json|  tls: {certificate: large, key: large}",
            })
    void aFileThatCannotBeMeantIsRefused(String key, String more) throws IOException {
        var large = folder.resolve("large");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(1L << 31);
        }
        var config = stand.config("  " + more.replace('|', '\n'));

        assertThatThrownBy(() -> RunningGuard.start(config, Clock.systemUTC(), WAITS))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith(key + ": ")
                .hasMessageContaining(large.toString())
                .hasMessageContaining("larger than 1048576 bytes");
    }

    @Test
    void withoutARootItDoesNotStart() throws IOException {
        var config = stand.config("");

        assertThatThrownBy(() -> RunningGuard.start(config, Clock.systemUTC(), WAITS))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("guard.root: no root is trusted for " + stand.server.address("/metadata"));
    }

    @Test
    void aCacheThatAnotherGuardHasIsRefused() throws IOException {
        var first = stand.start("  root: 1.root.json");
        try {
            var second = stand.config("  root: 1.root.json\n  repository: other");
            assertThatThrownBy(() -> RunningGuard.start(second, Clock.systemUTC(), WAITS))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("in use by another guard");
        } finally {
            first.close(WAITS);
        }
    }
}

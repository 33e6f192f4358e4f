package dev.countersign.http;

import static dev.countersign.http.AccessIT.passed;
import static dev.countersign.http.AccessIT.permission;
import static dev.countersign.http.AccessIT.refused;
import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.access.Authentication;
import dev.countersign.access.Callers;
import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.Permission;
import dev.countersign.access.certificate.CertificateHolders;
import dev.countersign.access.certificate.CertificateName;
import dev.countersign.access.certificate.CertificateRule;
import dev.countersign.http.tls.ClientCertificates;
import dev.countersign.http.tls.PemFiles;
import dev.countersign.http.tls.TestAuthority;
import dev.countersign.http.tls.TestAuthority.Issued;
import dev.countersign.tuf.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@link AccessIT} for callers who show a certificate: over TLS, each by a rule for the names in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateAccessIT {
    private static final RepositoryName OTHER = new RepositoryName("other");
    private static final String NOBODY = "nobody";
    private static final RepositoryName PATHS = new RepositoryName("paths");
    private static final Instant NOW = Instant.now();

    private final TestAuthority servers = TestAuthority.named("servers");
    private final TestAuthority clients = TestAuthority.named("clients");
    private final Map<String, HttpClient> callers = new HashMap<>();
    private final List<CertificateRule> rules = rules();
    private volatile Instant now = NOW;
    private volatile Authentication authentication = holders(rules);
    private RunningServer server;

    @BeforeAll
    void serve(@TempDir Path folder) {
        var files = new PemFiles(
                folder.resolve("chain.pem"),
                folder.resolve("key.pem"),
                clients.write(folder.resolve("clients.pem")),
                ClientCertificates.OPTIONAL);
        servers.issue("server").write(files.certificate(), files.key());
        var all = new LinkedHashMap<RepositoryName, MemoryPorts>();
        for (var name : List.of(RepositoryName.DEFAULT, OTHER, PATHS)) {
            all.put(name, new MemoryPorts());
        }
        all.get(PATHS).publish(HttpSamples.established());
        server = RunningServer.secure(all, files, shown -> authentication.recognise(shown), Peers.DIRECT);
    }

    @AfterAll
    void stop() {
        callers.values().forEach(HttpClient::close);
        server.close();
    }

    @AfterEach
    void asBefore() {
        authentication = holders(rules);
        now = NOW;
    }

    private Authentication holders(List<CertificateRule> of) {
        return new Callers(Grants.NONE, List.of(new CertificateHolders(of, () -> now)));
    }

    /** One for each permission on each repository, one for all others, and one for some paths. */
    private static List<CertificateRule> rules() {
        var made = new ArrayList<CertificateRule>();
        for (var permission : Permission.values()) {
            for (var repository : List.of(RepositoryName.DEFAULT, OTHER)) {
                made.add(rule(holder(permission, repository), Grant.on(repository, permission)));
            }
            made.add(rule(
                    allBut(permission),
                    Arrays.stream(Permission.values())
                            .filter(other -> other != permission)
                            .map(Grant::everywhere)
                            .toArray(Grant[]::new)));
        }
        made.add(rule(PATHS.value(), Grant.parse("artifacts:pypi/**", Optional.of(PATHS))));
        return made;
    }

    private static CertificateRule rule(String name, Grant... grants) {
        return new CertificateRule(List.of(CertificateName.subject("CN=" + name)), new Grants(List.of(grants)));
    }

    private static String holder(Permission permission, RepositoryName repository) {
        return permission.word() + " on " + repository;
    }

    private static String allBut(Permission permission) {
        return "all but " + permission.word();
    }

    static Stream<Operation<?>> operations() {
        return AccessIT.operations();
    }

    static Stream<Operation<?>> ofOne() {
        return AccessIT.ofOne();
    }

    static Stream<Operation<?>> withPermission() {
        return AccessIT.withPermission();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void withoutACertificateNobodyIsLetIn(Operation<?> operation) {
        refused(send("", operation, ""), 401, AccessIT.MISSING);
    }

    /** Of no rule, of a rule that was taken away, and one that has expired since its connection began. */
    @ParameterizedTest
    @MethodSource("operations")
    void whatIsNotValidIsToldTheSame(Operation<?> operation) {
        var known = holder(Permission.READ, RepositoryName.DEFAULT);
        var wrong = send(NOBODY, operation, "");
        authentication = holders(List.of(rule("another", Grant.everywhere(Permission.READ))));
        var revoked = send(known, operation, "");
        authentication = holders(rules);
        now = NOW.plus(Duration.ofDays(91));
        var expired = send(known, operation, "");
        now = NOW.minus(Duration.ofDays(2));
        var early = send(known, operation, "");

        for (var answer : List.of(wrong, revoked, expired, early)) {
            refused(answer, 401, AccessIT.NOT_VALID);
            assertThat(text(answer)).isEqualTo(text(wrong));
        }
    }

    @ParameterizedTest
    @MethodSource("withPermission")
    void exactlyThePermissionIsEnough(Operation<?> operation) {
        passed(send(holder(permission(operation), RepositoryName.DEFAULT), operation, ""));
    }

    @ParameterizedTest
    @MethodSource("withPermission")
    void everyOtherPermissionIsNotEnough(Operation<?> operation) {
        refused(
                send(allBut(permission(operation)), operation, ""),
                403,
                "this needs the permission " + permission(operation).word());
    }

    @ParameterizedTest
    @MethodSource("ofOne")
    void thePermissionOnAnotherRepositoryIsNotEnough(Operation<?> operation) {
        var other = holder(permission(operation), OTHER);

        refused(send(other, operation, ""), 403, "on the repository default");
        refused(send(other, operation, "/repositories/default"), 403, "on the repository default");
        passed(send(other, operation, "/repositories/other"));
    }

    @Test
    void artifactsOfOtherPathsAreRefused() {
        assertThat(artifact("pypi/a/b").statusCode()).isEqualTo(202);
        refused(artifact("npm/a"), 403, "for the path \\\"npm/a\\\"");
    }

    private HttpResponse<byte[]> artifact(String path) {
        return send(
                PATHS.value(),
                server.json(
                        "POST",
                        "/repositories/paths/api/v1/artifacts",
                        "{\"artifacts\":[" + HttpSamples.artifact(path) + "]}"));
    }

    /** Before any request is read: TLS itself refuses them. */
    @Test
    void certificatesOfOtherAuthoritiesAndExpiredOnesGetNoConnection() {
        var name = holder(Permission.READ, RepositoryName.DEFAULT);
        for (var shown : List.of(
                TestAuthority.named("strangers").issue(name),
                clients.issue(name, Duration.ofDays(-2), Duration.ofDays(-1)),
                clients.issue(name, Duration.ofDays(1), Duration.ofDays(2)))) {
            try (var client = client(shown)) {
                assertThatThrownBy(() -> client.send(
                                server.request("/api/v1/whoami").build(), HttpResponse.BodyHandlers.ofByteArray()))
                        .isInstanceOfAny(SSLException.class, IOException.class);
            }
        }
    }

    private HttpResponse<byte[]> send(String caller, Operation<?> operation, String base) {
        return send(caller, AccessIT.request(server, operation, base));
    }

    /** @param caller the name in its certificate; empty when it has none */
    private HttpResponse<byte[]> send(String caller, HttpRequest.Builder request) {
        try {
            return callers.computeIfAbsent(caller, name -> client(name.isEmpty() ? null : clients.issue(name)))
                    .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private HttpClient client(@Nullable Issued shown) {
        return HttpClient.newBuilder().sslContext(servers.client(shown)).build();
    }
}

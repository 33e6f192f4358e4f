package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.http.tls.TestAuthority;
import dev.countersign.http.tls.TestAuthority.Issued;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service with certificates of its own, which change while it runs. */
class TlsIT extends OneDatabase {
    /** More than there are listeners, so that each has some. */
    private static final int ALL_LISTENERS = 40;

    private final TestAuthority authority = TestAuthority.named("servers");
    private final TestAuthority clients = TestAuthority.named("clients");
    private Path chain;
    private Path key;
    private Path clientCa;

    @BeforeEach
    void issue() throws IOException {
        var folder = Files.createDirectories(temporary.resolve("tls"));
        chain = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
        clientCa = clients.write(folder.resolve("clients.pem"));
        authority.issue("first").write(chain, key);
    }

    @Test
    void http2AndHttp11AreSpokenWithTls12And13Only() throws Exception {
        try (var service = start(Map.of()).serving()) {
            assertThat(service.address().getScheme()).isEqualTo("https");
            assertThat(get(service, authority.client(null), Version.HTTP_2).version())
                    .isEqualTo(Version.HTTP_2);
            assertThat(get(service, authority.client(null), Version.HTTP_1_1).version())
                    .isEqualTo(Version.HTTP_1_1);
            for (var version : new String[] {"TLSv1.3", "TLSv1.2"}) {
                assertThat(handshake(service.address(), authority.client(null), version))
                        .isNotNull();
            }
            assertThatThrownBy(() -> handshake(service.address(), authority.client(null), "TLSv1.1"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void everyListenerGoesOverToNewFiles() throws Exception {
        var second = authority.issue("second");
        try (var service = start(Map.of(
                        "COUNTERSIGN_MANAGEMENT_TLS_CERTIFICATE", chain.toString(),
                        "COUNTERSIGN_MANAGEMENT_TLS_KEY", key.toString()))
                .serving()) {
            second.write(chain, key);
            awaitOn(service, service.address(), second);
            awaitOn(service, service.management(), second);

            for (int connection = 0; connection < ALL_LISTENERS; connection++) {
                assertThat(shown(service.address())).isEqualTo(second.certificate());
            }
            service.until(() -> service.printed().contains("http.tls: the new certificate is in use"));
            service.until(() -> service.printed().contains("management.tls: the new certificate is in use"));
        }
    }

    @Test
    void whatDoesNotFitTogetherIsNotUsedAndSaidOnce() throws Exception {
        var second = authority.issue("second");
        try (var service = start(Map.of()).serving()) {
            var first = shown(service.address());
            var whole = TestAuthority.pem(second.certificate());

            Files.writeString(chain, whole.substring(0, whole.length() / 2));
            said(service, "holds no whole certificate");
            Files.writeString(chain, whole);
            said(service, "is not the key of the certificate in");
            assertThat(service.operation("/ready").body())
                    .contains("\"files of http.tls\":\"" + key + " is not the key of the certificate in " + chain);
            assertThat(service.operation("/ready").statusCode()).isEqualTo(200);
            authority.issue("old", Duration.ofDays(-9), Duration.ofDays(-1)).write(chain, key);
            said(service, "only (expected: valid now)");
            Files.delete(key);
            said(service, "no such file");
            assertThat(shown(service.address())).isEqualTo(first);

            second.write(chain, key);
            awaitOn(service, service.address(), second);
            service.until(() -> !service.printed().contains("holds no whole")
                    || service.printed().contains("right again"));
            assertThat(service.operation("/ready").body()).doesNotContain("files of http.tls");
            assertThat(Pattern.compile("holds no whole")
                            .matcher(service.printed())
                            .results())
                    .hasSize(1);
        }
    }

    /** Reloading has lost this elsewhere. */
    @Test
    void clientsStillNeedCertificatesAfterAReload() throws Exception {
        var known = clients.issue("known");
        try (var service = start(Map.of(
                        "COUNTERSIGN_HTTP_TLS_CLIENT_AUTH",
                        "required",
                        "COUNTERSIGN_HTTP_TLS_CLIENT_CA",
                        clientCa.toString()))
                .serving()) {
            var session = authority.client(known);
            assertLetsIn(service, session);
            assertKeepsOut(service, authority.client(null));

            var second = authority.issue("second");
            second.write(chain, key);
            awaitOn(service, service.address(), second);

            for (int connection = 0; connection < ALL_LISTENERS / 4; connection++) {
                assertKeepsOut(service, authority.client(null));
                assertKeepsOut(
                        service, authority.client(TestAuthority.named("foreign").issue("known")));
                assertLetsIn(service, authority.client(known));
            }
            assertLetsIn(service, session);

            var others = TestAuthority.named("other clients");
            others.write(clientCa);
            service.until(() -> isLetIn(service, authority.client(others.issue("new"))));
            assertKeepsOut(service, authority.client(known));
            // Not by what was agreed on before, either.
            assertKeepsOut(service, session);
        }
    }

    @Test
    void aCertificateThatIsShownMustBeRightAlsoWhenNoneIsNeeded() throws Exception {
        try (var service = start(Map.of(
                        "COUNTERSIGN_HTTP_TLS_CLIENT_AUTH",
                        "optional",
                        "COUNTERSIGN_HTTP_TLS_CLIENT_CA",
                        clientCa.toString()))
                .serving()) {
            assertLetsIn(service, authority.client(null));
            assertLetsIn(service, authority.client(clients.issue("known")));
            assertKeepsOut(
                    service, authority.client(TestAuthority.named("foreign").issue("known")));
        }
    }

    @Test
    void theExpiryIsAMetricAndSaidWeeksBefore() throws Exception {
        var soon = authority.issue("soon", Duration.ofDays(-80), Duration.ofDays(5));
        soon.write(chain, key);
        try (var service = start(Map.of()).serving()) {
            var expires = soon.certificate().getNotAfter().toInstant();
            assertThat(service.operation("/metrics").body())
                    .containsPattern("countersign_tls_certificate_expiry_seconds\\{listener=\"http\"} "
                            + Pattern.quote(Double.toString(expires.getEpochSecond())));
            service.until(() -> service.operation("/ready").body().contains("certificate of http.tls"));
            assertThat(service.operation("/ready").body()).contains("expires " + expires);
            service.until(
                    () -> service.printed().contains("the certificate of http.tls (" + chain + ") expires " + expires));

            var next = authority.issue("next");
            next.write(chain, key);
            service.until(() -> !service.operation("/ready").body().contains("certificate of http.tls"));
            service.until(() -> service.printed().contains("the certificate of http.tls has been replaced in time"));
        }
    }

    @Test
    void aStartWithoutUsableFilesFails() throws IOException {
        Files.writeString(key, authority.issue("other").keyPem());
        try (var service = start(Map.of())) {
            assertThat(service.status()).isEqualTo(2);
            assertThat(service.printed())
                    .contains("countersign: http.tls: " + key + " is not the key of the certificate in " + chain);
        }
        Files.delete(chain);
        try (var service = start(Map.of())) {
            assertThat(service.status()).isEqualTo(2);
            assertThat(service.printed()).contains("countersign: http.tls: " + chain + ": no such file");
        }
    }

    private Countersign start(Map<String, String> more) throws IOException {
        var encrypted = new HashMap<>(Map.of(
                "COUNTERSIGN_HTTP_TLS_CERTIFICATE", chain.toString(), "COUNTERSIGN_HTTP_TLS_KEY", key.toString()));
        encrypted.putAll(more);
        return Countersign.node(database.uri(), data.keys(), encrypted);
    }

    private static void said(Countersign service, String sentence) {
        service.until(() -> service.printed().contains(sentence));
    }

    private void awaitOn(Countersign service, URI listener, Issued awaited) {
        service.until(() -> awaited.certificate().equals(shown(listener)));
    }

    /** The certificate that a new connection is shown, whether or not it wants one in return. */
    private @Nullable X509Certificate shown(URI listener) {
        try {
            return handshake(listener, authority.client(null), "TLSv1.3");
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static X509Certificate handshake(URI listener, SSLContext context, String version) throws IOException {
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", listener.getPort())) {
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** A handshake has a time limit, which a busy machine may miss. */
    private static void assertLetsIn(Countersign service, SSLContext client) {
        service.until(() -> isLetIn(service, client));
    }

    private static void assertKeepsOut(Countersign service, SSLContext client) {
        assertThat(isLetIn(service, client)).isFalse();
    }

    private static boolean isLetIn(Countersign service, SSLContext client) {
        try {
            return get(service, client, Version.HTTP_1_1).statusCode() == 200;
        } catch (SSLException refused) {
            return false;
        } catch (IOException closed) {
            // With TLS 1.3 the client has finished by then, and reads the refusal or an end.
            return false;
        }
    }

    private static HttpResponse<String> get(Countersign service, SSLContext context, Version version)
            throws IOException {
        try (var client =
                HttpClient.newBuilder().sslContext(context).version(version).build()) {
            return client.send(
                    HttpRequest.newBuilder(service.address().resolve("/api/v1/bootstrap"))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}

package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.tls.TestAuthority;
import dev.countersign.http.tls.TestAuthority.Issued;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Callers with client certificates, over real TLS. */
class CertificateCallersIT extends OneDatabase {
    private final TestAuthority servers = TestAuthority.named("servers");
    private final TestAuthority clients = TestAuthority.named("clients");

    @Test
    void aCertificateIsACallerWithWhatItsRuleGivesUnlessABearerIsThere() throws IOException {
        try (var service = start()) {
            var known = whoami(service, clients.issue("release"), null);
            assertThat(known.statusCode()).as(known.body()).isEqualTo(200);
            assertThat(known.body()).contains("\"kind\":\"certificate\"", "\"caller\":\"CN=release\"", "\"read\"");
            assertThat(post(service, clients.issue("release"))).isEqualTo(403);

            var without = whoami(service, null, null);
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(without.body()).contains("credentials are missing");
            for (var refused : new HttpResponse<?>[] {
                whoami(service, clients.issue("other"), null), whoami(service, clients.issue("release"), "cs_wrong"),
            }) {
                assertThat(refused.statusCode()).isEqualTo(401);
                assertThat(refused.body().toString()).contains("the credentials are not valid");
            }
        }
    }

    private Countersign start() throws IOException {
        var folder = Files.createDirectories(temporary.resolve("tls"));
        servers.issue("server").write(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        return Countersign.node(
                        database.uri(),
                        data.keys(),
                        Map.of(
                                "COUNTERSIGN_ACCESS_MODE",
                                "required",
                                "COUNTERSIGN_ACCESS_CERTIFICATES",
                                "[{\"subject\": \"CN=release\", \"grants\": \"read\"}]",
                                "COUNTERSIGN_HTTP_TLS_CERTIFICATE",
                                folder.resolve("chain.pem").toString(),
                                "COUNTERSIGN_HTTP_TLS_KEY",
                                folder.resolve("key.pem").toString(),
                                "COUNTERSIGN_HTTP_TLS_CLIENT_AUTH",
                                "optional",
                                "COUNTERSIGN_HTTP_TLS_CLIENT_CA",
                                clients.write(folder.resolve("clients.pem")).toString()))
                .serving();
    }

    private HttpResponse<String> whoami(Countersign service, @Nullable Issued certificate, @Nullable String bearer) {
        var request = HttpRequest.newBuilder(service.address().resolve("/api/v1/whoami"));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        return send(certificate, request);
    }

    private int post(Countersign service, Issued certificate) {
        return send(
                        certificate,
                        HttpRequest.newBuilder(service.address().resolve("/api/v1/artifacts"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")))
                .statusCode();
    }

    private HttpResponse<String> send(@Nullable Issued certificate, HttpRequest.Builder request) {
        try (var client =
                HttpClient.newBuilder().sslContext(servers.client(certificate)).build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }
}

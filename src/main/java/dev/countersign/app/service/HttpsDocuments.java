package dev.countersign.app.service;

import dev.countersign.access.IssuerAway;
import dev.countersign.access.oidc.IssuerDocuments;
import dev.countersign.app.config.StartFailure;
import dev.countersign.concurrent.WholeExchange;
import dev.countersign.json.Bytes;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What issuers publish, over https as the runtime verifies it. */
final class HttpsDocuments implements IssuerDocuments {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final HttpClient client;

    private HttpsDocuments(@Nullable SSLContext trust) {
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(PATIENCE);
        this.client = (trust == null ? builder : builder.sslContext(trust)).build();
    }

    /** @param ca authorities, PEM; null for those that the Java runtime trusts */
    static HttpsDocuments trusting(@Nullable Path ca) {
        return new HttpsDocuments(ca == null ? null : context(ca));
    }

    private static SSLContext context(Path ca) {
        try (var pem = Files.newInputStream(ca)) {
            var authorities = CertificateFactory.getInstance("X.509").generateCertificates(pem);
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var authority : authorities) {
                store.setCertificateEntry("ca-" + store.size(), authority);
            }
            if (store.size() == 0) {
                throw unusable(ca, "it holds no certificate");
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException failed) {
            throw unusable(ca, String.valueOf(failed.getMessage()));
        }
    }

    private static StartFailure unusable(Path ca, String why) {
        return StartFailure.misconfigured(
                "access.oidc: ca " + ca + " cannot be used: " + why + " (expected: certificates of authorities, PEM)");
    }

    @Override
    public Future<Bytes> read(URI address, int maxBytes) {
        var request = HttpRequest.newBuilder(address)
                .header("Accept", "application/json")
                .build();
        var body = BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes);
        return Future.fromCompletionStage(WholeExchange.begin(client, request, body, PATIENCE))
                .transform(answer -> {
                    if (answer.succeeded() && answer.result().statusCode() == 200) {
                        return Future.succeededFuture(Bytes.wrap(answer.result().body()));
                    }
                    return Future.failedFuture(new IssuerAway(address + " "
                            + (answer.succeeded()
                                    ? "answers with status " + answer.result().statusCode()
                                    : reason(answer.cause()))));
                });
    }

    private static String reason(Throwable failure) {
        return switch (failure) {
            case CompletionException wrapped when wrapped.getCause() != null -> reason(wrapped.getCause());
            case TimeoutException late -> "does not answer within " + PATIENCE.toSeconds() + " s";
            case IOException failed ->
                "cannot be read ("
                        + failed.getClass().getSimpleName().replace("Exception", "")
                        + (failed.getMessage() == null ? "" : ": " + failed.getMessage()) + ")";
            default -> "cannot be read (" + failure + ")";
        };
    }
}

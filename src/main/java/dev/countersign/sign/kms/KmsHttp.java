package dev.countersign.sign.kms;

import dev.countersign.concurrent.WholeExchange;
import dev.countersign.json.Bytes;
import dev.countersign.sign.KeyUnavailable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Sends requests to key services and blocks until they are answered. Any thread; virtual ones are meant. */
public final class KmsHttp {
    static final int MAX_ANSWER = 4 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final HttpClient client;
    private final Duration patience;

    /**
     * A sender.
     *
     * @param patience for a whole exchange
     * @param trust whose certificates are believed; null for those that the Java runtime trusts
     */
    public KmsHttp(Duration patience, @Nullable SSLContext trust) {
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Collections.min(List.of(patience, CONNECT)));
        this.client = (trust == null ? builder : builder.sslContext(trust)).build();
        this.patience = patience;
    }

    /** @throws KeyUnavailable when there is no answer */
    public KmsAnswer send(KmsRequest request) {
        var body = request.body();
        var http = HttpRequest.newBuilder(request.address())
                .method(
                        request.method(),
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.array()));
        request.headers().forEach(http::header);
        try {
            var limited = BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER);
            var answer = WholeExchange.send(client, http.build(), limited, patience);
            return new KmsAnswer(
                    answer.statusCode(), name -> answer.headers().firstValue(name), Bytes.wrap(answer.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KeyUnavailable.away(server(request) + ": interrupted");
        } catch (IOException e) {
            throw KeyUnavailable.away(server(request) + " " + reason(e));
        }
    }

    /** Whom a request is for, without the path: that may name what is nobody's business. */
    static String server(KmsRequest request) {
        var address = request.address();
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    /** Not so when a server ends in the middle of a handshake: then it is only away. */
    private static boolean isAboutCertificate(IOException failed) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private String reason(IOException failed) {
        return switch (failed) {
            case HttpTimeoutException _ -> "does not answer within " + patience.toSeconds() + " s";
            case ConnectException _ -> "cannot be connected to";
            case SSLHandshakeException _
            when isAboutCertificate(failed) ->
                "shows no certificate that is trusted: " + failed.getMessage()
                        + " (expected: one for this name, issued by an authority in the file that ca of this place"
                        + " names, or by one that the Java runtime trusts)";
            default ->
                "cannot be reached ("
                        + failed.getClass().getSimpleName().replace("Exception", "")
                        + (failed.getMessage() == null ? "" : ": " + failed.getMessage()) + ")";
        };
    }
}

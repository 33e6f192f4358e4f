package dev.countersign.http.metadata;

import dev.countersign.json.Json;
import dev.countersign.repository.RepositoryException;
import dev.countersign.wire.Sentences;
import dev.countersign.wire.WireNames;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Writes prepared files: conditional requests, HEAD, compressed variants, and access from pages of any origin. */
public final class FileAnswers {
    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    /** Of what never changes. */
    public static final CharSequence IMMUTABLE = HttpHeaders.createOptimized("public, max-age=31536000, immutable");

    /** Of what must be asked for anew each time. */
    public static final CharSequence REVALIDATE = HttpHeaders.createOptimized("public, no-cache");

    public static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    private static final CharSequence ANY = HttpHeaders.createOptimized("*");
    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    private static final CharSequence VARY_VALUE = HttpHeaders.createOptimized("Accept-Encoding");
    private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NO_SNIFF_VALUE = HttpHeaders.createOptimized("nosniff");

    private final Executor background;

    /** @param background compresses; may refuse work, which is then left out */
    public FileAnswers(Executor background) {
        this.background = background;
    }

    public void send(HttpServerRequest request, PreparedFile file) {
        var asked = request.headers();
        var accepts = file.varies() ? asked.get(HttpHeaders.ACCEPT_ENCODING) : null;
        var variant = file.variant(AcceptEncoding.prefersGzip(accepts), background);
        var response = request.response();
        var headers = response.headers();
        headers.set(HttpHeaders.ETAG, variant.etag());
        headers.set(HttpHeaders.CACHE_CONTROL, file.cacheControl());
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
        if (file.varies()) {
            headers.set(HttpHeaders.VARY, VARY_VALUE);
        }
        if (isKnown(asked.get(HttpHeaders.IF_NONE_MATCH), variant.etag())) {
            finish(response.setStatusCode(304).end());
            return;
        }
        describe(headers, file, variant);
        if (HttpMethod.HEAD.equals(request.method())) {
            finish(response.end());
        } else {
            send(request, variant);
        }
    }

    /** The streams of HTTP/2 share a connection, so the kernel cannot send a file for one of them. */
    private void send(HttpServerRequest request, PreparedFile.Variant variant) {
        var response = request.response();
        var file = request.version() == HttpVersion.HTTP_2 ? null : variant.file(background);
        if (file == null) {
            finish(response.end(variant.body()));
        } else {
            finish(response.sendFile(file, 0, variant.size()).andThen(_ -> variant.sent()));
        }
    }

    private static void describe(MultiMap headers, PreparedFile file, PreparedFile.Variant variant) {
        headers.set(HttpHeaders.CONTENT_TYPE, file.contentType());
        headers.set(HttpHeaders.CONTENT_LENGTH, variant.length());
        headers.set(NO_SNIFF, NO_SNIFF_VALUE);
        if (variant.isCompressed()) {
            headers.set(HttpHeaders.CONTENT_ENCODING, GZIP);
        }
    }

    /** An answer that is not a file; its body is an object with a sentence under {@code detail}. */
    public void refuse(HttpServerRequest request, int status, CharSequence cacheControl, String sentence) {
        var response = request.response().setStatusCode(status);
        response.headers()
                .set(HttpHeaders.CONTENT_TYPE, JSON)
                .set(HttpHeaders.CACHE_CONTROL, cacheControl)
                .set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY)
                .set(NO_SNIFF, NO_SNIFF_VALUE);
        if (status == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        var body = Buffer.buffer(
                Json.object().put(WireNames.DETAIL, sentence).build().toText());
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        finish(HttpMethod.HEAD.equals(request.method()) ? response.end() : response.end(body));
    }

    public void notFound(HttpServerRequest request, CharSequence cacheControl) {
        refuse(request, 404, cacheControl, Sentences.NOT_FOUND);
    }

    /** What cannot be read now is not missing: clients and caches must try again. */
    public void refuse(HttpServerRequest request, Throwable cause) {
        switch (cause) {
            case RepositoryException.Gone _ -> notFound(request, NO_STORE);
            case RepositoryException.Damaged damaged ->
                refuse(request, 500, NO_STORE, String.valueOf(damaged.getMessage()));
            default -> refuse(request, 503, NO_STORE, "the file cannot be read now; ask for it again in 1 s");
        }
    }

    /** Answers what is neither GET nor HEAD. */
    public void otherMethod(HttpServerRequest request) {
        if (HttpMethod.OPTIONS.equals(request.method())) {
            request.response()
                    .setStatusCode(204)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS")
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ANY)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400")
                    .putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS")
                    .end();
            return;
        }
        request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS");
        refuse(request, 405, NO_STORE, Sentences.METHOD_NOT_ALLOWED);
    }

    /** Weak comparison, as RFC 9110, 13.1.2 asks for here. */
    public static boolean isKnown(@Nullable String ifNoneMatch, CharSequence etag) {
        if (ifNoneMatch == null) {
            return false;
        }
        return ifNoneMatch.strip().equals("*") || ifNoneMatch.contains(etag);
    }

    /** Nothing is left to do for a client that has gone away. */
    private static void finish(io.vertx.core.Future<Void> written) {
        written.onFailure(gone -> {});
    }
}

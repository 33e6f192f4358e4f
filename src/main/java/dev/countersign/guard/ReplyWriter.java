package dev.countersign.guard;

import dev.countersign.http.metadata.AcceptEncoding;
import dev.countersign.http.metadata.FileAnswers;
import dev.countersign.json.Bytes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers. All of them are to be asked for anew each time, so that what is withdrawn is withheld from a client that
 * has it already. On the event loop of the request.
 */
final class ReplyWriter {
    private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NO_SNIFF_VALUE = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence ERROR_MESSAGE = HttpHeaders.createOptimized("X-Error-Message");
    private static final CharSequence REPR_DIGEST = HttpHeaders.createOptimized("Repr-Digest");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence BYTES = HttpHeaders.createOptimized("bytes");
    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    private static final String VARY_VALUE = "Accept, Accept-Encoding";

    /** So that people see whom to ask. */
    private static final String NAME = "Countersign: ";

    private static final int LONGEST_REASON = 400;

    private ReplyWriter() {}

    static void write(HttpServerRequest request, GuardReply reply) {
        switch (reply) {
            case GuardReply.SignedArtifact(var file, var type) -> artifact(request, file, type);
            case GuardReply.ArtifactHead head -> head(request, head);
            case GuardReply.MadeDocument page -> page(request, page);
            case GuardReply.Elsewhere(var location) ->
                finish(request.response()
                        .setStatusCode(301)
                        .putHeader(HttpHeaders.LOCATION, location)
                        .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
                        .end());
        }
    }

    private static void artifact(HttpServerRequest request, VerifiedContent file, String type) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            file.close();
            return;
        }
        var sent = described(request, file.etag(), type)
                ? send(request, file)
                : response.setStatusCode(304).end();
        finish(sent.andThen(_ -> file.close()));
    }

    private static void head(HttpServerRequest request, GuardReply.ArtifactHead head) {
        var response = request.response();
        if (described(request, head.etag(), head.contentType())) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(head.length()));
        } else {
            response.setStatusCode(304);
        }
        finish(response.end());
    }

    /** Writes the headers that all answers to an artifact have; false when the client has this content already. */
    private static boolean described(HttpServerRequest request, String etag, String type) {
        var headers = request.response().headers();
        headers.set(HttpHeaders.ETAG, etag);
        headers.set(HttpHeaders.CACHE_CONTROL, NO_CACHE);
        if (FileAnswers.isKnown(request.getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
            return false;
        }
        headers.set(HttpHeaders.ACCEPT_RANGES, BYTES);
        headers.set(HttpHeaders.CONTENT_TYPE, type);
        headers.set(NO_SNIFF, NO_SNIFF_VALUE);
        return true;
    }

    private static Future<Void> send(HttpServerRequest request, VerifiedContent file) {
        var response = request.response();
        var part = ByteRange.parse(range(request, file.etag()), file.length());
        if (part.isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(file.length()));
            return file.length() == 0 ? response.end() : response.sendFile(file.channel(), 0, file.length());
        }
        var range = part.get();
        response.putHeader(HttpHeaders.CONTENT_RANGE, range.contentRange(file.length()));
        if (range.isNowhere()) {
            return response.setStatusCode(416).end();
        }
        response.setStatusCode(206).putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(range.length()));
        return response.sendFile(file.channel(), range.from(), range.length());
    }

    /**
     * What is asked for of a content, to GET only (RFC 9110, 14.2), and only of this: a part of another is no use to a client
     * (13.1.5).
     */
    private static @Nullable String range(HttpServerRequest request, String etag) {
        var of = request.getHeader("If-Range");
        return HttpMethod.GET.equals(request.method()) && (of == null || of.equals(etag))
                ? request.getHeader("Range")
                : null;
    }

    private static void page(HttpServerRequest request, GuardReply.MadeDocument page) {
        var response = request.response().setStatusCode(page.status());
        var headers = response.headers();
        var gzip = page.gzip();
        boolean compressed = gzip != null && AcceptEncoding.prefersGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        var body = compressed ? Objects.requireNonNull(gzip) : page.body();
        var etag = etag(page, compressed);
        headers.set(HttpHeaders.CACHE_CONTROL, page.status() == 200 ? NO_CACHE : NO_STORE);
        headers.set(HttpHeaders.VARY, VARY_VALUE);
        if (page.status() == 200) {
            headers.set(HttpHeaders.ETAG, etag);
            if (FileAnswers.isKnown(request.getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
                finish(response.setStatusCode(304).end());
                return;
            }
        }
        if (compressed) {
            headers.set(HttpHeaders.CONTENT_ENCODING, GZIP);
        }
        headers.set(HttpHeaders.CONTENT_TYPE, page.contentType());
        headers.set(NO_SNIFF, NO_SNIFF_VALUE);
        end(request, page.tags() == null ? Buffer.buffer(body.array()) : rest(request, page, etag));
    }

    /** Of a document that grows at its end, as a rule only what is new. */
    private static Buffer rest(HttpServerRequest request, GuardReply.MadeDocument page, String etag) {
        var response = request.response();
        response.putHeader(REPR_DIGEST, reprDigest(page.body()));
        response.putHeader(HttpHeaders.ACCEPT_RANGES, BYTES);
        var whole = Buffer.buffer(page.body().array());
        return page.rest(range(request, etag), request.getHeader(HttpHeaders.IF_NONE_MATCH))
                .map(part -> {
                    response.setStatusCode(206).putHeader(HttpHeaders.CONTENT_RANGE, part.contentRange(whole.length()));
                    return whole.slice((int) part.from(), whole.length());
                })
                .orElse(whole);
    }

    private static String etag(GuardReply.MadeDocument page, boolean compressed) {
        var tags = page.tags();
        return tags == null ? '"' + page.body().sha256().hex() + (compressed ? "-gzip\"" : "\"") : tags.whole();
    }

    /** What newer versions of Bundler compare what they have put together with (RFC 9530). */
    private static String reprDigest(Bytes content) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(content.sha256().array()) + ":";
    }

    static void refuse(HttpServerRequest request, Withheld withheld, RefusalForm form) {
        var response = request.response();
        if (response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        var status = withheld.why().status();
        var reason = NAME + withheld.reason();
        var phrase = ascii(reason);
        response.setStatusCode(status).setStatusMessage(phrase);
        response.headers()
                .set(HttpHeaders.CONTENT_TYPE, form.contentType())
                .set(HttpHeaders.CACHE_CONTROL, NO_STORE)
                .set(NO_SNIFF, NO_SNIFF_VALUE)
                .set(ERROR_MESSAGE, phrase);
        withheld.again()
                .ifPresent(wait ->
                        response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds()))));
        if (withheld.why() == Withheld.Why.OTHER_METHOD) {
            response.putHeader(HttpHeaders.ALLOW, "GET, HEAD");
        }
        if (withheld.why() == Withheld.Why.NOT_ADMITTED) {
            response.putHeader("WWW-Authenticate", "Basic realm=\"countersign guard\", charset=\"UTF-8\"");
        }
        end(request, Buffer.buffer(form.body(status, reason)));
    }

    /** A reason phrase is one line of ASCII. */
    private static String ascii(String reason) {
        var line = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "..." : reason;
        return line.replaceAll("[^ -~]", "?");
    }

    static void text(HttpServerRequest request, int status, String type, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
        end(request, Buffer.buffer(body));
    }

    private static void end(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        finish(HttpMethod.HEAD.equals(request.method()) ? response.end() : response.end(body));
    }

    /** The client has gone away: nothing is left to do. */
    private static void finish(Future<Void> written) {
        written.onFailure(gone -> {});
    }
}

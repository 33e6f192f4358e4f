package dev.countersign.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.client.Credentials;
import dev.countersign.json.Bytes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Index documents of registries: whole, bounded, in memory. One that a registry says has not changed is not sent again.
 * Nothing of them is verified. Any thread; calls wait.
 */
final class RegistryDocuments {
    private static final int MOST_KEPT = 64 << 20;

    private final Upstream upstream;
    private final int mostBytes;
    private final Cache<DocumentKey, FetchedIndex> kept;

    private record DocumentKey(URI address, String accept, URI server) {}

    /** @param mostBytes of one document */
    RegistryDocuments(Upstream upstream, int mostBytes) {
        this.upstream = upstream;
        this.mostBytes = mostBytes;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(MOST_KEPT)
                .<DocumentKey, FetchedIndex>weigher(
                        (_, document) -> document.body().length() + 1024)
                .executor(Runnable::run)
                .build();
    }

    /**
     * The document at an address, as it is now.
     *
     * @throws Withheld when there is none, or it cannot be had
     */
    FetchedIndex fetch(URI address, String accept, Credentials credentials) {
        var key = new DocumentKey(address, accept, credentials.server());
        var before = kept.getIfPresent(key);
        var headers = new ArrayList<Credentials.Header>();
        headers.add(new Credentials.Header("Accept", accept));
        headers.add(new Credentials.Header("Accept-Encoding", "gzip"));
        if (before != null && before.etag() != null) {
            headers.add(new Credentials.Header("If-None-Match", before.etag()));
        }
        try (var answer = upstream.send(Upstream.UpstreamRequest.get(address, headers), credentials)) {
            if (answer.status() == 304 && before != null) {
                return before;
            }
            if (answer.status() != 200) {
                throw refused(address, answer);
            }
            var document = new FetchedIndex(
                    answer.address(),
                    body(address, answer),
                    contentType(answer),
                    answer.header("ETag").orElse(null));
            kept.put(key, document);
            return document;
        }
    }

    /** Posts what a client has posted, and gives back what the registry answers, whatever that is. */
    GuardReply.MadeDocument post(URI address, PostedBody body, Credentials credentials) {
        var headers = new ArrayList<>(List.of(
                new Credentials.Header("Accept", "application/json"),
                new Credentials.Header("Accept-Encoding", "gzip")));
        if (!body.contentType().isEmpty()) {
            headers.add(new Credentials.Header("Content-Type", body.contentType()));
        }
        if (!body.contentEncoding().isEmpty()) {
            headers.add(new Credentials.Header("Content-Encoding", body.contentEncoding()));
        }
        var bytes = Buffer.buffer(body.bytes().array());
        try (var answer =
                upstream.send(new Upstream.UpstreamRequest(HttpMethod.POST, address, headers, bytes), credentials)) {
            if (answer.status() >= 300 && answer.status() < 400) {
                throw Upstream.away(address, "HTTP " + answer.status());
            }
            return GuardReply.MadeDocument.of(answer.status(), body(address, answer), contentType(answer));
        }
    }

    private static String contentType(UpstreamAnswer answer) {
        return answer.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    }

    /** What an answer other than 200 means for the client. */
    static Withheld refused(URI address, UpstreamAnswer answer) {
        return switch (answer.status()) {
            case 404, 410 -> new Withheld(Withheld.Why.NOT_THERE, "the registry has no " + address.getPath());
            case 401, 403, 407, 451 ->
                new Withheld(
                        Withheld.Why.REGISTRY_REFUSES,
                        "the registry does not give it to this guard (HTTP " + answer.status()
                                + "); are the guard's credentials for it right?");
            default -> Upstream.away(address, "HTTP " + answer.status());
        };
    }

    private Bytes body(URI address, UpstreamAnswer answer) {
        var compressed = new ByteArrayOutputStream();
        try {
            for (var piece = answer.next(); piece != null; piece = answer.next()) {
                if (compressed.size() + (long) piece.length() > mostBytes) {
                    throw tooLarge(address);
                }
                compressed.writeBytes(piece.getBytes());
            }
            var body = compressed.toByteArray();
            return answer.isCompressed() ? Bytes.wrap(decoded(address, answer, body)) : Bytes.wrap(body);
        } catch (IOException e) {
            throw Upstream.away(address, String.valueOf(e.getMessage()));
        }
    }

    private byte[] decoded(URI address, UpstreamAnswer answer, byte[] body) throws IOException {
        var coding = answer.header("Content-Encoding")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .strip();
        try (var in = decoder(coding, new ByteArrayInputStream(body))) {
            var decoded = in.readNBytes(mostBytes);
            if (in.read() >= 0) {
                throw tooLarge(address);
            }
            return decoded;
        }
    }

    private static InputStream decoder(String coding, InputStream in) throws IOException {
        return switch (coding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            default -> throw new IOException("its coding is " + Withheld.shown(coding) + ", and gzip was asked for");
        };
    }

    private Withheld tooLarge(URI address) {
        return new Withheld(
                Withheld.Why.REGISTRY_AWAY,
                "the index " + address.getPath() + " is larger than " + mostBytes + " bytes (guard.index-size)");
    }

    /** As it was last fetched; empty when it was not, or is not kept any more. */
    Optional<FetchedIndex> last(URI address, String accept, Credentials credentials) {
        return Optional.ofNullable(kept.getIfPresent(new DocumentKey(address, accept, credentials.server())));
    }
}

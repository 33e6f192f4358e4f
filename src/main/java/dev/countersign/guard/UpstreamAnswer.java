package dev.countersign.guard;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a registry answers: its head, and its body piece by piece, of which a few are fetched ahead. Read by one thread. */
final class UpstreamAnswer implements AutoCloseable {
    private static final int AHEAD = 8;

    private final URI address;
    private final HttpClientResponse response;
    private final BlockingQueue<BodyEvent> events = new LinkedBlockingQueue<>();
    private volatile boolean complete;

    /** One piece of a body, or how it ends. */
    private sealed interface BodyEvent {}

    private record BodyPiece(Buffer bytes) implements BodyEvent {}

    private record BodyEnd() implements BodyEvent {}

    private record BodyCut(Throwable cause) implements BodyEvent {}

    /** To be made in the moment in which the head arrives, before anything of the body does. */
    UpstreamAnswer(URI address, HttpClientResponse response) {
        this.address = address;
        this.response = response;
        response.pause();
        response.handler(bytes -> events.add(new BodyPiece(bytes)));
        response.endHandler(_ -> {
            complete = true;
            events.add(new BodyEnd());
        });
        response.exceptionHandler(cause -> events.add(new BodyCut(cause)));
        response.fetch(AHEAD);
    }

    /** Who answers, after redirects. */
    URI address() {
        return address;
    }

    int status() {
        return response.statusCode();
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(response.getHeader(name));
    }

    /** What the head says by which a change of the content could be seen; empty when it says nothing. */
    Optional<String> state() {
        return header("ETag").or(() -> header("Last-Modified"));
    }

    /** What the head says of the length of the body. */
    OptionalLong length() {
        var text = header("Content-Length").orElse("");
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    boolean isCompressed() {
        return header("Content-Encoding")
                .filter(coding -> !coding.isBlank() && !coding.equalsIgnoreCase("identity"))
                .isPresent();
    }

    /**
     * The next piece of the body; null at its end.
     *
     * @throws IOException when the body is cut, or nothing comes for too long
     */
    @Nullable
    Buffer next() throws IOException {
        try {
            return switch (events.poll(Upstream.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                case BodyPiece(var bytes) -> {
                    response.fetch(1);
                    yield bytes;
                }
                case BodyEnd end -> null;
                case BodyCut(var cause) -> throw new IOException(Upstream.reason(cause));
                case null -> throw new IOException("nothing came for " + Upstream.PATIENCE.toSeconds() + " s");
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Lets go of what was not read. */
    @Override
    public void close() {
        if (!complete) {
            response.request().reset().onFailure(_ -> {});
        }
    }
}

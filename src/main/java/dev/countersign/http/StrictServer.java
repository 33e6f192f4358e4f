package dev.countersign.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP/1.1, and with TLS HTTP/2, as both ports of the service speak it. */
public final class StrictServer {
    private static final Logger LOG = LoggerFactory.getLogger(StrictServer.class);
    static final int MAX_HEADER_BYTES = 16 << 10;
    static final int MAX_LINE_BYTES = 8 << 10;

    /** Requests that one connection of HTTP/2 may have open at once. */
    private static final int MAX_STREAMS = 100;

    private StrictServer() {}

    /**
     * Bodies are neither inflated nor deflated here: what is served compressed was compressed before. Nor is a sender
     * told to continue: that follows from what it wants to send. HTTP/2 without TLS is not offered: an upgrade to it
     * leads callers past the rules of a proxy in front. Resets are bounded to what a hasty reader sends.
     *
     * @param idleTimeout after which a silent connection is closed; whole seconds
     */
    public static HttpServerOptions options(Duration idleTimeout) {
        return new HttpServerOptions()
                .setTcpNoDelay(true)
                .setAcceptBacklog(4096)
                .setIdleTimeout((int) Math.max(1, idleTimeout.toSeconds()))
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setInitialSettings(
                        new Http2Settings().setMaxConcurrentStreams(MAX_STREAMS).setMaxHeaderListSize(MAX_HEADER_BYTES))
                .setHttp2RstFloodMaxRstFramePerWindow(MAX_STREAMS * 2)
                .setHttp2RstFloodWindowDuration(30)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS);
    }

    /** A server that does not listen yet. */
    public static HttpServer create(
            Vertx vertx, HttpServerOptions options, ConnectionLimits limits, Handler<HttpServerRequest> handler) {
        var answers =
                new AnswerWriter(new RequestIds(ThreadLocalRandom.current().nextLong()));
        options.setSslHandshakeTimeout(limits.headTime().toMillis()).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        return vertx.createHttpServer(options)
                // Without a handler each is a line in the log, and anybody can cause any number of them.
                .exceptionHandler(failure -> LOG.debug("a connection has failed: {}", failure.getMessage()))
                .connectionHandler(connection -> StrictRequestDecoder.install(connection, options, limits))
                .invalidRequestHandler(request -> answers.refuse(
                        request, Unreadable.head(request.decoderResult().cause())))
                .requestHandler(options.isSsl() ? strict(handler, answers) : handler);
    }

    /** What the decoder of HTTP/2 lets through and ours of HTTP/1.1 would not. */
    private static Handler<HttpServerRequest> strict(Handler<HttpServerRequest> handler, AnswerWriter answers) {
        return request -> {
            if (request.version() == HttpVersion.HTTP_2) {
                try {
                    Framing.check(request);
                } catch (Refusal refusal) {
                    answers.refuse(request, refusal);
                    return;
                }
            }
            handler.handle(request);
        };
    }
}

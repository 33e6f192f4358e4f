package dev.countersign.app.service;

import dev.countersign.http.ConnectionLimits;
import dev.countersign.http.tls.ServerTls;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a port is listened on.
 *
 * @param port 0 takes a free one; {@link HttpVerticle#ONE_FREE_PORT} takes one that all listeners share
 * @param tls null for none
 * @param versions of HTTP that are agreed on with TLS; without it there is 1.1 only
 */
public record Listening(
        String host,
        int port,
        @Nullable ServerTls tls,
        List<HttpVersion> versions,
        ConnectionLimits limits,
        Duration idleTimeout) {
    /** For who may use either. */
    public static final List<HttpVersion> BOTH_VERSIONS = List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1);

    public Listening {
        versions = List.copyOf(versions);
    }
}

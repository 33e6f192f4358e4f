package dev.countersign.app.service;

import dev.countersign.http.ConnectionLimits;
import dev.countersign.http.tls.ServerTls;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a port is listened on.
 *
 * @param port 0 takes a free one; {@link HttpVerticle#ONE_FREE_PORT} takes one that all listeners share
 * @param tls null for none
 */
public record Listening(
        String host, int port, @Nullable ServerTls tls, ConnectionLimits limits, Duration idleTimeout) {}

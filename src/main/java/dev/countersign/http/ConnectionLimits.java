package dev.countersign.http;

import java.time.Duration;

/**
 * What connections to one port may hold of this process.
 *
 * @param open at once; further ones are closed as soon as they are accepted
 * @param openPerAddress of those from one address; a named proxy may have any number
 * @param headTime for the head of a request to arrive from its first byte on, and for a TLS handshake
 * @param messageTime for all of a request; what its operation allows is less
 */
public record ConnectionLimits(int open, int openPerAddress, Duration headTime, Duration messageTime) {
    /** How long what is left of a body that was refused in time may still take. */
    public static final Duration AFTER_BODY = Duration.ofSeconds(10);

    public static final ConnectionLimits DEFAULT = new ConnectionLimits(
            16_384, 1024, Duration.ofSeconds(10), BodyLimits.DEFAULT.time().plus(AFTER_BODY));
}

package dev.countersign.client;

import java.time.InstantSource;

/**
 * How a client works.
 *
 * @param clock by which metadata expires
 * @param limits of what a repository may ask
 */
public record ClientSettings(InstantSource clock, ClientLimits limits) {
    /** The time of this machine, and the limits of most clients. */
    public static final ClientSettings USUAL = new ClientSettings(InstantSource.system(), ClientLimits.USUAL);

    public ClientSettings withClock(InstantSource other) {
        return new ClientSettings(other, limits);
    }

    public ClientSettings withLimits(ClientLimits other) {
        return new ClientSettings(clock, other);
    }
}

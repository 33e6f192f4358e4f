package dev.countersign.http;

/**
 * How many requests a second are answered, on average over some ten seconds.
 *
 * @param requests of one caller; lists of artifacts are not counted, because their intake has bounds of its own
 * @param refused from one address that come without a right to what they ask for
 */
public record RateLimits(int requests, int refused) {
    public static final RateLimits DEFAULT = new RateLimits(2000, 100);
}

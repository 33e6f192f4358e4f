package dev.countersign.http;

import io.vertx.core.http.HttpMethod;
import java.time.Duration;

/**
 * One operation of the interface.
 *
 * @param path without a slash at its end; the form with one is answered alike
 * @param hold how long it may keep its answer back when nothing is wrong
 * @param maxBodyBytes of its body; 0 when it takes none and whatever is sent is ignored
 */
record Operation(HttpMethod method, String path, int maxBodyBytes, Duration hold, Responder endpoint) {
    /** How long anything it needs may take: with that, no request waits longer than ten seconds for a store. */
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    Duration patience() {
        return PATIENCE.plus(hold);
    }

    static Operation get(String path, Responder endpoint) {
        return new Operation(HttpMethod.GET, path, 0, Duration.ZERO, endpoint);
    }

    Operation holding(Duration time) {
        return new Operation(method, path, maxBodyBytes, time, endpoint);
    }

    static Operation post(String path, int maxBodyBytes, Responder endpoint) {
        return new Operation(HttpMethod.POST, path, maxBodyBytes, Duration.ZERO, endpoint);
    }

    static Operation put(String path, int maxBodyBytes, Responder endpoint) {
        return new Operation(HttpMethod.PUT, path, maxBodyBytes, Duration.ZERO, endpoint);
    }
}

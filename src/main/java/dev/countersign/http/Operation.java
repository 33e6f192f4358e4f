package dev.countersign.http;

import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.function.Function;

/**
 * One operation of the interface.
 *
 * @param path without a slash at its end; the form with one is answered alike. A part in braces stands for any one name
 * @param hold how long it may keep its answer back when nothing is wrong
 * @param maxBodyBytes of its body; 0 when it takes none and whatever is sent is ignored
 * @param endpoint finds what answers it, in whatever it is an operation on
 */
public record Operation<T>(
        HttpMethod method, String path, int maxBodyBytes, Duration hold, Function<T, Responder> endpoint) {
    /** How long anything it needs may take: with that, no request waits longer than ten seconds for a store. */
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    Duration patience() {
        return PATIENCE.plus(hold);
    }

    public static <T> Operation<T> get(String path, Function<T, Responder> endpoint) {
        return new Operation<>(HttpMethod.GET, path, 0, Duration.ZERO, endpoint);
    }

    public Operation<T> holding(Duration time) {
        return new Operation<>(method, path, maxBodyBytes, time, endpoint);
    }

    public static <T> Operation<T> post(String path, int maxBodyBytes, Function<T, Responder> endpoint) {
        return new Operation<>(HttpMethod.POST, path, maxBodyBytes, Duration.ZERO, endpoint);
    }

    public static <T> Operation<T> put(String path, int maxBodyBytes, Function<T, Responder> endpoint) {
        return new Operation<>(HttpMethod.PUT, path, maxBodyBytes, Duration.ZERO, endpoint);
    }

    public static <T> Operation<T> delete(String path, Function<T, Responder> endpoint) {
        return new Operation<>(HttpMethod.DELETE, path, 0, Duration.ZERO, endpoint);
    }
}

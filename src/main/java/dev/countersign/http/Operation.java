package dev.countersign.http;

import dev.countersign.access.Permission;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.function.Function;

/**
 * One operation of the interface. All are listed by the methods {@code operations} of {@code api.RepositoryApi}, for one
 * repository, and {@code api.ServiceApi}, for the service.
 *
 * @param path without a slash at its end; the form with one is answered alike. A part in braces stands for any one name
 * @param need what a caller needs for it
 * @param hold how long it may keep its answer back when nothing is wrong
 * @param maxBodyBytes of its body; 0 when it takes none and whatever is sent is ignored
 * @param endpoint finds what answers it, in whatever it is an operation on
 */
public record Operation<T>(
        HttpMethod method, String path, Need need, int maxBodyBytes, Duration hold, Function<T, Responder> endpoint) {
    /** How long anything it needs may take: with that, no request waits longer than ten seconds for a store. */
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    /** What the audit calls it. */
    String name() {
        return method.name() + " " + path;
    }

    Duration patience() {
        return PATIENCE.plus(hold);
    }

    public static <T> Operation<T> get(String path, Permission permission, Function<T, Responder> endpoint) {
        return get(path, new Need.Permitted(permission), endpoint);
    }

    public static <T> Operation<T> get(String path, Need need, Function<T, Responder> endpoint) {
        return new Operation<>(HttpMethod.GET, path, need, 0, Duration.ZERO, endpoint);
    }

    public Operation<T> holding(Duration time) {
        return new Operation<>(method, path, need, maxBodyBytes, time, endpoint);
    }

    public static <T> Operation<T> post(
            String path, Permission permission, int maxBodyBytes, Function<T, Responder> endpoint) {
        return of(HttpMethod.POST, path, permission, maxBodyBytes, endpoint);
    }

    public static <T> Operation<T> put(
            String path, Permission permission, int maxBodyBytes, Function<T, Responder> endpoint) {
        return of(HttpMethod.PUT, path, permission, maxBodyBytes, endpoint);
    }

    public static <T> Operation<T> delete(String path, Permission permission, Function<T, Responder> endpoint) {
        return of(HttpMethod.DELETE, path, permission, 0, endpoint);
    }

    private static <T> Operation<T> of(
            HttpMethod method, String path, Permission permission, int maxBodyBytes, Function<T, Responder> endpoint) {
        return new Operation<>(method, path, new Need.Permitted(permission), maxBodyBytes, Duration.ZERO, endpoint);
    }
}

package dev.countersign.guard;

import io.vertx.core.http.HttpServerRequest;

/** Who may ask a guard for packages. Called on event loops: does not wait. */
@FunctionalInterface
public interface Admission {
    /** Whoever reaches it. */
    Admission EVERYBODY = _ -> {};

    /** @throws Withheld for who is not let in */
    void check(HttpServerRequest request);
}

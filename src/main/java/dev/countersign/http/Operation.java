package dev.countersign.http;

import io.vertx.core.http.HttpMethod;

/**
 * One operation of the interface.
 *
 * @param path without a slash at its end; the form with one is answered alike
 * @param maxBodyBytes of its body; 0 when it takes none and whatever is sent is ignored
 */
record Operation(HttpMethod method, String path, int maxBodyBytes, Endpoint endpoint) {
    static Operation get(String path, Endpoint endpoint) {
        return new Operation(HttpMethod.GET, path, 0, endpoint);
    }

    static Operation post(String path, int maxBodyBytes, Endpoint endpoint) {
        return new Operation(HttpMethod.POST, path, maxBodyBytes, endpoint);
    }

    static Operation put(String path, int maxBodyBytes, Endpoint endpoint) {
        return new Operation(HttpMethod.PUT, path, maxBodyBytes, endpoint);
    }
}

package dev.countersign.sign.kms;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A request of a key service. It does not print its headers: they hold credentials.
 *
 * @param body null for none
 */
public record KmsRequest(
        String method,
        URI address,
        SequencedMap<String, String> headers,
        @Nullable Bytes body) {

    /** What lies at a path of a server, whose address may end with a slash. */
    public static URI at(URI server, String path) {
        var base = server.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    public static KmsRequest get(URI address) {
        return new KmsRequest("GET", address, new LinkedHashMap<>(Map.of("Accept", "application/json")), null);
    }

    public static KmsRequest post(URI address, Json.Obj body) {
        return new KmsRequest("POST", address, new LinkedHashMap<>(), Bytes.utf8(body.toText()))
                .with("Content-Type", "application/json")
                .with("Accept", "application/json");
    }

    /** The form that OAuth takes. */
    public static KmsRequest form(URI address, String body) {
        return new KmsRequest("POST", address, new LinkedHashMap<>(), Bytes.utf8(body))
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with("Accept", "application/json");
    }

    /** The body; empty without one. */
    public Bytes bytes() {
        return body == null ? Bytes.EMPTY : body;
    }

    public KmsRequest with(String header, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new KmsRequest(method, address, all, body);
    }

    @Override
    public String toString() {
        return method + " " + address;
    }
}

package dev.countersign.http;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.countersign.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** An object of an answer in the making; members come out in the order they are put. */
final class ObjectBuilder {
    private final SequencedMap<String, Json> members = new LinkedHashMap<>();

    @CanIgnoreReturnValue
    ObjectBuilder put(String name, Json value) {
        members.put(name, value);
        return this;
    }

    @CanIgnoreReturnValue
    ObjectBuilder put(String name, String value) {
        return put(name, new Json.Str(value));
    }

    @CanIgnoreReturnValue
    ObjectBuilder put(String name, long value) {
        return put(name, new Json.Int(value));
    }

    @CanIgnoreReturnValue
    ObjectBuilder put(String name, boolean value) {
        return put(name, new Json.Bool(value));
    }

    @CanIgnoreReturnValue
    ObjectBuilder put(String name, List<String> values) {
        return put(name, new Json.Arr(values.stream().<Json>map(Json.Str::new).toList()));
    }

    Json.Obj build() {
        return new Json.Obj(members);
    }
}

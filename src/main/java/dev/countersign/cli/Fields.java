package dev.countersign.cli;

import dev.countersign.json.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A JSON object under construction, for {@code --output json} and request bodies; members keep their order. */
public final class Fields {
    private final SequencedMap<String, Json> members = new LinkedHashMap<>();

    public Fields put(String name, Json value) {
        members.put(name, value);
        return this;
    }

    /** Leaves the member out when there is no value. */
    public Fields put(String name, @Nullable String value) {
        return value == null ? this : put(name, new Json.Str(value));
    }

    public Fields put(String name, long value) {
        return put(name, new Json.Int(value));
    }

    public Fields put(String name, boolean value) {
        return put(name, new Json.Bool(value));
    }

    public Fields put(String name, Collection<String> values) {
        return put(name, strings(values));
    }

    public Json.Obj json() {
        return new Json.Obj(members);
    }

    public static Json.Arr strings(Collection<String> values) {
        return new Json.Arr(
                values.stream().map(value -> (Json) new Json.Str(value)).toList());
    }
}

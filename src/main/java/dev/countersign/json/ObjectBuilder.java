package dev.countersign.json;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object in the making: {@link Json#object}. Members come out in the order they are put; one without a value is
 * left out.
 */
public final class ObjectBuilder {
    private final SequencedMap<String, Json> members = new LinkedHashMap<>();

    ObjectBuilder() {}

    @CanIgnoreReturnValue
    public ObjectBuilder put(String name, @Nullable Json value) {
        if (value != null) {
            members.put(name, value);
        }
        return this;
    }

    @CanIgnoreReturnValue
    public ObjectBuilder put(String name, @Nullable String value) {
        return value == null ? this : put(name, new Json.Str(value));
    }

    @CanIgnoreReturnValue
    public ObjectBuilder put(String name, long value) {
        return put(name, new Json.Int(value));
    }

    @CanIgnoreReturnValue
    public ObjectBuilder put(String name, boolean value) {
        return put(name, new Json.Bool(value));
    }

    @CanIgnoreReturnValue
    public ObjectBuilder put(String name, Collection<String> values) {
        return put(name, Json.strings(values));
    }

    public Json.Obj build() {
        return new Json.Obj(members);
    }
}

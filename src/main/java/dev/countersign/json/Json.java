package dev.countersign.json;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A JSON value, immutable. */
public sealed interface Json {
    /**
     * Parses strictly: valid UTF-8 without a byte order mark, one value and nothing after it, no member twice, no lone
     * surrogate, bounded depth and length.
     *
     * @throws JsonException.Malformed for anything else
     */
    static Json parse(Bytes text, JsonLimits limits) {
        return JsonReader.read(text, limits);
    }

    /**
     * Parses strictly, as {@link #parse}, a text that must be an object.
     *
     * @throws JsonException.Malformed for anything else
     */
    static Obj parseObject(Bytes text, JsonLimits limits) {
        if (parse(text, limits) instanceof Obj object) {
            return object;
        }
        throw new JsonException.Malformed("the document is not an object", "");
    }

    /** A new object, member by member. */
    static ObjectBuilder object() {
        return new ObjectBuilder();
    }

    /** An array of strings. */
    static Arr strings(Collection<String> values) {
        return new Arr(values.stream().<Json>map(Str::new).toList());
    }

    /** As much of a value as a message can hold. */
    static String shown(@Nullable Json value) {
        if (value == null) {
            return "missing";
        }
        var text = value.toText();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    /** Ordinary JSON without white space, members in their order. */
    default String toText() {
        return JsonWriter.write(this);
    }

    /** An object; members keep the order in which they were put. */
    record Obj(SequencedMap<String, Json> members) implements Json {
        public static final Obj EMPTY = new Obj(new LinkedHashMap<>());

        public Obj {
            members = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members));
        }

        public @Nullable Json get(String name) {
            return members.get(name);
        }

        /** The member, for readers who do not mind what others have left out: an empty object when it is none. */
        public Obj object(String name) {
            return get(name) instanceof Obj object ? object : EMPTY;
        }

        /** The member's text; null when it has none. */
        public @Nullable String text(String name) {
            return get(name) instanceof Str text ? text.value() : null;
        }

        /** The texts in the member's list; none when it has none. */
        public List<String> texts(String name) {
            if (!(get(name) instanceof Arr list)) {
                return List.of();
            }
            return list.items().stream()
                    .filter(Str.class::isInstance)
                    .map(item -> ((Str) item).value())
                    .toList();
        }

        public boolean isTrue(String name) {
            return get(name) instanceof Bool flag && flag.value();
        }

        /** This object with one member added at the end, or replaced where it is. */
        public Obj with(String name, Json value) {
            var copy = new LinkedHashMap<>(members);
            copy.put(name, value);
            return new Obj(copy);
        }

        public Obj without(String name) {
            var copy = new LinkedHashMap<>(members);
            copy.remove(name);
            return new Obj(copy);
        }
    }

    /** An array. */
    record Arr(List<Json> items) implements Json {
        public Arr {
            items = List.copyOf(items);
        }
    }

    /** A string, any sequence of characters. */
    record Str(String value) implements Json {}

    /** A number written as an integer that fits a {@code long}; never negative zero. */
    record Int(long value) implements Json {
        /** The largest whole number that every program reads exactly, and whose negative is the smallest. */
        public static final long MAX_PORTABLE = (1L << 53) - 1;
    }

    /** Any other number, as it was written. */
    record Dec(String literal) implements Json {}

    /** True or false. */
    record Bool(boolean value) implements Json {}

    /** The null literal. */
    record Null() implements Json {}
}

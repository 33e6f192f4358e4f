package dev.countersign.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object that is read member by member: each must be there, and of its type.
 *
 * @param where the path to this object, empty for the document
 * @param wording makes the exception for what is refused
 */
public record Members(String where, Json.Obj object, Wording wording) {

    /** How a refusal is worded. */
    @FunctionalInterface
    public interface Wording {
        /**
         * The exception to throw.
         *
         * @param path the path to the member
         * @param value null when it is missing
         */
        RuntimeException refusal(String path, @Nullable Json value, String expected);
    }

    /** Refusals are {@link InvalidValue}. */
    public Members(String where, Json.Obj object) {
        this(where, object, InvalidValue::new);
    }

    public static Members read(String where, @Nullable Json value) {
        return read(where, value, InvalidValue::new);
    }

    public static Members read(String where, @Nullable Json value, Wording wording) {
        if (value instanceof Json.Obj object) {
            return new Members(where, object, wording);
        }
        throw wording.refusal(where, value, "an object");
    }

    public boolean has(String name) {
        return object.get(name) != null;
    }

    /** The member, of whatever type. */
    public Json any(String name) {
        var value = object.get(name);
        if (value == null) {
            throw refusal(name, "a value");
        }
        return value;
    }

    public Members object(String name) {
        return read(path(name), object.get(name), wording);
    }

    public String string(String name) {
        if (object.get(name) instanceof Json.Str(var string)) {
            return string;
        }
        throw refusal(name, "a string");
    }

    public boolean bool(String name) {
        if (object.get(name) instanceof Json.Bool(var bool)) {
            return bool;
        }
        throw refusal(name, "true or false");
    }

    public long integer(String name, long min, long max) {
        if (object.get(name) instanceof Json.Int(var number) && number >= min && number <= max) {
            return number;
        }
        throw refusal(name, "an integer from " + min + " to " + max);
    }

    public List<Json> array(String name) {
        if (object.get(name) instanceof Json.Arr(var items)) {
            return items;
        }
        throw refusal(name, "an array");
    }

    public List<String> strings(String name) {
        var strings = new ArrayList<String>();
        for (var item : array(name)) {
            if (!(item instanceof Json.Str(var string))) {
                throw wording.refusal(path(name), item, "a string");
            }
            strings.add(string);
        }
        return strings;
    }

    /** The members of other names, in their order. */
    public Json.Obj except(Set<String> known) {
        if (known.containsAll(object.members().keySet())) {
            return Json.Obj.EMPTY;
        }
        var rest = new LinkedHashMap<>(object.members());
        rest.keySet().removeAll(known);
        return new Json.Obj(rest);
    }

    /** The exception for a member that a caller refuses. */
    public RuntimeException refusal(String name, String expected) {
        return wording.refusal(path(name), object.get(name), expected);
    }

    public String path(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    /** @throws InvalidValue when a value occurs twice */
    public static <T> void requireDistinct(String where, List<T> values) {
        var seen = new HashSet<T>();
        for (var value : values) {
            if (!seen.add(value)) {
                throw new InvalidValue(where, value, "listed once");
            }
        }
    }
}

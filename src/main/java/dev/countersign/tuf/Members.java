package dev.countersign.tuf;

import dev.countersign.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An object of some metadata, read member by member; every refusal names the member and what it should have been. */
record Members(String where, Json.Obj object) {

    static Members of(String where, @Nullable Json value) {
        if (value instanceof Json.Obj object) {
            return new Members(where, object);
        }
        throw invalid(where, value, "an object");
    }

    boolean has(String name) {
        return object.get(name) != null;
    }

    Members object(String name) {
        return of(path(name), object.get(name));
    }

    String string(String name) {
        if (object.get(name) instanceof Json.Str string) {
            return string.value();
        }
        throw invalid(path(name), object.get(name), "a string");
    }

    boolean bool(String name) {
        if (object.get(name) instanceof Json.Bool bool) {
            return bool.value();
        }
        throw invalid(path(name), object.get(name), "true or false");
    }

    long integer(String name, long min, long max) {
        if (object.get(name) instanceof Json.Int number && number.value() >= min && number.value() <= max) {
            return number.value();
        }
        throw invalid(path(name), object.get(name), "an integer from " + min + " to " + max);
    }

    int version() {
        return (int) integer("version", 1, Limits.VERSION);
    }

    int threshold() {
        return (int) integer("threshold", 1, Integer.MAX_VALUE);
    }

    Instant expires() {
        var text = string("expires");
        return WireTime.parse(text)
                .orElseThrow(() -> invalid(path("expires"), object.get("expires"), "YYYY-MM-DDTHH:MM:SSZ"));
    }

    List<Json> array(String name) {
        if (object.get(name) instanceof Json.Arr array) {
            return array.items();
        }
        throw invalid(path(name), object.get(name), "an array");
    }

    List<String> strings(String name) {
        var strings = new ArrayList<String>();
        for (var item : array(name)) {
            strings.add(string(path(name), item));
        }
        return strings;
    }

    List<KeyId> keyids() {
        return strings("keyids").stream().map(KeyId::new).toList();
    }

    SortedMap<HashAlgorithm, String> hashes() {
        var hashes = new TreeMap<HashAlgorithm, String>();
        var members = object("hashes");
        for (var name : members.object.members().keySet()) {
            var algorithm = HashAlgorithm.of(name)
                    .orElseThrow(() -> new TufException.InvalidValue(members.where, name, HashAlgorithm.NAMES));
            hashes.put(algorithm, members.string(name));
        }
        return hashes;
    }

    /** The members that the specification does not name, in their order. */
    Json.Obj except(Set<String> known) {
        if (known.containsAll(object.members().keySet())) {
            return Json.Obj.EMPTY;
        }
        var rest = new LinkedHashMap<>(object.members());
        rest.keySet().removeAll(known);
        return new Json.Obj(rest);
    }

    void type(String expected) {
        if (!string("_type").equals(expected)) {
            throw invalid(path("_type"), object.get("_type"), "\"" + expected + "\"");
        }
    }

    /** Only the major version decides whether a client understands the metadata (specification, 4.2.1). */
    void specVersion() {
        if (!string("spec_version").matches("1\\.[0-9]{1,4}(\\.[0-9]{1,4})?")) {
            throw invalid(path("spec_version"), object.get("spec_version"), "1.x.y");
        }
    }

    String path(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    static TufException.InvalidMetadata invalid(String where, @Nullable Json value, String expected) {
        return new TufException.InvalidMetadata(where + ": " + Json.shown(value) + " (expected: " + expected + ")");
    }

    static <T> void checkUnique(String where, List<T> values) {
        var seen = new HashSet<T>();
        for (var value : values) {
            if (!seen.add(value)) {
                throw new TufException.InvalidValue(where, value, "listed once");
            }
        }
    }

    private static String string(String where, @Nullable Json value) {
        if (value instanceof Json.Str string) {
            return string.value();
        }
        throw invalid(where, value, "a string");
    }
}

package dev.countersign.cli;

import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a user has written down: a member without a value is absent, and many may be absent.
 *
 * @param where the file, or the command for what came from options
 */
public record DeclaredMembers(String where, Members members) {
    public static DeclaredMembers read(String where, Json.Obj object) {
        return new DeclaredMembers(
                where, new Members("", object, (path, value, expected) -> refusal(where, path, value, expected)));
    }

    private static RuntimeException refusal(String where, String path, @Nullable Json value, String expected) {
        return new CliFailure.Misused(where + ": "
                + (value == null ? path + " is missing" : new InvalidValue(path, value, expected).getMessage()));
    }

    /** Refuses members of other names, which are likely to be slips. */
    public DeclaredMembers only(String... names) {
        var known = Set.of(names);
        for (var name : members.object().members().keySet()) {
            if (!known.contains(name)) {
                throw new CliFailure.Misused(
                        where + ": " + members.path(name) + ": unknown (expected: " + String.join(", ", names) + ")");
            }
        }
        return this;
    }

    public boolean has(String name) {
        return members.has(name) && !(members.object().get(name) instanceof Json.Null);
    }

    /** Whether the member is {@code true} or {@code false}, where it may also be something else. */
    public boolean isFlag(String name) {
        return members.object().get(name) instanceof Json.Bool;
    }

    /** The object; an empty one when it is absent. */
    public DeclaredMembers object(String name) {
        return new DeclaredMembers(
                where,
                has(name) ? members.object(name) : new Members(members.path(name), Json.Obj.EMPTY, members.wording()));
    }

    /** The objects of a list; none when it is absent. */
    public List<DeclaredMembers> objects(String name) {
        var objects = new ArrayList<DeclaredMembers>();
        for (var item : has(name) ? members.array(name) : List.<Json>of()) {
            var path = members.path(name) + "[" + objects.size() + "]";
            objects.add(new DeclaredMembers(where, Members.read(path, item, members.wording())));
        }
        return objects;
    }

    /** The texts of a list; none when it is absent. */
    public List<String> texts(String name) {
        return has(name) ? members.strings(name) : List.of();
    }

    /** A text; YAML takes one of digits alone for a number. */
    public Optional<String> text(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        return Optional.of(
                members.object().get(name) instanceof Json.Int(var number)
                        ? String.valueOf(number)
                        : members.string(name));
    }

    public String requiredText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    public OptionalInt number(String name) {
        if (!has(name)) {
            return OptionalInt.empty();
        }
        if (members.object().get(name) instanceof Json.Int(var number) && number == (int) number) {
            return OptionalInt.of((int) number);
        }
        throw members.refusal(name, "a whole number");
    }

    public int requiredNumber(String name) {
        return number(name).orElseThrow(() -> missing(name));
    }

    public Optional<Boolean> flag(String name) {
        return has(name) ? Optional.of(members.bool(name)) : Optional.empty();
    }

    public RuntimeException missing(String name) {
        return refusal(where, members.path(name), null, "a value");
    }
}

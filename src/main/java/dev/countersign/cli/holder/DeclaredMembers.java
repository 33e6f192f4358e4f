package dev.countersign.cli.holder;

import dev.countersign.cli.CliFailure;
import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a user has written down, read member by member; every refusal names the member and what it should have been.
 *
 * @param where the file, or the command for what came from options
 * @param path the steps to this object, each with a full stop after it
 */
public record DeclaredMembers(String where, String path, Json.Obj object) {
    public static DeclaredMembers of(String where, Json.Obj object) {
        return new DeclaredMembers(where, "", object);
    }

    /** Refuses members of other names, which are likely to be slips. */
    public DeclaredMembers only(String... names) {
        var known = Set.of(names);
        for (var name : object.members().keySet()) {
            if (!known.contains(name)) {
                throw new CliFailure.Misused(
                        where + ": " + path + name + ": unknown (expected: " + String.join(", ", names) + ")");
            }
        }
        return this;
    }

    public boolean has(String name) {
        return object.get(name) != null && !(object.get(name) instanceof Json.Null);
    }

    /** The object; an empty one when it is absent. */
    public DeclaredMembers object(String name) {
        if (!has(name)) {
            return new DeclaredMembers(where, path + name + ".", Json.Obj.EMPTY);
        }
        if (object.get(name) instanceof Json.Obj inner) {
            return new DeclaredMembers(where, path + name + ".", inner);
        }
        throw wrong(name, "members of its own");
    }

    /** The objects of a list; none when it is absent. */
    public List<DeclaredMembers> objects(String name) {
        var objects = new ArrayList<DeclaredMembers>();
        for (var item : items(name)) {
            if (!(item instanceof Json.Obj inner)) {
                throw wrong(name, "a list whose items have members");
            }
            objects.add(new DeclaredMembers(where, path + name + "[" + objects.size() + "].", inner));
        }
        return objects;
    }

    /** The texts of a list; none when it is absent. */
    public List<String> texts(String name) {
        var texts = new ArrayList<String>();
        for (var item : items(name)) {
            if (!(item instanceof Json.Str text)) {
                throw wrong(name, "a list of texts");
            }
            texts.add(text.value());
        }
        return texts;
    }

    private List<Json> items(String name) {
        if (!has(name)) {
            return List.of();
        }
        if (object.get(name) instanceof Json.Arr list) {
            return list.items();
        }
        throw wrong(name, "a list");
    }

    public Optional<String> text(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        var member = object.get(name);
        if (member instanceof Json.Str text) {
            return Optional.of(text.value());
        }
        if (member instanceof Json.Int number) {
            return Optional.of(String.valueOf(number.value()));
        }
        throw wrong(name, "a text");
    }

    String requiredText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    public OptionalInt number(String name) {
        if (!has(name)) {
            return OptionalInt.empty();
        }
        if (object.get(name) instanceof Json.Int number && number.value() == (int) number.value()) {
            return OptionalInt.of((int) number.value());
        }
        throw wrong(name, "a whole number");
    }

    public int requiredNumber(String name) {
        return number(name).orElseThrow(() -> missing(name));
    }

    Optional<Boolean> flag(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (object.get(name) instanceof Json.Bool flag) {
            return Optional.of(flag.value());
        }
        throw wrong(name, "true or false");
    }

    public CliFailure.Misused missing(String name) {
        return new CliFailure.Misused(where + ": " + path + name + " is missing");
    }

    private CliFailure.Misused wrong(String name, String expected) {
        return new CliFailure.Misused(
                where + ": " + path + name + ": " + Json.shown(object.get(name)) + " (expected: " + expected + ")");
    }
}

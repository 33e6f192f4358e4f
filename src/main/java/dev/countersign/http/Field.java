package dev.countersign.http;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value inside a request body, or the hole where one should be. Whatever is wrong is noted and reading goes on: a
 * value that cannot be had reads as empty, zero or false, so {@link Violations#check} must stand before any use.
 * Nothing is noted below what has already been found wrong.
 */
public final class Field {
    private static final Json HOLE = new Json.Null();

    private final @Nullable Json value;
    private final Place place;
    private final Violations violations;

    private Field(@Nullable Json value, Place place, Violations violations) {
        this.value = value;
        this.place = place;
        this.violations = violations;
    }

    public static Field body(Json.Obj value, Violations violations) {
        return new Field(value, Place.BODY, violations);
    }

    Place place() {
        return place;
    }

    /** The value itself; null when it is not there to be read. */
    public @Nullable Json json() {
        return value;
    }

    /** The value itself as an object, which {@link #object} has made sure of. */
    public Json.Obj asObject() {
        return value instanceof Json.Obj object ? object : Json.Obj.EMPTY;
    }

    /** A member that must be an object. */
    public Field object(String name) {
        return required(name).expect(Json.Obj.class, Violation::noObject);
    }

    /** A member that may be missing or null. */
    public Optional<Field> optional(String name) {
        var member = asObject().get(name);
        return member == null || member instanceof Json.Null
                ? Optional.empty()
                : Optional.of(new Field(member, place.member(name), violations));
    }

    public Optional<Field> optionalObject(String name) {
        return optional(name).map(field -> field.expect(Json.Obj.class, Violation::noObject));
    }

    /** The members of this object, each as a field. */
    public SequencedMap<String, Field> members() {
        var fields = new LinkedHashMap<String, Field>();
        asObject().members().forEach((name, member) -> fields.put(name, child(name, member)));
        return fields;
    }

    /** The items of a member that must be an array of at least {@code min} items. */
    public List<Field> list(String name, int min) {
        return list(name, min, Integer.MAX_VALUE);
    }

    /** As {@link #list(String, int)}, of at most {@code max} items. */
    public List<Field> list(String name, int min, int max) {
        var field = required(name).expect(Json.Arr.class, Violation::noList);
        if (!(field.value instanceof Json.Arr array)) {
            return List.of();
        }
        if (array.items().size() < min) {
            violations.add(Violation.tooShort(field.place, min, array.items().size(), array));
        }
        if (array.items().size() > max) {
            violations.add(Violation.tooLong(field.place, max, array.items().size()));
            return List.of();
        }
        var items = new ArrayList<Field>();
        for (var item : array.items()) {
            items.add(new Field(item, field.place.item(items.size()), violations));
        }
        return items;
    }

    /** This field as an object, noted when it is not. */
    public Field expectObject() {
        return expect(Json.Obj.class, Violation::noObject);
    }

    public String string(String name) {
        return required(name).text();
    }

    /** This field's text. */
    public String text() {
        var field = expect(Json.Str.class, Violation::noString);
        return field.value instanceof Json.Str text ? text.value() : "";
    }

    public List<String> strings(String name, int min) {
        return list(name, min).stream().map(Field::text).toList();
    }

    public long integer(String name, long min, long max) {
        return required(name).number(min, max);
    }

    public boolean bool(String name) {
        return required(name).truth();
    }

    public boolean bool(String name, boolean otherwise) {
        var member = asObject().get(name);
        return member == null ? otherwise : child(name, member).truth();
    }

    /** This field's whole number; {@code min} when it is not one in the range. */
    public long number(long min, long max) {
        if (value == null) {
            return min;
        }
        var number = Lax.integer(value);
        if (number.isEmpty()) {
            violations.add(Violation.noInteger(place, value));
        } else if (number.getAsLong() < min) {
            violations.add(Violation.tooSmall(place, min, value));
        } else if (number.getAsLong() > max) {
            violations.add(Violation.tooLarge(place, max, value));
        } else {
            return number.getAsLong();
        }
        return min;
    }

    /** Notes it when this field is not a whole number in the range. */
    public void expectNumber(long min, long max) {
        var _ = number(min, max);
    }

    private boolean truth() {
        if (value == null) {
            return false;
        }
        var bool = Lax.bool(value);
        if (bool.isEmpty()) {
            violations.add(Violation.noBool(place, value));
        }
        return bool.orElse(false);
    }

    /** Runs the check, turning what it throws about this field's value into a note. */
    public void check(Runnable check) {
        try {
            check.run();
        } catch (InvalidInput | IllegalArgumentException e) {
            broken(String.valueOf(e.getMessage()));
        }
    }

    /** What the reader makes of this field's value, if it is not refused. */
    <T> void read(java.util.function.Supplier<T> reader, Consumer<T> use) {
        check(() -> use.accept(reader.get()));
    }

    public void broken(String rule) {
        violations.add(Violation.broken(place, rule, value == null ? HOLE : value));
    }

    public void note(String type, String message) {
        violations.add(Violation.of(type, place, message, value == null ? HOLE : value));
    }

    private Field required(String name) {
        if (value == null) {
            return new Field(null, place.member(name), violations);
        }
        var member = asObject().get(name);
        if (member == null) {
            violations.add(Violation.missing(place.member(name), value));
        }
        return child(name, member);
    }

    private Field child(String name, @Nullable Json member) {
        return new Field(member, place.member(name), violations);
    }

    private Field expect(Class<? extends Json> type, BiFunction<Place, Json, Violation> otherwise) {
        if (value == null || type.isInstance(value)) {
            return this;
        }
        violations.add(otherwise.apply(place, value));
        return new Field(null, place, violations);
    }
}

package dev.countersign.http;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
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
        return required(name).expect(Json.Obj.class, "model_attributes_type", OBJECT);
    }

    /** A member that may be missing or null. */
    public Optional<Field> optional(String name) {
        var member = asObject().get(name);
        return member == null || member instanceof Json.Null
                ? Optional.empty()
                : Optional.of(new Field(member, place.member(name), violations));
    }

    public Optional<Field> optionalObject(String name) {
        return optional(name).map(field -> field.expect(Json.Obj.class, "model_attributes_type", OBJECT));
    }

    /** The members of this object, each as a field. */
    public SequencedMap<String, Field> members() {
        var fields = new LinkedHashMap<String, Field>();
        asObject().members().forEach((name, member) -> fields.put(name, child(name, member)));
        return fields;
    }

    /** The items of a member that must be an array of at least {@code min} items. */
    public List<Field> list(String name, int min) {
        var field = required(name).expect(Json.Arr.class, "list_type", "Input should be a valid list");
        if (!(field.value instanceof Json.Arr array)) {
            return List.of();
        }
        if (array.items().size() < min) {
            field.note(
                    "too_short",
                    "List should have at least " + min + " item after validation, not "
                            + array.items().size());
        }
        var items = new ArrayList<Field>();
        for (var item : array.items()) {
            items.add(new Field(item, field.place.item(items.size()), violations));
        }
        return items;
    }

    /** This field as an object, noted when it is not. */
    public Field expectObject() {
        return expect(Json.Obj.class, "model_attributes_type", OBJECT);
    }

    public String string(String name) {
        return required(name).text();
    }

    /** This field's text. */
    public String text() {
        var field = expect(Json.Str.class, "string_type", "Input should be a valid string");
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
            note(integerProblem(value), integerMessage(value));
        } else if (number.getAsLong() < min) {
            note("greater_than_equal", "Input should be greater than or equal to " + min);
        } else if (number.getAsLong() > max) {
            note("less_than_equal", "Input should be less than or equal to " + max);
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
            note("bool_parsing", "Input should be a valid boolean, unable to interpret input");
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

    private Field expect(Class<? extends Json> type, String problem, String message) {
        if (value == null || type.isInstance(value)) {
            return this;
        }
        note(problem, message);
        return new Field(null, place, violations);
    }

    public static String integerProblem(Json value) {
        return switch (value) {
            case Json.Str text -> "int_parsing";
            case Json.Dec number -> "int_from_float";
            default -> "int_type";
        };
    }

    public static String integerMessage(Json value) {
        return switch (value) {
            case Json.Str text -> "Input should be a valid integer, unable to parse string as an integer";
            case Json.Dec number ->
                "Input should be a valid integer, got a number with a fractional part or out of range";
            default -> "Input should be a valid integer";
        };
    }

    public static final String OBJECT = "Input should be a valid dictionary or object to extract fields from";
}

package dev.countersign.http;

import dev.countersign.json.Json;
import dev.countersign.wire.Sentences;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a request, in the shape that callers of RSTUF know.
 *
 * @param type a stable word for the kind of mistake
 * @param input what was sent; shortened, so that an answer cannot be larger than its question
 * @param cause a further explanation under {@code ctx.error}, or null
 */
public record Violation(
        String type,
        Place place,
        String message,
        Json input,
        @Nullable String cause) {
    private static final int MAX_INPUT = 256;
    private static final int MAX_MESSAGE = 512;

    public Violation {
        message = shortened(message, MAX_MESSAGE);
        input = shortened(input);
    }

    public static Violation of(String type, Place place, String message, Json input) {
        return new Violation(type, place, message, input, null);
    }

    public static Violation missing(Place place, Json parent) {
        return of("missing", place, "Field required", parent);
    }

    public static Violation noObject(Place place, Json input) {
        return of(
                "model_attributes_type",
                place,
                "Input should be a valid dictionary or object to extract fields from",
                input);
    }

    public static Violation noDictionary(Place place, Json input) {
        return of("dict_type", place, "Input should be a valid dictionary", input);
    }

    public static Violation noList(Place place, Json input) {
        return of("list_type", place, "Input should be a valid list", input);
    }

    public static Violation tooShort(Place place, int least, int items, Json input) {
        return of(
                "too_short",
                place,
                "List should have at least " + least + " item after validation, not " + items,
                input);
    }

    public static Violation tooLong(Place place, int most, int items) {
        return of(
                "too_long",
                place,
                "List should have at most " + most + " items after validation, not " + items,
                new Json.Arr(List.of()));
    }

    public static Violation noString(Place place, Json input) {
        return of("string_type", place, "Input should be a valid string", input);
    }

    public static Violation noBool(Place place, Json input) {
        return of("bool_parsing", place, "Input should be a valid boolean, unable to interpret input", input);
    }

    public static Violation noInteger(Place place, Json input) {
        return switch (input) {
            case Json.Str _ ->
                of(
                        "int_parsing",
                        place,
                        "Input should be a valid integer, unable to parse string as an integer",
                        input);
            case Json.Dec _ ->
                of(
                        "int_from_float",
                        place,
                        "Input should be a valid integer, got a number with a fractional part or out of range",
                        input);
            default -> of("int_type", place, "Input should be a valid integer", input);
        };
    }

    public static Violation tooSmall(Place place, long least, Json input) {
        return of("greater_than_equal", place, "Input should be greater than or equal to " + least, input);
    }

    public static Violation tooLarge(Place place, long most, Json input) {
        return of("less_than_equal", place, "Input should be less than or equal to " + most, input);
    }

    /** A rule broken by a value of the right type. */
    public static Violation broken(Place place, String rule, Json input) {
        return of("value_error", place, Sentences.VALUE_ERROR + rule, input);
    }

    /** A body that is not JSON; {@code offset} is where reading stopped, in bytes. */
    public static Violation notJson(long offset, String cause) {
        return new Violation(
                "json_invalid",
                Place.BODY.item(Math.max(0, offset)),
                "JSON decode error",
                Json.Obj.EMPTY,
                shortened(cause, MAX_MESSAGE));
    }

    public Json.Obj toJson() {
        var json = Json.object()
                .put("type", type)
                .put("loc", place.toJson())
                .put("msg", message)
                .put("input", input);
        if (cause != null) {
            json.put("ctx", Json.object().put("error", cause).build());
        }
        return json.build();
    }

    @Override
    public String toString() {
        return place + ": " + message + (cause == null ? "" : ": " + cause);
    }

    private static Json shortened(Json input) {
        return switch (input) {
            case Json.Str text ->
                text.value().length() <= MAX_INPUT ? text : new Json.Str(shortened(text.value(), MAX_INPUT));
            case Json.Dec number ->
                number.literal().length() <= MAX_INPUT ? number : new Json.Str(shortened(number.literal(), MAX_INPUT));
            case Json.Obj object -> isSmall(object, MAX_INPUT) ? object : Json.Obj.EMPTY;
            case Json.Arr array -> isSmall(array, MAX_INPUT) ? array : new Json.Arr(java.util.List.of());
            case Json.Int whole -> whole;
            case Json.Bool bool -> bool;
            case Json.Null none -> none;
        };
    }

    private static String shortened(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end) + "…";
    }

    private static boolean isSmall(Json value, int budget) {
        return cost(value, budget) <= budget;
    }

    /** About the length of the text. Counting stops above the budget. */
    private static int cost(Json value, int budget) {
        return switch (value) {
            case Json.Str text -> text.value().length() + 2;
            case Json.Dec number -> number.literal().length();
            case Json.Obj object -> {
                int sum = 2;
                for (var member : object.members().entrySet()) {
                    sum += sum > budget ? 0 : member.getKey().length() + 4 + cost(member.getValue(), budget - sum);
                }
                yield sum;
            }
            case Json.Arr array -> {
                int sum = 2;
                for (var item : array.items()) {
                    sum += sum > budget ? 0 : 1 + cost(item, budget - sum);
                }
                yield sum;
            }
            case Json.Int whole -> 8;
            case Json.Bool bool -> 5;
            case Json.Null none -> 4;
        };
    }
}

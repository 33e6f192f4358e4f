package dev.countersign.http;

import dev.countersign.json.Json;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The leniency that RSTUF's callers depend on: whole numbers may come as text ({@code "630"}) or with a fraction of
 * zero ({@code 1.0}), truth values as text or as 0 and 1.
 */
public final class Lax {
    /** Bounded in length: what is longer is no number anyone means. */
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,19}(\\.0{1,19})?");

    private Lax() {}

    public static OptionalLong integer(Json value) {
        return switch (value) {
            case Json.Int number -> OptionalLong.of(number.value());
            case Json.Dec number -> integer(number.literal());
            case Json.Str text -> integer(text.value().strip());
            default -> OptionalLong.empty();
        };
    }

    /** Negative zero is no integer: clients disagree about its canonical form. */
    public static OptionalLong integer(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        int point = text.indexOf('.');
        try {
            long value = Long.parseLong(point < 0 ? text : text.substring(0, point));
            return value == 0 && text.charAt(0) == '-' ? OptionalLong.empty() : OptionalLong.of(value);
        } catch (NumberFormatException outOfRange) {
            return OptionalLong.empty();
        }
    }

    public static Optional<Boolean> bool(Json value) {
        return switch (value) {
            case Json.Bool bool -> Optional.of(bool.value());
            case Json.Int number when number.value() == 0 || number.value() == 1 -> Optional.of(number.value() == 1);
            case Json.Str text -> bool(text.value());
            default -> Optional.empty();
        };
    }

    public static Optional<Boolean> bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "on", "1" -> Optional.of(true);
            case "false", "f", "no", "n", "off", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}

package dev.countersign.json;

import java.util.HexFormat;

/**
 * Makes text from outside safe for a screen and for a log: nothing in it can move the cursor, hide, change direction or
 * look like another line. The rule: a character that cannot be seen is written as its escape, {@code \}{@code u202e}.
 */
public final class Printable {
    private static final int MOST_QUOTED = 120;

    private Printable() {}

    /** One line in quotation marks, shortened: that bounds what a hostile value can do to a log or a screen. */
    public static String quoted(String value) {
        boolean fits = value.codePointCount(0, value.length()) <= MOST_QUOTED;
        var shown = fits ? value : value.substring(0, value.offsetByCodePoints(0, MOST_QUOTED)) + "…";
        return "\"" + line(shown) + "\"";
    }

    /** One line: line breaks are escaped, too. */
    public static String line(String text) {
        return escaped(text, false);
    }

    /**
     * An object whose texts are one line each, however deep they stand. Canonical JSON writes control characters as they are, and no
     * parser takes that: what is stored in it and read again goes through here.
     */
    public static Json.Obj texts(Json.Obj object) {
        return (Json.Obj) printable(object);
    }

    private static Json printable(Json value) {
        return switch (value) {
            case Json.Obj object -> {
                var shown = Json.object();
                object.members().forEach((name, member) -> shown.put(line(name), printable(member)));
                yield shown.build();
            }
            case Json.Arr list ->
                new Json.Arr(list.items().stream().map(Printable::printable).toList());
            case Json.Str text -> new Json.Str(line(text.value()));
            case Json.Int _, Json.Dec _, Json.Bool _, Json.Null _ -> value;
        };
    }

    /** As many lines as there are. */
    public static String lines(String text) {
        return escaped(text, true);
    }

    /** Whether the character, or half of one, has no form of its own on a screen. */
    public static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static String escaped(String text, boolean keepsLines) {
        if (!hasEscaped(text, keepsLines)) {
            return text;
        }
        var safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isEscaped(c, keepsLines)) {
                escape(safe, c);
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    /** A loop, because the audit asks for every request. */
    private static boolean hasEscaped(String text, boolean keepsLines) {
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (isEscaped(c, keepsLines)) {
                return true;
            }
            at += Character.charCount(c);
        }
        return false;
    }

    private static boolean isEscaped(int c, boolean keepsLines) {
        return isInvisible(c) && !(keepsLines && (c == '\n' || c == '\t'));
    }

    /** As JSON and Java write it: in two halves above U+FFFF. */
    static void escape(StringBuilder text, int codePoint) {
        for (char half : Character.toChars(codePoint)) {
            text.append("\\u").append(HexFormat.of().toHexDigits(half));
        }
    }
}

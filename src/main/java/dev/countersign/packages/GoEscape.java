package dev.countersign.packages;

import java.util.Locale;
import java.util.regex.Pattern;

/** How Go's module proxies are asked for capitals: {@code !} and the letter in lower case. */
public final class GoEscape {
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
    private static final Pattern ESCAPED = Pattern.compile("!([a-z])");

    private GoEscape() {}

    /** A module path or version as it stands in addresses; one that is escaped already stays as it is. */
    public static String escaped(String text) {
        return CAPITAL.matcher(text).replaceAll(capital -> "!" + capital.group().toLowerCase(Locale.ROOT));
    }

    /** A module path or version as people write it. */
    public static String unescaped(String text) {
        return ESCAPED.matcher(text).replaceAll(escape -> escape.group(1).toUpperCase(Locale.ROOT));
    }
}

package dev.countersign.ceremony;

import dev.countersign.json.Printable;
import dev.countersign.tuf.key.Key;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.stream.Collectors;

/** Text from others, made safe for a screen: it cannot move the cursor, hide, or look like something else. */
public final class Shown {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_PARAGRAPH = 2_000;
    private static final int ID_LENGTH = 12;

    private Shown() {}

    /** At most 200 characters, each visible; others are written as escapes. */
    public static String text(String value) {
        return text(value, MAX_LENGTH);
    }

    /** At most 2,000 characters, likewise. */
    public static String paragraph(String value) {
        return text(value, MAX_PARAGRAPH);
    }

    private static String text(String value, int most) {
        int length = value.codePointCount(0, value.length());
        var shown = length > most ? value.substring(0, value.offsetByCodePoints(0, most)) + "…" : value;
        return Printable.line(shown);
    }

    /** The key's name, if it has one, and the beginning of its id. */
    public static String key(Key key) {
        var id = key.id().value();
        var brief = id.length() > ID_LENGTH ? id.substring(0, ID_LENGTH) + "…" : id;
        return key.name().map(name -> text(name) + " (" + brief + ")").orElse(brief);
    }

    /** The keys, with commas between. */
    public static String keys(Collection<Key> keys) {
        return keys.isEmpty() ? "nobody" : keys.stream().map(Shown::key).collect(Collectors.joining(", "));
    }

    /** Such as {@code 2027-11-22T15:00:30Z}. */
    public static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

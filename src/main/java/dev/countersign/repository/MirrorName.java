package dev.countersign.repository;

import dev.countersign.json.Printable;
import java.util.regex.Pattern;

/** What people call a mirror; no two of one repository have the same name. */
public record MirrorName(String value) {
    /** What a name is made of, for people. */
    public static final String FORM = "1 to 63 characters: a to z, 0 to 9, and inside also - _ and .";

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?");

    /** @throws InvalidMirror for any other text */
    public MirrorName {
        if (!NAME.matcher(value).matches()) {
            throw new InvalidMirror("name: " + Printable.quoted(value) + " (expected: " + FORM + ")");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}

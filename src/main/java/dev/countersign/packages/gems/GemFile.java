package dev.countersign.packages.gems;

import dev.countersign.json.InvalidValue;
import java.util.regex.Pattern;

/**
 * The name of a gem's file, taken apart.
 *
 * @param version with the platform, if any, behind a dash
 */
public record GemFile(String gem, String version) {
    /** A platform begins with a letter, a version with a digit. */
    private static final Pattern FORM = Pattern.compile("(.+?)-(\\d[0-9A-Za-z.]*(?:-[A-Za-z].*)?)\\.gem");

    /** @throws InvalidValue for another name */
    public static GemFile parse(String file) {
        var parts = FORM.matcher(file);
        if (!parts.matches()) {
            throw new InvalidValue("gem", file, "NAME-VERSION.gem");
        }
        return new GemFile(parts.group(1), parts.group(2));
    }
}

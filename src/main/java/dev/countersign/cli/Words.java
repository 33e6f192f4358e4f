package dev.countersign.cli;

import java.util.Collection;
import java.util.Locale;

/** Numbers and lists as sentences show them. */
public final class Words {
    private static final int NAMES_SHOWN = 5;

    private Words() {}

    /** Such as {@code 1 artifact} or {@code 12,000 artifacts}. */
    public static String count(long count, String noun) {
        return number(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** Digits in groups of three. */
    public static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Such as {@code 1.4 MB}, in powers of ten. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        var units = "kMGTPE";
        var unit = 0;
        double value = bytes / 1000.0;
        while (value >= 1000 && unit < units.length() - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", value, units.charAt(unit));
    }

    /** The first few, and how many more there are. */
    public static String some(Collection<String> names) {
        var shown = String.join(", ", names.stream().limit(NAMES_SHOWN).toList());
        return names.size() > NAMES_SHOWN ? shown + " and " + number(names.size() - NAMES_SHOWN) + " more" : shown;
    }

    public static String shortened(String text) {
        var line = text.strip().replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }
}

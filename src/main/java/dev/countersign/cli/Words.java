package dev.countersign.cli;

import java.util.Collection;
import java.util.Locale;

/** Numbers and lists as sentences show them. */
final class Words {
    private static final int NAMES_SHOWN = 5;

    private Words() {}

    /** Such as {@code 1 artifact} or {@code 12,000 artifacts}. */
    static String count(long count, String noun) {
        return number(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** Digits in groups of three. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Such as {@code 1.4 MB}, in powers of ten. */
    static String bytes(long bytes) {
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
    static String some(Collection<String> names) {
        var shown = String.join(", ", names.stream().limit(NAMES_SHOWN).toList());
        return names.size() > NAMES_SHOWN ? shown + " and " + number(names.size() - NAMES_SHOWN) + " more" : shown;
    }
}

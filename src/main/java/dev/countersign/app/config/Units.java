package dev.countersign.app.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How sizes ({@code 16MiB}) are read and written, and durations written; {@code cli.DurationText} reads those. */
public final class Units {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");
    private static final Map<String, Long> SIZES = Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

    private Units() {}

    /** In bytes; a number without a unit is a number of bytes. */
    static Optional<Long> size(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        var unit = form.group(2).isEmpty() ? "B" : form.group(2);
        return Optional.ofNullable(SIZES.get(unit)).map(bytes -> bytes * Long.parseLong(form.group(1)));
    }

    public static String text(Duration duration) {
        return duration.toMillis() % 1000 != 0
                ? duration.toMillis() + "ms"
                : duration.toSeconds() % 60 != 0 || duration.isZero()
                        ? duration.toSeconds() + "s"
                        : duration.toMinutes() % 60 != 0
                                ? duration.toMinutes() + "m"
                                : duration.toHours() % 24 != 0 ? duration.toHours() + "h" : duration.toDays() + "d";
    }

    public static String text(long bytes) {
        return bytes % (1L << 30) == 0 && bytes > 0
                ? (bytes >> 30) + "GiB"
                : bytes % (1L << 20) == 0 && bytes > 0
                        ? (bytes >> 20) + "MiB"
                        : bytes % (1L << 10) == 0 && bytes > 0 ? (bytes >> 10) + "KiB" : bytes + "B";
    }
}

package dev.countersign.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write and read them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}. */
public final class DurationText implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

    @Override
    public Duration convert(String value) {
        return parse(value)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + value + "' is not a duration (expected: such as 30s, 5m or 2h)"));
    }

    /** Empty for a text that is none. */
    public static Optional<Duration> parse(String value) {
        var form = FORM.matcher(value);
        if (!form.matches()) {
            return Optional.empty();
        }
        var count = Long.parseLong(form.group(1));
        return Optional.of(
                switch (form.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    case "d" -> Duration.ofDays(count);
                    case null, default -> Duration.ofSeconds(count);
                });
    }

    /** The two largest units, such as {@code 3 d 4 h} or {@code 12 s}. */
    public static String text(Duration duration) {
        var time = duration.abs();
        if (time.toDays() > 0) {
            return time.toDays() + " d" + rest(time.toHoursPart(), "h");
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h" + rest(time.toMinutesPart(), "min");
        }
        if (time.toMinutes() > 0) {
            return time.toMinutes() + " min" + rest(time.toSecondsPart(), "s");
        }
        return time.toSeconds() > 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private static String rest(int count, String unit) {
        return count == 0 ? "" : " " + count + " " + unit;
    }
}

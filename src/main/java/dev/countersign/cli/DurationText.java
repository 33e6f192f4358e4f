package dev.countersign.cli;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write and read them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}, {@code 5y}. */
public final class DurationText implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "y", Duration.ofDays(365));

    @Override
    public Duration convert(String value) {
        return parse(value)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + value + "' is not a duration (expected: such as 30s, 5m or 2h)"));
    }

    /** Empty for a text that is none; a number without a unit is a number of seconds. */
    public static Optional<Duration> parse(String value) {
        return parse(value, "s");
    }

    /** The same where a number has to say what it counts, as in files of configuration. */
    public static Optional<Duration> withUnit(String value) {
        return parse(value, "");
    }

    private static Optional<Duration> parse(String value, String missing) {
        var form = FORM.matcher(value);
        if (!form.matches()) {
            return Optional.empty();
        }
        var unit = form.group(2).isEmpty() ? missing : form.group(2);
        return Optional.ofNullable(UNITS.get(unit)).map(one -> one.multipliedBy(Long.parseLong(form.group(1))));
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

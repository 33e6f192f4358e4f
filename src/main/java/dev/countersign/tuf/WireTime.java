package dev.countersign.tuf;

import dev.countersign.json.InvalidValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one form of date and time in metadata: {@code YYYY-MM-DDTHH:MM:SSZ} (specification, 4.2.1). What is published has
 * it; a client also reads others of RFC 3339, as the first roots of Sigstore have them.
 */
public final class WireTime {
    private static final Pattern FORM = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");
    /** Python knows no year 0. */
    private static final Instant YEAR_1 = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

    private WireTime() {}

    /** Any time with an offset, fractions of a second cut off. */
    static Optional<Instant> read(String text) {
        try {
            return parse(text)
                    .or(() -> Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS)))
                    .filter(instant -> !instant.isBefore(YEAR_1) && instant.isBefore(YEAR_10000));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static Optional<Instant> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // Java also reads 24:00:00 and leap seconds, as another second than is written; most clients refuse both.
            return Optional.of(Instant.parse(text))
                    .filter(instant -> instant.toString().equals(text) && !instant.isBefore(YEAR_1));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The text of an instant, with fractions of a second cut off. */
    public static String format(Instant instant) {
        return check(instant).toString();
    }

    /** The instant without fractions of a second. */
    static Instant check(Instant instant) {
        if (instant.isBefore(YEAR_1) || !instant.isBefore(YEAR_10000)) {
            throw new InvalidValue("expires", instant, "a year from 0001 to 9999");
        }
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}

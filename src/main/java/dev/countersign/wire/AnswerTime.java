package dev.countersign.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The form of instants in answers: RFC 3339, microseconds, UTC written as Z. */
public final class AnswerTime {
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private AnswerTime() {}

    public static String format(Instant instant) {
        return MICROSECONDS.format(instant);
    }
}

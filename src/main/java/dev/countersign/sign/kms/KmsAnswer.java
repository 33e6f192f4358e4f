package dev.countersign.sign.kms;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.Members;
import dev.countersign.sign.KeyUnavailable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a key service answers. */
public record KmsAnswer(int status, Function<String, Optional<String>> header, Bytes body) {
    private static final JsonLimits LIMITS = new JsonLimits(16, KmsHttp.MAX_ANSWER);
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    public boolean isOk() {
        return status >= 200 && status < 300;
    }

    /** The object that the answer is; empty for anything else. */
    public Json.Obj json() {
        try {
            return Json.parseObject(body, LIMITS);
        } catch (InvalidInput notJson) {
            return Json.Obj.EMPTY;
        }
    }

    /**
     * The object that the answer is, read member by member.
     *
     * @param whose for a message
     */
    public Members members(String whose) {
        return new Members(
                "",
                json(),
                (path, _, expected) -> new KeyUnavailable(whose + ": the answer has no " + path + " (expected: "
                        + expected + "; is this the right server?)"));
    }

    /**
     * The bytes that a text of an answer stands for.
     *
     * @param whose for a message, like {@code what}
     */
    public static byte[] bytes(String whose, String what, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new KeyUnavailable(whose + ": " + what + " is not base64");
        }
    }

    /** How long it asks to wait: seconds, or a date, which counts from the date of the answer. Zero when it does not say. */
    public Duration retryAfter() {
        return header.apply("Retry-After")
                .flatMap(text -> seconds(text).or(() -> date(text)))
                .map(pause -> Collections.min(List.of(pause, LONGEST_PAUSE)))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
    }

    private static Optional<Duration> seconds(String text) {
        return text.matches("[0-9]{1,9}") ? Optional.of(Duration.ofSeconds(Long.parseLong(text))) : Optional.empty();
    }

    private Optional<Duration> date(String text) {
        try {
            var now = header.apply("Date").orElse("");
            return Optional.of(Duration.between(parsed(now), parsed(text)));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    private static ZonedDateTime parsed(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    /**
     * What a refusal means, by its status.
     *
     * @param said by whom, to what, and in which words
     * @param expected what somebody has to see to, unless it passes by itself
     */
    public KeyUnavailable refusal(String said, String expected) {
        return switch (status) {
            case TOO_MANY_REQUESTS -> KeyUnavailable.throttled(said, retryAfter());
            case REQUEST_TIMEOUT -> KeyUnavailable.away(said);
            default ->
                status >= SERVER_ERROR
                        ? KeyUnavailable.away(said)
                        : new KeyUnavailable(said + " (expected: " + expected + ")");
        };
    }

    @Override
    public String toString() {
        return "KmsAnswer[" + status + "]";
    }
}

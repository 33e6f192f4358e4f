package dev.countersign.access.oidc;

import dev.countersign.json.Json;
import dev.countersign.json.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a token says (RFC 7519, 4.1).
 *
 * @param audience whom it is for; never empty
 * @param notBefore null when it does not say
 * @param issued null when it does not say
 * @param all every claim, these among them
 */
record Claims(
        String issuer,
        String subject,
        List<String> audience,
        Instant expires,
        @Nullable Instant notBefore,
        @Nullable Instant issued,
        Json.Obj all) {
    /** How far apart the clocks of issuer and service may be. */
    static final Duration LEEWAY = Duration.ofSeconds(30);

    private static final int MAX_TEXT = 1024;

    /** The last second of the year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;

    /** Without an exponent: a short one can stand for more digits than memory holds. */
    private static final Pattern SECONDS = Pattern.compile("\\d{1,11}\\.\\d{1,9}");

    static Claims read(Json.Obj all) {
        var expires = time(all, "exp");
        if (expires == null) {
            throw new UntrustedToken("claims: no exp");
        }
        return new Claims(
                text(all, "iss"), text(all, "sub"), audience(all), expires, time(all, "nbf"), time(all, "iat"), all);
    }

    /** @throws UntrustedToken unless it is valid at the time, give or take the leeway */
    void checkTime(Instant now) {
        if (!now.isBefore(expires.plus(LEEWAY))) {
            throw new UntrustedToken("it expired at " + expires);
        }
        checkBegun("nbf", notBefore, now);
        checkBegun("iat", issued, now);
    }

    private static void checkBegun(String name, @Nullable Instant begin, Instant now) {
        if (begin != null && begin.minus(LEEWAY).isAfter(now)) {
            throw new UntrustedToken("it is valid from " + begin + " (" + name + "), which is to come");
        }
    }

    private static String text(Json.Obj all, String name) {
        if (all.get(name) instanceof Json.Str text
                && !text.value().isEmpty()
                && text.value().length() <= MAX_TEXT
                && text.value().codePoints().noneMatch(Printable::isInvisible)) {
            return text.value();
        }
        throw new UntrustedToken("claims: " + name + " (expected: 1 to " + MAX_TEXT + " visible characters)");
    }

    private static List<String> audience(Json.Obj all) {
        return switch (all.get("aud")) {
            case Json.Str one -> List.of(one.value());
            case Json.Arr several when isTexts(several) -> all.texts("aud");
            case null, default -> throw new UntrustedToken("claims: aud (expected: a text, or a list of texts)");
        };
    }

    private static boolean isTexts(Json.Arr list) {
        return !list.items().isEmpty() && list.items().stream().allMatch(Json.Str.class::isInstance);
    }

    private static @Nullable Instant time(Json.Obj all, String name) {
        return switch (all.get(name)) {
            case null -> null;
            case Json.Int whole
            when whole.value() >= 0 && whole.value() <= LAST_SECOND -> Instant.ofEpochSecond(whole.value());
            case Json.Dec part
            when SECONDS.matcher(part.literal()).matches() -> Instant.ofEpochSecond(beforePoint(part.literal()));
            case Json other -> throw new UntrustedToken("claims: " + name + " (expected: seconds since 1970)");
        };
    }

    private static long beforePoint(String seconds) {
        return Long.parseLong(seconds.substring(0, seconds.indexOf('.')));
    }
}

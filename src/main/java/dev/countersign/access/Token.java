package dev.countersign.access;

import dev.countersign.json.Bytes;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A token as it is stored.
 *
 * @param digest SHA-256 of its text
 * @param creator who made it: {@link Actor#text}
 * @param lastUse when it was last shown; some minutes old at the most
 */
public record Token(
        TokenId id,
        String name,
        Bytes digest,
        Grants grants,
        Instant created,
        Optional<Instant> expires,
        String creator,
        Optional<Instant> lastUse) {
    public static final String NAME_RULE = "1 to 100 characters: letters A to Z and a to z, 0 to 9, and inside also"
            + " - _ and ., such as ci or pypi-upload";

    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z]([0-9A-Za-z._-]{0,98}[0-9A-Za-z])?");

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    public boolean isExpired(Instant now) {
        return expires.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** The caller that shows it. */
    Caller caller() {
        return new Caller(new Actor.TokenHolder(id, name), grants, expires);
    }
}

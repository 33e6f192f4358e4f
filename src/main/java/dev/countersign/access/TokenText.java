package dev.countersign.access;

import dev.countersign.json.Bytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * A token as its holder keeps it: {@code cs_}, id, {@code _}, a secret of 256 bits, and a checksum by which scanners of
 * secrets recognise it. Never printed, logged or stored; only its SHA-256 is stored.
 */
public final class TokenText {
    public static final String PREFIX = "cs_";

    private static final int SECRET = 43;
    private static final int CHECKSUM = 6;
    private static final int SECRET_AT = PREFIX.length() + TokenId.LENGTH + 1;
    private static final int CHECKSUM_AT = SECRET_AT + SECRET;

    /** The length of every token. */
    public static final int LENGTH = CHECKSUM_AT + CHECKSUM;

    private final TokenId id;
    private final String text;

    private TokenText(TokenId id, String text) {
        this.id = id;
        this.text = text;
    }

    /** @param random one that nobody can predict */
    public static TokenText create(RandomGenerator random) {
        var id = Base62.encode(number(random, 16), TokenId.LENGTH);
        var body = PREFIX + id + "_" + Base62.encode(number(random, 32), SECRET);
        return new TokenText(new TokenId(id), body + checksum(body));
    }

    /** Whether a text can only be a token of ours, right or wrong. */
    public static boolean isMeant(String text) {
        return text.startsWith(PREFIX);
    }

    /** Empty for a text that cannot be a token. */
    public static Optional<TokenText> parse(String text) {
        if (text.length() != LENGTH || !isMeant(text) || text.charAt(SECRET_AT - 1) != '_') {
            return Optional.empty();
        }
        var id = text.substring(PREFIX.length(), SECRET_AT - 1);
        return Base62.isDigits(id)
                        && Base62.isDigits(text.substring(SECRET_AT))
                        && checksum(text.substring(0, CHECKSUM_AT)).equals(text.substring(CHECKSUM_AT))
                ? Optional.of(new TokenText(new TokenId(id), text))
                : Optional.empty();
    }

    private static BigInteger number(RandomGenerator random, int bytes) {
        var drawn = new byte[bytes];
        random.nextBytes(drawn);
        return new BigInteger(1, drawn);
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return Base62.encode(crc.getValue(), CHECKSUM);
    }

    public TokenId id() {
        return id;
    }

    /** What is stored in its place. */
    public Bytes digest() {
        return Bytes.utf8(text).sha256();
    }

    /** The whole text with its secret, for the holder. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}

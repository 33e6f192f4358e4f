package dev.countersign.ceremony;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.Metadata;

/**
 * The SHA-256 digest of the canonical bytes that are signed, which people compare by voice: same digest, same content.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Fingerprint(String hex) {
    private static final int GROUP = 4;
    private static final int GROUPS_A_LINE = 8;

    public static Fingerprint compute(Metadata<?> metadata) {
        return compute(metadata.signedBytes());
    }

    static Fingerprint compute(Bytes signed) {
        return new Fingerprint(signed.sha256().hex());
    }

    /** Two lines of eight groups of four digits. */
    public String grouped() {
        var text = new StringBuilder();
        for (int i = 0; i < hex.length(); i += GROUP) {
            if (i > 0) {
                text.append(i % (GROUP * GROUPS_A_LINE) == 0 ? '\n' : ' ');
            }
            text.append(hex, i, i + GROUP);
        }
        return text.toString();
    }

    /** Whether a person means this one: case, spaces, line ends, colons and a leading {@code sha256:} do not count. */
    public boolean matches(String said) {
        var digits = said.strip().replaceFirst("(?i)^sha256:", "").replaceAll("[\\s:]", "");
        return digits.equalsIgnoreCase(hex);
    }
}

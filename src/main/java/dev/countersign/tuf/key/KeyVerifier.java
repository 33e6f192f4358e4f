package dev.countersign.tuf.key;

import dev.countersign.json.Ascii;
import dev.countersign.json.Bytes;
import java.util.HexFormat;
import java.util.Optional;

/** Verification of one signature by one key. */
public final class KeyVerifier {
    private KeyVerifier() {}

    /** Whether the signature (hexadecimal) is the key's over the message; false also for text that is no signature. */
    public static boolean verify(Key key, Bytes message, String sigHex) {
        if (sigHex.isEmpty() || sigHex.length() % 2 != 0 || !sigHex.chars().allMatch(Ascii::isHex)) {
            return false;
        }
        return key.half().verifies(message, HexFormat.of().parseHex(sigHex));
    }

    /** Why the key cannot verify signatures, here or in most TUF clients; empty for a key that can. */
    public static Optional<String> problem(Key key) {
        return key.half() instanceof PublicHalf.Unusable unusable
                ? Optional.of("key " + key.id() + ": " + unusable.problem())
                : Optional.empty();
    }
}

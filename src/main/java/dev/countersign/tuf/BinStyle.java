package dev.countersign.tuf;

import java.util.Arrays;
import java.util.Optional;

/** How targets.json tells clients of hash bins. */
public enum BinStyle {
    /** All in one entry (TAP 15), which leaves no room for other delegated roles. */
    SUCCINCT("succinct"),
    /** Each as a role of its own, behind the custom roles. */
    PATH_HASH_PREFIXES("path-hash-prefixes");

    private final String word;

    BinStyle(String word) {
        this.word = word;
    }

    /** What requests and files call it. */
    public String word() {
        return word;
    }

    public static Optional<BinStyle> named(String word) {
        return Arrays.stream(values()).filter(style -> style.word.equals(word)).findFirst();
    }
}

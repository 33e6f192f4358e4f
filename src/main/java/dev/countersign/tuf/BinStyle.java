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

    /** Whether custom roles may stand beside such bins: TAP 15 allows one or the other. */
    public boolean leavesRoomForRoles() {
        return this != SUCCINCT;
    }

    /** Whether so many bins, as asked for, are more than targets.json may list one by one. */
    public boolean isTooLong(int requested) {
        return this == PATH_HASH_PREFIXES && HashBins.countFor(requested) > HashBins.MOST_LISTED;
    }

    public static Optional<BinStyle> named(String word) {
        return Arrays.stream(values()).filter(style -> style.word.equals(word)).findFirst();
    }
}

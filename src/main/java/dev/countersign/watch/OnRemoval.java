package dev.countersign.watch;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What follows when a registry no longer has a file. */
public enum OnRemoval {
    /** It stays signed. */
    KEEP,
    /** It is no longer signed. */
    WITHDRAW,
    /** It stays signed, and people are told. */
    ALARM;

    /** All names, for people. */
    public static final String NAMES = "keep, withdraw, alarm";

    public static Optional<OnRemoval> find(String name) {
        return Arrays.stream(values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}

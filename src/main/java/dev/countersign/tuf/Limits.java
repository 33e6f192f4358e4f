package dev.countersign.tuf;

import dev.countersign.json.Bytes;

/**
 * The largest metadata files that TUF clients download with their default settings, and the largest numbers and names
 * that this software takes. Days of validity have their limits in {@link Validity}, hash bins in {@link HashBins},
 * places of roles in {@link Positions}.
 */
public final class Limits {
    /** Bytes of a root. */
    public static final int ROOT = 99 * 1024;
    /** Bytes of a timestamp. */
    public static final int TIMESTAMP = 16_384;
    /** Bytes of a snapshot. */
    public static final int SNAPSHOT = 2_000_000;
    /** Bytes of a targets role, delegated ones included. */
    public static final int TARGETS = 5_000_000;
    /** The highest version number. */
    public static final int VERSION = Integer.MAX_VALUE;
    /** The most keys that a delegated role can ask for at once. */
    public static final int THRESHOLD = 1_024;
    /** Roots that are followed one after another before a client gives up, so that no server keeps it busy for ever. */
    public static final int ROOTS_AT_ONCE = 1_024;
    /** Bytes of a target path, and characters of a pattern for them. */
    public static final int PATH = 1_024;

    private Limits() {}

    /** The limit, in bytes, for a role's file; clients go by it where the parent's metadata gives no length. */
    public static int maxBytes(RoleName role) {
        return switch (role.value()) {
            case "root" -> ROOT;
            case "timestamp" -> TIMESTAMP;
            case "snapshot" -> SNAPSHOT;
            default -> TARGETS;
        };
    }

    /**
     * Checks the length of a file.
     *
     * @throws TufException.TooLarge when clients would refuse the file
     */
    public static void check(RoleName role, Bytes file) {
        if (file.length() > maxBytes(role)) {
            throw new TufException.TooLarge(role, file.length(), maxBytes(role));
        }
    }
}

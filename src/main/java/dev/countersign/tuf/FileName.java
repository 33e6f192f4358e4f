package dev.countersign.tuf;

import dev.countersign.json.InvalidInput;
import java.util.Optional;

/** The name of a metadata file that has its version in it, such as {@code 7.bins-3f.json}, taken apart. */
public record FileName(RoleName role, int version) {
    private static final String SUFFIX = ".json";

    /** Of a name, in characters: longer than any of a file that could be served. */
    public static final int MAX_LENGTH = 400;

    /** Empty for a text that can name no such file; the timestamp's name has no version. */
    public static Optional<FileName> parse(String name) {
        int dot = name.indexOf('.');
        if (dot < 1 || dot > 10 || name.length() > MAX_LENGTH || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        int version = version(name, dot);
        int end = name.length() - SUFFIX.length();
        if (version < 1 || end <= dot + 1) {
            return Optional.empty();
        }
        try {
            var role = RoleName.publishable(name.substring(dot + 1, end));
            return role.equals(RoleName.TIMESTAMP) ? Optional.empty() : Optional.of(new FileName(role, version));
        } catch (InvalidInput notARole) {
            return Optional.empty();
        }
    }

    /** 0 when the digits before the dot are no version. */
    private static int version(String name, int dot) {
        if (name.charAt(0) == '0') {
            return 0;
        }
        long version = 0;
        for (int at = 0; at < dot; at++) {
            int digit = name.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            version = 10 * version + digit;
        }
        return version <= Integer.MAX_VALUE ? (int) version : 0;
    }
}

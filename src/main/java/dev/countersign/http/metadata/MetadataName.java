package dev.countersign.http.metadata;

import dev.countersign.json.InvalidInput;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names of versioned metadata files, such as {@code 7.bins-3f.json}, as clients write them into addresses. */
final class MetadataName {
    private static final String SUFFIX = ".json";
    private static final int MAX_LENGTH = 400;

    private MetadataName() {}

    /** The file named; empty for a text that can name none. The text is a key to look up, never a path. */
    static Optional<RoleVersion> parse(String name) {
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
            var role = new RoleName(name.substring(dot + 1, end));
            return role.equals(RoleName.TIMESTAMP) ? Optional.empty() : Optional.of(new RoleVersion(role, version));
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

    /** The name with its percent-escapes decoded, once; null when they are broken. */
    static @Nullable String decoded(String name) {
        if (name.indexOf('%') < 0) {
            return name;
        }
        var bytes = new byte[name.length() * 3];
        int length = 0;
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            if (c == '%') {
                int high = at + 2 < name.length() ? Character.digit(name.charAt(at + 1), 16) : -1;
                int low = at + 2 < name.length() ? Character.digit(name.charAt(at + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes[length++] = (byte) (high << 4 | low);
                at += 2;
            } else if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                return null;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}

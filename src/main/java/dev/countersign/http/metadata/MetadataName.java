package dev.countersign.http.metadata;

import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.FileName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names of versioned metadata files, such as {@code 7.bins-3f.json}, as clients write them into addresses. */
final class MetadataName {
    private MetadataName() {}

    /** The file named; empty for a text that can name none. The text is a key to look up, never a path. */
    static Optional<RoleVersion> parse(String name) {
        return FileName.parse(name).map(file -> new RoleVersion(file.role(), file.version()));
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

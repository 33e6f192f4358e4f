package dev.countersign.ceremony;

import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.Key;
import java.util.List;

/** The service's public keys, each with its URI; mostly it is one for all. */
public record OnlineRoleKeys(Key targets, Key snapshot, Key timestamp) {
    public static OnlineRoleKeys one(Key key) {
        return new OnlineRoleKeys(key, key, key);
    }

    Key key(RoleName role) {
        if (role.equals(RoleName.TIMESTAMP)) {
            return timestamp;
        }
        return role.equals(RoleName.SNAPSHOT) ? snapshot : targets;
    }

    /** Each once. */
    List<Key> distinct() {
        return RoleName.ONLINE.stream().map(this::key).distinct().toList();
    }
}

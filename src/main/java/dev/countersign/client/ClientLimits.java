package dev.countersign.client;

import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Search;

/**
 * How much a repository may ask of a client, so that it can neither fill the memory nor keep it busy for ever. Bytes of
 * files that the metadata before gives no length for, and numbers.
 *
 * @param root bytes of a root
 * @param timestamp bytes of a timestamp
 * @param snapshot bytes of a snapshot without a stated length
 * @param targets bytes of a targets role without a stated length
 * @param largest bytes of a file with a stated length
 * @param rootsAtOnce roots that are followed in one refresh
 * @param rolesPerSearch roles that are looked into for one target
 */
public record ClientLimits(
        int root, int timestamp, int snapshot, int targets, int largest, int rootsAtOnce, int rolesPerSearch) {

    /** Those of most TUF clients; a stated length may be up to what is parsed at all. */
    public static final ClientLimits USUAL = new ClientLimits(
            512_000,
            Limits.TIMESTAMP,
            Limits.SNAPSHOT,
            Limits.TARGETS,
            JsonLimits.METADATA.maxBytes(),
            Limits.ROOTS_AT_ONCE,
            Search.MAX_ROLES);

    public ClientLimits {
        for (var limit : new int[] {root, timestamp, snapshot, targets, largest, rootsAtOnce, rolesPerSearch}) {
            if (limit < 1) {
                throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
            }
        }
    }

    /** The most bytes to take for a snapshot or a targets role. */
    int bytes(RoleName role, MetaFile meta) {
        var stated = meta.length();
        if (stated != null) {
            return (int) Math.min(stated, largest);
        }
        return role.equals(RoleName.SNAPSHOT) ? snapshot : targets;
    }
}

package dev.countersign.ceremony;

import dev.countersign.json.Json;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.KeySupport;
import dev.countersign.tuf.key.PrivateMaterial;
import java.util.ArrayList;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What RSTUF adds to public keys: a name for people, and for the online key the place of its private half. The id of
 * such a key is the hash of all its members; RSTUF hashes fewer, and tough refuses that.
 */
public final class KeyMembers {
    private KeyMembers() {}

    /** The key with a name, which everyone can read in the published metadata; null leaves it as it is. */
    public static Key named(Key key, @Nullable String name) {
        return name == null ? key : with(key, Key.NAME_MEMBER, name);
    }

    /**
     * The online key. Without a URI its private half is in a file named after the id that the key has without RSTUF's
     * members.
     */
    public static Key online(Key key, @Nullable String uri) {
        return with(key, Key.URI_MEMBER, uri == null ? "fn:" + KeyId.compute(key.json()) : uri);
    }

    private static Key with(Key key, String member, String value) {
        var json = key.json().with(member, new Json.Str(value));
        return new Key(KeyId.computeWhole(json), json);
    }

    /** Problems of online keys, which must be none of the holders'. */
    static void checkOnline(OnlineRoleKeys online, Collection<Key> holders, Findings.Builder findings) {
        check("online key", online.distinct(), findings);
        for (var key : online.distinct()) {
            holders.stream()
                    .filter(key::sameKeyAs)
                    .findFirst()
                    .ifPresent(holder -> findings.problem("online key: it is also the holder's key " + Shown.key(holder)
                            + " (expected: holders' keys that the service does not have)"));
        }
    }

    /** Problems of keys that stand beside each other: unusable ones, and one key given twice. */
    static void check(String where, Collection<Key> keys, Findings.Builder findings) {
        var seen = new ArrayList<Key>();
        for (var key : keys) {
            var unusable = PrivateMaterial.in(key.json()).or(() -> KeySupport.problem(key));
            if (unusable.isPresent()) {
                findings.problem(where + ": " + unusable.get());
                continue;
            }
            KeySupport.warnings(key).forEach(warning -> findings.warn(where + ": " + warning));
            seen.stream()
                    .filter(key::sameKeyAs)
                    .findFirst()
                    .ifPresent(same -> findings.problem(where + ": " + Shown.key(same) + " and " + Shown.key(key)
                            + " are the same key (expected: a key" + " of its own for every holder)"));
            seen.add(key);
        }
    }
}

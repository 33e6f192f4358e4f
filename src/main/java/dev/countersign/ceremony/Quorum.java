package dev.countersign.ceremony;

import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How far the signatures of one set of holders have come.
 *
 * @param whose such as {@code root 1}
 * @param threshold how many must sign
 * @param signed those whose valid signature is there
 * @param missing those whose signature would count
 */
public record Quorum(String whose, int threshold, List<Key> signed, List<Key> missing) {
    public Quorum {
        signed = List.copyOf(signed);
        missing = List.copyOf(missing);
    }

    static Quorum count(String whose, Metadata<?> metadata, Role role, Map<KeyId, Key> keys) {
        var verification = metadata.verify(role, keys);
        return new Quorum(
                whose, role.threshold(), keys(verification.signed(), keys), keys(verification.missing(), keys));
    }

    private static List<Key> keys(Collection<KeyId> ids, Map<KeyId, Key> keys) {
        return ids.stream().map(id -> Objects.requireNonNull(keys.get(id))).toList();
    }

    /** How many signatures are still needed. */
    public int needed() {
        return Math.max(0, threshold - signed.size());
    }

    /** Such as {@code root 1: 1 of 2 signed (Alice); 1 more needed of Bob, Carol}. */
    public String line() {
        return whose + ": " + signed.size() + " of " + threshold + " signed (" + Shown.keys(signed) + ")"
                + (needed() == 0 ? "" : "; " + needed() + " more needed of " + Shown.keys(missing));
    }
}

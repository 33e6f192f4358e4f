package dev.countersign.tuf;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far the signatures on some metadata go towards a role's threshold.
 *
 * @param threshold how many keys must sign
 * @param signed keyids with a valid signature, no two of them the same key
 * @param missing keyids of the role from which a valid signature would count
 */
public record Verification(int threshold, Set<KeyId> signed, Set<KeyId> missing) {
    public Verification {
        signed = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(signed));
        missing = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(missing));
    }

    public boolean verified() {
        return signed.size() >= threshold;
    }

    /** Verifies each signature by a key of the role; an invalid one counts as none. */
    public static Verification of(Role role, Map<KeyId, Key> keys, Bytes signedBytes, List<Signature> signatures) {
        throw new UnsupportedOperationException();
    }
}

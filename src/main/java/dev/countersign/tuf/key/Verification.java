package dev.countersign.tuf.key;

import dev.countersign.json.Bytes;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
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
        signed = Collections.unmodifiableSet(new LinkedHashSet<>(signed));
        missing = Collections.unmodifiableSet(new LinkedHashSet<>(missing));
    }

    public boolean verified() {
        return signed.size() >= threshold;
    }

    /** Verifies each signature by a key of the role; an invalid one, or one by another key, counts as none. */
    public static Verification verify(Role role, Map<KeyId, Key> keys, Bytes signedBytes, List<Signature> signatures) {
        var byKeyId = new HashMap<KeyId, String>();
        signatures.forEach(signature -> byKeyId.putIfAbsent(signature.keyid(), signature.sig()));
        var signed = new LinkedHashSet<KeyId>();
        var counted = new HashSet<Bytes>();
        for (var keyid : role.keyids()) {
            var key = keys.get(keyid);
            var sig = byKeyId.get(keyid);
            if (key != null && sig != null && KeyVerifier.verify(key, signedBytes, sig)) {
                // A key listed under two ids is still one key (specification, 5.3.4).
                if (counted.add(key.material())) {
                    signed.add(keyid);
                }
            }
        }
        return new Verification(role.threshold(), signed, missing(role, keys, counted));
    }

    private static Set<KeyId> missing(Role role, Map<KeyId, Key> keys, Set<Bytes> counted) {
        var missing = new LinkedHashSet<KeyId>();
        for (var keyid : role.keyids()) {
            var key = keys.get(keyid);
            if (key != null && !counted.contains(key.material())) {
                missing.add(keyid);
            }
        }
        return missing;
    }
}

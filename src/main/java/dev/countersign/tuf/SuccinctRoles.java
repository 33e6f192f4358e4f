package dev.countersign.tuf;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import java.util.List;

/**
 * Delegation to 2^bitLength bins, each for the paths whose SHA-256 begins with its number (TAP 15).
 *
 * @param keyids distinct
 * @param threshold of each bin, at least 1
 * @param bitLength as {@link HashBins} takes it
 * @param namePrefix of the bins' names, before the hyphen
 */
public record SuccinctRoles(List<KeyId> keyids, int threshold, int bitLength, String namePrefix) implements Delegates {
    /**
     * Checks the parts.
     *
     * @throws InvalidInput when a field is outside its range
     */
    public SuccinctRoles {
        keyids = List.copyOf(keyids);
        Members.requireDistinct("keyids", keyids);
        if (threshold < 1) {
            throw new InvalidValue("threshold", threshold, ">= 1");
        }
        new HashBins(namePrefix, bitLength).name(0);
    }

    static SuccinctRoles fromJson(Members members) {
        return new SuccinctRoles(
                Role.keyids(members),
                Role.threshold(members),
                (int) members.integer("bit_length", 1, HashBins.MAX_BIT_LENGTH),
                members.string("name_prefix"));
    }

    public HashBins bins() {
        return new HashBins(namePrefix, bitLength);
    }

    /** Who signs for each bin. */
    public Role role() {
        return new Role(keyids, threshold);
    }

    public SuccinctRoles withKeys(List<KeyId> newKeyids, int newThreshold) {
        return new SuccinctRoles(newKeyids, newThreshold, bitLength, namePrefix);
    }

    Json.Obj toJson() {
        return Json.object()
                .put("keyids", Role.toJson(keyids))
                .put("threshold", threshold)
                .put("bit_length", bitLength)
                .put("name_prefix", namePrefix)
                .build();
    }
}

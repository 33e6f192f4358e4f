package dev.countersign.tuf.key;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import java.util.List;
import java.util.Optional;

/**
 * Who signs for a role, and how many of them must (specification, 4.3).
 *
 * @param keyids distinct
 * @param threshold at least 1; with more than there are keyids nothing is ever verified
 */
public record Role(List<KeyId> keyids, int threshold) {
    /**
     * Checks the parts.
     *
     * @throws InvalidValue when a field is outside its range
     */
    public Role {
        keyids = List.copyOf(keyids);
        Members.requireDistinct("keyids", keyids);
        if (threshold < 1) {
            throw new InvalidValue("threshold", threshold, ">= 1");
        }
    }

    /** Why no signatures could ever meet the threshold; empty for one that can be met. */
    public Optional<String> thresholdProblem() {
        return isThreshold(threshold, keyids.size())
                ? Optional.empty()
                : Optional.of(
                        "threshold: " + threshold + " (expected: <= " + keyids.size() + ", the number of keyids)");
    }

    /** Whether so many of {@code keys} keys can be asked for. */
    public static boolean isThreshold(int threshold, int keys) {
        return threshold >= 1 && threshold <= keys;
    }

    /**
     * Reads the value.
     *
     * @throws InvalidInput when the value is not a role
     */
    public static Role fromJson(Members members) {
        var keyids = keyids(members);
        int threshold = threshold(members);
        try {
            return new Role(keyids, threshold);
        } catch (InvalidValue e) {
            throw e.in(members.where());
        }
    }

    public static List<KeyId> keyids(Members members) {
        return members.strings("keyids").stream().map(KeyId::new).toList();
    }

    public static int threshold(Members members) {
        return (int) members.integer("threshold", 1, Integer.MAX_VALUE);
    }

    public Json.Obj toJson() {
        return Json.object()
                .put("keyids", toJson(keyids))
                .put("threshold", threshold)
                .build();
    }

    public static Json.Arr toJson(List<KeyId> keyids) {
        return new Json.Arr(
                keyids.stream().<Json>map(id -> new Json.Str(id.value())).toList());
    }
}

package dev.countersign.tuf;

import dev.countersign.json.Json;
import java.util.List;

/**
 * Who signs for a role, and how many of them must (specification, 4.3).
 *
 * @param keyids distinct
 * @param threshold at least 1, at most as many as there are keyids
 */
public record Role(List<KeyId> keyids, int threshold) {
    /**
     * Checks the parts.
     *
     * @throws TufException.InvalidValue when a field is outside its range
     */
    public Role {
        keyids = List.copyOf(keyids);
        Members.checkUnique("keyids", keyids);
        if (threshold < 1) {
            throw new TufException.InvalidValue("threshold", threshold, ">= 1");
        }
        if (threshold > keyids.size()) {
            throw new TufException.InvalidValue(
                    "threshold", threshold, "<= " + keyids.size() + ", the number of keyids");
        }
    }

    static Role of(Members members) {
        try {
            return new Role(members.keyids(), members.threshold());
        } catch (TufException.InvalidValue e) {
            throw new TufException.InvalidMetadata(members.where() + "." + e.getMessage());
        }
    }

    Json.Obj toJson() {
        return Json.object()
                .put("keyids", toJson(keyids))
                .put("threshold", threshold)
                .build();
    }

    static Json.Arr toJson(List<KeyId> keyids) {
        return new Json.Arr(
                keyids.stream().<Json>map(id -> new Json.Str(id.value())).toList());
    }
}

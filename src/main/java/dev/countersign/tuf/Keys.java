package dev.countersign.tuf;

import dev.countersign.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** The {@code keys} member of Root and of delegations. */
final class Keys {
    private Keys() {}

    static SequencedMap<KeyId, Key> of(Members members) {
        var keys = new LinkedHashMap<KeyId, Key>();
        for (var name : members.object().members().keySet()) {
            var id = new KeyId(name);
            keys.put(id, new Key(id, members.object(name).object()));
        }
        return keys;
    }

    static Json.Obj toJson(Map<KeyId, Key> keys) {
        var members = new LinkedHashMap<String, Json>();
        keys.forEach((id, key) -> members.put(id.value(), key.json()));
        return new Json.Obj(members);
    }
}

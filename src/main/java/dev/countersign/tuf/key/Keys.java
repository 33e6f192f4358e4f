package dev.countersign.tuf.key;

import dev.countersign.json.Json;
import dev.countersign.json.Members;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** The {@code keys} member of Root and of delegations. */
public final class Keys {
    private Keys() {}

    public static SequencedMap<KeyId, Key> fromJson(Members members) {
        var keys = new LinkedHashMap<KeyId, Key>();
        for (var name : members.object().members().keySet()) {
            var id = new KeyId(name);
            keys.put(id, new Key(id, members.object(name).object()));
        }
        return keys;
    }

    public static Json.Obj toJson(Map<KeyId, Key> keys) {
        var members = new LinkedHashMap<String, Json>();
        keys.forEach((id, key) -> members.put(id.value(), key.json()));
        return new Json.Obj(members);
    }
}

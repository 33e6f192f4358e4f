package dev.countersign.tuf;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Snapshot role: the version of every targets role (specification, 4.4).
 *
 * @param meta by file name without version, such as {@code targets.json}
 */
public record Snapshot(int version, Instant expires, SortedMap<String, MetaFile> meta) implements Signed {
    public Snapshot {
        SignedFields.check(version);
        expires = WireTime.check(expires);
        meta = Collections.unmodifiableSortedMap(new TreeMap<>(meta));
    }

    /**
     * Reads the value.
     *
     * @throws InvalidInput when the value is not a Snapshot
     */
    public static Snapshot fromJson(Json.Obj signed) {
        var members = SignedFields.read("snapshot", signed);
        var names = members.object("meta");
        var meta = new TreeMap<String, MetaFile>();
        for (var name : names.object().members().keySet()) {
            meta.put(name, MetaFile.fromJson(names.object(name)));
        }
        return new Snapshot(SignedFields.version(members), SignedFields.expires(members), meta);
    }

    /** What it says of a role, or null when it does not know it. */
    public @Nullable MetaFile fromJson(RoleName role) {
        return meta.get(role.metaName());
    }

    @Override
    public Json.Obj toJson() {
        var files = new LinkedHashMap<String, Json>();
        meta.forEach((name, file) -> files.put(name, file.toJson()));
        return SignedFields.json("snapshot", this).with("meta", new Json.Obj(files));
    }
}

package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one metadata file says of another (specification, 4.4).
 *
 * @param version at least 1
 * @param length in bytes, or null when it is not stated
 * @param hashes of the file's bytes, empty when none are stated
 */
public record MetaFile(int version, @Nullable Long length, SortedMap<HashAlgorithm, String> hashes) {
    /**
     * Checks the parts.
     *
     * @throws InvalidValue when a field is outside its range
     */
    public MetaFile {
        if (version < 1) {
            throw new InvalidValue("version", version, ">= 1");
        }
        if (length != null && (length < 1 || length > Json.Int.MAX_PORTABLE)) {
            throw new InvalidValue("length", length, "1..2^53-1");
        }
        hashes = Hashes.checked(hashes);
    }

    /** A file known by its version only. */
    public static MetaFile ofVersion(int version) {
        return new MetaFile(version, null, Collections.emptySortedMap());
    }

    /** A file pinned by its length and SHA-256. */
    public static MetaFile describe(int version, Bytes file) {
        var hashes = new TreeMap<HashAlgorithm, String>();
        hashes.put(HashAlgorithm.SHA256, file.sha256().hex());
        return new MetaFile(version, (long) file.length(), hashes);
    }

    static MetaFile fromJson(Members members) {
        var length = members.has("length") ? members.integer("length", 1, Json.Int.MAX_PORTABLE) : null;
        var hashes =
                members.has("hashes") ? Hashes.fromJson(members) : Collections.<HashAlgorithm, String>emptySortedMap();
        return new MetaFile(SignedFields.version(members), length, hashes);
    }

    Json.Obj toJson() {
        var json = Json.Obj.EMPTY;
        if (!hashes.isEmpty()) {
            json = json.with("hashes", Hashes.toJson(hashes));
        }
        if (length != null) {
            json = json.with("length", new Json.Int(length));
        }
        return json.with("version", new Json.Int(version));
    }
}

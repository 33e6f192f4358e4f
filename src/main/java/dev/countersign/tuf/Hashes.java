package dev.countersign.tuf;

import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The {@code hashes} member that target files and metadata files have in common. */
final class Hashes {
    private Hashes() {}

    /** The member {@code hashes}. */
    static SortedMap<HashAlgorithm, String> fromJson(Members members) {
        var hashes = new TreeMap<HashAlgorithm, String>();
        var digests = members.object("hashes");
        for (var name : digests.object().members().keySet()) {
            var algorithm = HashAlgorithm.find(name)
                    .orElseThrow(() -> new InvalidValue(digests.where(), name, HashAlgorithm.NAMES));
            hashes.put(algorithm, digests.string(name));
        }
        return hashes;
    }

    static SortedMap<HashAlgorithm, String> checked(SortedMap<HashAlgorithm, String> hashes) {
        hashes.forEach(Hashes::check);
        return Collections.unmodifiableSortedMap(new TreeMap<>(hashes));
    }

    private static void check(HashAlgorithm algorithm, String hex) {
        if (!algorithm.isDigest(hex)) {
            throw new InvalidValue("hashes." + algorithm.wireName(), hex, algorithm.form());
        }
    }

    static void append(StringBuilder text, SortedMap<HashAlgorithm, String> hashes) {
        char separator = '{';
        for (var entry : hashes.entrySet()) {
            text.append(separator).append('"').append(entry.getKey().wireName()).append("\":\"");
            text.append(entry.getValue()).append('"');
            separator = ',';
        }
        text.append('}');
    }

    static Json.Obj toJson(SortedMap<HashAlgorithm, String> hashes) {
        var json = Json.Obj.EMPTY;
        for (var entry : hashes.entrySet()) {
            json = json.with(entry.getKey().wireName(), new Json.Str(entry.getValue()));
        }
        return json;
    }
}

package dev.countersign.client;

import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.tuf.Limits;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a monitor has seen of a repository, to compare the next visit with.
 *
 * @param files by the names that a snapshot gives them, such as {@code targets.json}; each root by the name that it is
 *     published under
 */
public record Visited(SortedMap<String, VisitedFile> files) {
    /** Before the first visit. */
    public static final Visited NONE = new Visited(new TreeMap<>());

    /** @param sha256 in hexadecimal */
    public record VisitedFile(int version, String sha256) {}

    public Visited {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    public Json.Obj toJson() {
        var json = Json.object();
        files.forEach((name, file) -> json.put(
                name,
                Json.object()
                        .put("version", file.version())
                        .put("sha256", file.sha256())
                        .build()));
        return json.build();
    }

    /** @throws dev.countersign.json.InvalidInput when it is not what {@link #toJson} makes */
    public static Visited fromJson(Json.Obj json) {
        var members = new Members("", json);
        var files = new TreeMap<String, VisitedFile>();
        for (var name : json.members().keySet()) {
            var file = members.object(name);
            files.put(name, new VisitedFile((int) file.integer("version", 1, Limits.VERSION), file.string("sha256")));
        }
        return new Visited(files);
    }
}

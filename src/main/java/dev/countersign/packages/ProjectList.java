package dev.countersign.packages;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.JsonException;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.Members;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All files of a project, as one signed target: which are there, and what each must be. {@code docs/project-lists.md} has
 * the form. The same list always has the same bytes.
 *
 * @param files by name, in the order of Java's texts
 */
public record ProjectList(Ecosystem ecosystem, String project, SortedMap<String, SignedFile> files) {
    /** The most bytes of a list. */
    public static final int MOST_BYTES = 32 << 20;

    private static final JsonLimits LIMITS = new JsonLimits(8, MOST_BYTES);
    private static final String TYPE = "project";
    private static final long VERSION = 1;

    /**
     * Checks the parts.
     *
     * @throws InvalidInput for a project by another than its one name, and for files that can be no targets
     */
    public ProjectList {
        if (!ecosystem.project(project).equals(project)) {
            throw new InvalidValue("project", project, ecosystem.project(project));
        }
        files.keySet().forEach(ecosystem::file);
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /**
     * Reads a list.
     *
     * @param bytes verified to be the target's
     * @throws InvalidInput when this is no list, or one of a form that a later version has made
     */
    public static ProjectList parse(Bytes bytes) {
        var list = new Members("", Json.parseObject(bytes, LIMITS));
        if (!list.string("_type").equals(TYPE)) {
            throw list.refusal("_type", TYPE);
        }
        list.integer("version", VERSION, VERSION);
        var ecosystem =
                Ecosystem.find(list.string("ecosystem")).orElseThrow(() -> list.refusal("ecosystem", Ecosystem.NAMES));
        var files = new TreeMap<String, SignedFile>();
        for (var item : list.array("files")) {
            var file = Members.read("files", item);
            if (files.put(file.string("name"), SignedFile.read(file)) != null) {
                throw file.refusal("name", "each name once");
            }
        }
        return new ProjectList(ecosystem, list.string("project"), files);
    }

    /**
     * The bytes to be signed: canonical JSON.
     *
     * @throws JsonException.NotPortable when a name cannot stand in it
     */
    public Bytes canonical() {
        var items = new ArrayList<Json>();
        files.forEach((name, file) -> items.add(file.toJson(name)));
        return CanonicalJson.encode(Json.object()
                .put("_type", TYPE)
                .put("version", VERSION)
                .put("ecosystem", ecosystem.wireName())
                .put("project", project)
                .put("files", new Json.Arr(items))
                .build());
    }

    /** What the list says of a file: empty when the project has no such file. */
    public Optional<SignedFile> find(String name) {
        return Optional.ofNullable(files.get(name));
    }

    /** In what an index that is shown now differs from this list; nothing when it shows the same. */
    public List<Discrepancy> compare(Listing shown) {
        var found = new ArrayList<Discrepancy>();
        var hidden = new TreeMap<>(files);
        for (var file : shown.files()) {
            var signed = hidden.remove(file.name());
            if (signed == null) {
                found.add(new Discrepancy.Extra(file.name()));
            } else {
                signed.compare(file).ifPresent(found::add);
            }
        }
        hidden.keySet().forEach(name -> found.add(new Discrepancy.Hidden(name)));
        return found;
    }
}

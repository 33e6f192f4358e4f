package dev.countersign.packages.cargo;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.Members;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.ListingReader;
import dev.countersign.tuf.HashAlgorithm;
import java.net.URI;
import java.util.Collections;
import java.util.Locale;
import java.util.TreeMap;

/** Reads the files of a sparse index. */
public final class SparseIndex {
    private static final JsonLimits LINE = new JsonLimits(16, 1 << 20);

    private SparseIndex() {}

    /**
     * The files of a crate: one version a line.
     *
     * @param config of the registry, which says where files are fetched
     * @param address for messages
     * @throws InvalidInput when it is no such file
     */
    public static Listing crate(Bytes file, IndexConfig config, URI address) {
        var files = new ListingReader();
        for (var line : IndexDocument.lines(file, address)) {
            if (!line.isBlank()) {
                files.entry(Json.shown(new Json.Str(line)), () -> file(line, config));
            }
        }
        return files.listing();
    }

    /** Where the file of a crate is, below the address of the index. */
    public static String path(String crate) {
        var name = crate.toLowerCase(Locale.ROOT);
        return prefix(name) + "/" + name;
    }

    /** The folders that a crate's file is in: {@code gu/ar}. */
    static String prefix(String name) {
        return switch (name.length()) {
            case 0, 1 -> "1";
            case 2 -> "2";
            case 3 -> "3/" + name.charAt(0);
            default -> name.substring(0, 2) + "/" + name.substring(2, 4);
        };
    }

    /** The name of a version's file. */
    public static String fileName(String crate, String version) {
        return crate + "-" + version + ".crate";
    }

    private static ListedFile file(String line, IndexConfig config) {
        var entry = new Members("", Json.parseObject(Bytes.utf8(line), LINE));
        var name = entry.string("name");
        var version = entry.string("vers");
        var checksum = IndexDocument.digest(entry.string("cksum"));
        return new ListedFile(
                fileName(name, version),
                config.download(name, version, checksum),
                new TreeMap<>(Collections.singletonMap(HashAlgorithm.SHA256, checksum)),
                null,
                entry.bool("yanked"),
                IndexDocument.requirements(entry.object().without("yanked").without("cksum")),
                null);
    }
}

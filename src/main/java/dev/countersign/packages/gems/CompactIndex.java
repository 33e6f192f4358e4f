package dev.countersign.packages.gems;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.packages.Address;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.ListingReader;
import dev.countersign.packages.NamedProject;
import dev.countersign.packages.UnreadableIndex;
import dev.countersign.tuf.HashAlgorithm;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Reads the files of a compact index, which only grow: a later line of a gem replaces an earlier one. */
public final class CompactIndex {
    private static final String HEADER_END = "---";

    private CompactIndex() {}

    /**
     * The gems that {@code /versions} names, each with the checksum of its {@code /info}.
     *
     * @param address for messages
     * @throws InvalidInput when it is no such file
     */
    public static List<NamedProject> gems(Bytes versions, URI address) {
        var marks = new LinkedHashMap<String, String>();
        for (var line : entries(versions, address)) {
            var fields = line.split(" ", -1);
            if (fields.length != 3) {
                throw new UnreadableIndex(address.toString(), line, "lines with a name, versions and a checksum");
            }
            marks.put(fields[0], fields[2]);
        }
        return marks.entrySet().stream()
                .map(gem -> new NamedProject(gem.getKey(), gem.getValue()))
                .toList();
    }

    /**
     * The files of a gem that its {@code /info} names.
     *
     * @param root the address of the registry, below which {@code gems/} is
     * @throws InvalidInput when it is no such file
     */
    public static Listing info(String gem, Bytes info, URI root) {
        var files = new ListingReader();
        for (var line : entries(info, root)) {
            files.entry(gem + " " + version(line), () -> file(gem, line, root));
        }
        return files.listing();
    }

    /** The name of a version's file; the version has its platform, if any, behind a dash. */
    public static String fileName(String gem, String version) {
        return gem + "-" + version + ".gem";
    }

    /** A line: the version, a space, dependencies, a bar, and requirements, of which the checksum is one. */
    private static ListedFile file(String gem, String line, URI root) {
        var rest = line.substring(Math.min(line.length(), version(line).length() + 1));
        int bar = rest.indexOf('|');
        if (bar < 0) {
            throw new UnreadableIndex("info of " + gem, line, "a version, dependencies, a bar and requirements");
        }
        var conditions = List.of(rest.substring(bar + 1).split(","));
        var name = fileName(gem, version(line));
        return new ListedFile(
                name,
                Address.resolve(root, "gems/" + name),
                claimed(conditions),
                null,
                false,
                IndexDocument.requirements(Json.object()
                        .put("dependencies", rest.substring(0, bar).strip())
                        .put("requirements", others(conditions))
                        .build()),
                null);
    }

    private static String version(String line) {
        return line.split(" ", 2)[0];
    }

    private static SortedMap<HashAlgorithm, String> claimed(List<String> conditions) {
        var claimed = new TreeMap<HashAlgorithm, String>();
        conditions.stream()
                .filter(isChecksum())
                .forEach(checksum -> claimed.put(
                        HashAlgorithm.SHA256, IndexDocument.digest(checksum.substring(checksum.indexOf(':') + 1))));
        return claimed;
    }

    private static List<String> others(List<String> conditions) {
        return conditions.stream()
                .filter(isChecksum().negate())
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .sorted()
                .toList();
    }

    private static Predicate<String> isChecksum() {
        return condition -> condition.startsWith("checksum:");
    }

    private static List<String> entries(Bytes file, URI address) {
        var lines = IndexDocument.lines(file, address);
        int header = lines.indexOf(HEADER_END);
        return lines.subList(header + 1, lines.size()).stream()
                .filter(Predicate.not(String::isBlank))
                .toList();
    }
}

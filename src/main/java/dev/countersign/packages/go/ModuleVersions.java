package dev.countersign.packages.go;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.packages.Address;
import dev.countersign.packages.GoEscape;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.ListingReader;
import java.net.URI;
import java.util.List;

/** Reads {@code @v/list}: the versions of a module, one a line. */
public final class ModuleVersions {
    /** What is signed of a version. Its {@code .info} tells no more than a time. */
    public static final List<String> SIGNED = List.of(".mod", ".zip");

    private ModuleVersions() {}

    /**
     * The files of a module.
     *
     * @param address of the list, beside which the files are
     * @throws InvalidInput when it is no such list
     */
    public static Listing read(Bytes list, URI address) {
        var files = new ListingReader();
        for (var version : IndexDocument.lines(list, address)) {
            if (!version.isBlank()) {
                SIGNED.forEach(suffix ->
                        files.entry(version, () -> file(GoEscape.escaped(version.strip()) + suffix, address)));
            }
        }
        return files.listing();
    }

    private static ListedFile file(String name, URI address) {
        return ListedFile.of(name, Address.resolve(address, name));
    }
}

package dev.countersign.packages.cargo;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.packages.Address;
import dev.countersign.packages.IndexDocument;
import java.net.URI;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code config.json} of an index.
 *
 * @param download the form of addresses of files
 * @param address of the document
 */
public record IndexConfig(String download, URI address) {
    /** The name of the file. */
    public static final String FILE = "config.json";

    /** @throws InvalidInput when it is no such document */
    public static IndexConfig parse(Bytes body, URI address) {
        return new IndexConfig(IndexDocument.object(body, address).string("dl"), address);
    }

    /**
     * Where the file of a version is fetched.
     *
     * @throws InvalidInput when that is no address
     */
    public URI download(String crate, String version, String checksum) {
        var form = hasMarkers() ? download : download + "/{crate}/{version}/download";
        var lower = crate.toLowerCase(Locale.ROOT);
        return Address.resolve(
                address,
                form.replace("{crate}", crate)
                        .replace("{version}", version)
                        .replace("{prefix}", SparseIndex.prefix(crate))
                        .replace("{lowerprefix}", SparseIndex.prefix(lower))
                        .replace("{sha256-checksum}", checksum));
    }

    private boolean hasMarkers() {
        return Stream.of("{crate}", "{version}", "{prefix}", "{lowerprefix}", "{sha256-checksum}")
                .anyMatch(download::contains);
    }
}

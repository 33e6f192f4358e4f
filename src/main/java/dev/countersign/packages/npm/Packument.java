package dev.countersign.packages.npm;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.packages.Address;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.ListingReader;
import dev.countersign.tuf.HashAlgorithm;
import java.net.URI;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the document of a package, in its full or its abbreviated form. */
public final class Packument {
    /** What to ask for: the abbreviated form, or the full one from registries that know no other. */
    public static final String ACCEPT = "application/vnd.npm.install-v1+json, application/json;q=0.8";

    /**
     * The members of a version that decide what is installed beside it, and where; those that both forms have. The abbreviated
     * one leaves {@code libc} and {@code bundledDependencies} out.
     */
    private static final List<String> REQUIREMENTS = List.of(
            "dependencies",
            "optionalDependencies",
            "peerDependencies",
            "peerDependenciesMeta",
            "bundleDependencies",
            "engines",
            "os",
            "cpu");

    private Packument() {}

    /**
     * The files of a package.
     *
     * @param address of the document, after redirects
     * @throws InvalidInput when it is no such document
     */
    public static Listing read(Bytes body, URI address) {
        var document = IndexDocument.object(body, address);
        var name = document.string("name");
        var files = new ListingReader();
        // A package that was withdrawn as a whole has no versions.
        document.object()
                .object("versions")
                .members()
                .forEach((version, manifest) ->
                        files.entry(version, () -> file(name, version, Members.read("versions", manifest), address)));
        return files.listing();
    }

    /**
     * The name of a version's file. It follows from name and version, so an index cannot give a version the file of
     * another one.
     *
     * @param name with its scope
     */
    public static String fileName(String name, String version) {
        return name.substring(name.indexOf('/') + 1) + "-" + version + ".tgz";
    }

    private static ListedFile file(String name, String version, Members manifest, URI address) {
        var dist = manifest.object("dist");
        return new ListedFile(
                fileName(name, version),
                Address.withoutFragment(Address.resolve(address, dist.string("tarball"))),
                claimed(dist.object().text("integrity")),
                null,
                false,
                requirements(manifest.object()),
                null);
    }

    /** Subresource integrity: several hashes may stand there, with options. */
    private static SortedMap<HashAlgorithm, String> claimed(@Nullable String integrity) {
        var claimed = new TreeMap<HashAlgorithm, String>();
        for (var hash : integrity == null ? new String[0] : integrity.strip().split("\\s+")) {
            int dash = hash.indexOf('-');
            HashAlgorithm.find(dash < 0 ? "" : hash.substring(0, dash))
                    .ifPresent(algorithm -> IndexDocument.digestOfBase64(
                                    hash.substring(dash + 1).split("\\?", 2)[0])
                            .ifPresent(digest -> claimed.put(algorithm, digest)));
        }
        return claimed;
    }

    /** That there are none is told as well. */
    private static String requirements(Json.Obj manifest) {
        var told = Json.object();
        for (var name : REQUIREMENTS) {
            var value = manifest.get(name);
            told.put(name, isNothing(value) ? null : value);
        }
        return IndexDocument.requirements(told.build());
    }

    /** Registries leave empty members out or not. */
    private static boolean isNothing(@Nullable Json value) {
        return (value instanceof Json.Obj object && object.members().isEmpty())
                || (value instanceof Json.Arr list && list.items().isEmpty());
    }
}

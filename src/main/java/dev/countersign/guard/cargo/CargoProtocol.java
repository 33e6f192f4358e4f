package dev.countersign.guard.cargo;

import dev.countersign.guard.ContentSource;
import dev.countersign.guard.FetchedIndex;
import dev.countersign.guard.GuardReply;
import dev.countersign.guard.GuardedRegistry;
import dev.countersign.guard.PackageProtocol;
import dev.countersign.guard.PackageRequest;
import dev.countersign.guard.RequestPath;
import dev.countersign.guard.Withheld;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.Listing;
import dev.countersign.packages.cargo.IndexConfig;
import dev.countersign.packages.cargo.SparseIndex;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sparse index of cargo, with {@code config.json} leading to crates behind this guard. A line of the index is there when
 * its crate is signed, with the checksum that is signed, whatever the registry says.
 */
public final class CargoProtocol implements PackageProtocol {
    private static final String ANY = "*/*";
    private static final String LINES = "text/plain; charset=utf-8";
    private static final String CRATES = "crates";
    private static final JsonLimits LINE = new JsonLimits(16, 1 << 20);

    private final GuardedRegistry registry;

    public CargoProtocol(GuardedRegistry registry) {
        this.registry = registry;
    }

    /** A line of an index, and the name of its crate's file. */
    private record IndexEntry(Json.Obj line, String file) {}

    @Override
    public GuardReply answer(PackageRequest asked) {
        var path = asked.path();
        if (!path.isPlainFile()) {
            throw noQuestion(path);
        }
        if (path.length() == 1 && path.last().equals(IndexConfig.FILE)) {
            return config(asked);
        }
        if (path.length() == 3 && path.get(0).equals(CRATES)) {
            return crate(asked, path.get(1), path.get(2));
        }
        if (path.length() > 1 && SparseIndex.path(path.last()).equals(path.joined())) {
            return index(path);
        }
        throw noQuestion(path);
    }

    private static Withheld noQuestion(RequestPath path) {
        return new Withheld(
                Withheld.Why.NOT_THERE,
                path + " is no file of a sparse index (expected: " + IndexConfig.FILE + ", or such as se/rd/serde)");
    }

    /**
     * Only where crates are: what else a registry says there is about accounts, of which this guard has none. The registry is
     * asked each time, so that its crates are found where they are now.
     */
    private GuardReply config(PackageRequest asked) {
        read(registry.document(registry.at(IndexConfig.FILE), ANY));
        var config = Json.object().put("dl", asked.base() + CRATES + "/{crate}/{crate}-{version}.crate");
        if (asked.authorized()) {
            // Without this cargo shows its token here only.
            config.put("auth-required", true);
        }
        return GuardReply.MadeDocument.of(Bytes.utf8(config.build().toText()), "application/json");
    }

    private IndexConfig upstreamConfig() {
        var address = registry.at(IndexConfig.FILE);
        return read(registry.lastDocument(address, ANY).orElseGet(() -> registry.document(address, ANY)));
    }

    private IndexConfig read(FetchedIndex document) {
        return registry.read(document, () -> IndexConfig.parse(document.body(), document.address()));
    }

    private GuardReply crate(PackageRequest asked, String name, String file) {
        return registry.artifact(asked, registry.target(name, file), "application/x-tar", source(name, file));
    }

    /** Where the index says that a file is. */
    private ContentSource source(String name, String file) {
        return registry.listed(
                registry.at(SparseIndex.path(name)),
                ANY,
                file,
                document -> SparseIndex.crate(document.body(), upstreamConfig(), document.address()));
    }

    private GuardReply index(RequestPath path) {
        var crate = path.last();
        var document = registry.document(registry.at(path.joined()), ANY);
        return registry.pageOfSigned(document, "index", Withheld.noVersionSigned(crate), signed -> {
            var entries = entries(document, crate);
            var there = signed.find(crate, listing(document, entries));
            var kept = entries.stream()
                    .filter(entry -> there.containsKey(entry.file()))
                    .map(entry -> made(entry, there.get(entry.file())) + "\n")
                    .toList();
            return new GuardedRegistry.MadePage(
                    GuardReply.MadeDocument.of(Bytes.utf8(String.join("", kept)), LINES), entries.size(), kept.size());
        });
    }

    private static String made(IndexEntry entry, @Nullable TargetFile signed) {
        var sha256 = signed == null ? null : signed.hashes().get(HashAlgorithm.SHA256);
        return (sha256 == null ? entry.line() : entry.line().with("cksum", new Json.Str(sha256))).toText();
    }

    private Listing listing(FetchedIndex document, List<IndexEntry> entries) {
        var lines = entries.stream().map(entry -> entry.line().toText()).collect(Collectors.joining("\n"));
        return registry.read(
                document, () -> SparseIndex.crate(Bytes.utf8(lines), upstreamConfig(), document.address()));
    }

    /** Lines of other crates, and what is no line of an index, are left out. */
    private List<IndexEntry> entries(FetchedIndex document, String crate) {
        return registry.read(document, () -> IndexDocument.lines(document.body(), document.address())).stream()
                .flatMap(text -> entry(text, crate).stream())
                .toList();
    }

    private Optional<IndexEntry> entry(String text, String crate) {
        try {
            var line = Json.parseObject(Bytes.utf8(text), LINE);
            var name = line.text("name");
            var version = line.text("vers");
            if (name != null && version != null && name.equalsIgnoreCase(crate)) {
                var file = SparseIndex.fileName(name, version);
                return registry.targetOf(name, file).map(target -> new IndexEntry(line, file));
            }
        } catch (InvalidInput e) {
            // Left out, as everything that cargo could read in another way than this guard.
        }
        return Optional.empty();
    }
}

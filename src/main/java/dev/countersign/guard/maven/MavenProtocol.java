package dev.countersign.guard.maven;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.guard.ContentSource;
import dev.countersign.guard.FetchedIndex;
import dev.countersign.guard.GuardReply;
import dev.countersign.guard.GuardedRegistry;
import dev.countersign.guard.PackageProtocol;
import dev.countersign.guard.PackageRequest;
import dev.countersign.guard.RefusalForm;
import dev.countersign.guard.Withheld;
import dev.countersign.json.Bytes;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.maven.MavenMetadata;
import dev.countersign.packages.maven.MavenPath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Maven, Gradle and all who read a Maven repository. Checksums are computed from what is served, not taken from the
 * repository. Snapshots are refused: they may be published again with other content, so nobody can sign them.
 */
public final class MavenProtocol implements PackageProtocol {
    private static final String XML = "text/xml; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final GuardedRegistry registry;
    private final Cache<FileSum, String> sums =
            Caffeine.newBuilder().maximumSize(50_000).build();

    private record FileSum(String etag, Checksum kind) {}

    public MavenProtocol(GuardedRegistry registry) {
        this.registry = registry;
    }

    @Override
    public RefusalForm refusals() {
        return RefusalForm.PROBLEM;
    }

    @Override
    public GuardReply answer(PackageRequest request) {
        if (request.path().folder()) {
            throw new Withheld(Withheld.Why.NOT_THERE, request.path() + ": folders are not listed");
        }
        var path = request.path().joined();
        var checksum = Checksum.find(path);
        if (checksum == null) {
            return MavenPath.isMetadata(path) ? metadata(path) : file(request, path);
        }
        var of = checksum.withoutSuffix(path);
        return GuardReply.MadeDocument.of(
                Bytes.utf8(
                        MavenPath.isMetadata(of) ? checksum.compute(metadata(of).body()) : sum(of, checksum)),
                TEXT);
    }

    private GuardReply file(PackageRequest request, String path) {
        var place = place(path);
        return registry.artifact(
                request, registry.target(place.project(), place.name()), contentType(path), source(path));
    }

    private MavenPath place(String path) {
        var place = MavenPath.parse(path).orElseThrow(() -> registry.missing(path, source(path)));
        if (place.isSnapshot()) {
            throw snapshot(path);
        }
        return place;
    }

    private static Withheld snapshot(String path) {
        return new Withheld(Withheld.Why.UNSIGNED, Withheld.shown(path) + " is of a snapshot, which cannot be signed");
    }

    private ContentSource source(String path) {
        return ContentSource.at(registry.at(path));
    }

    private static String contentType(String path) {
        if (path.endsWith(".pom") || path.endsWith(".xml")) {
            return XML;
        }
        return path.endsWith(".jar") ? "application/java-archive" : "application/octet-stream";
    }

    private String sum(String path, Checksum kind) {
        var place = place(path);
        try (var file = registry.open(registry.target(place.project(), place.name()), source(path))) {
            return sums.get(new FileSum(file.etag(), kind), _ -> kind.compute(file));
        }
    }

    private GuardReply.MadeDocument metadata(String path) {
        if (!path.endsWith("/" + MavenMetadata.FILE)) {
            throw registry.missing(path, source(path));
        }
        var folder = path.substring(0, path.length() - MavenMetadata.FILE.length() - 1);
        if (MavenPath.isSnapshot(folder)) {
            throw snapshot(path);
        }
        var document = registry.document(registry.at(path), "text/xml, application/xml, */*");
        return registry.page(document, "", signed -> {
            var shown = MetadataText.ShownMetadata.read(registry, document, folder);
            return shown.isOfGroup()
                    ? GuardedRegistry.MadePage.whole(page(MetadataText.ofGroup(shown.plugins())))
                    : ofProject(folder, document, shown.versions(), signed);
        });
    }

    private GuardedRegistry.MadePage ofProject(
            String folder, FetchedIndex document, List<String> shown, GuardedRegistry.SignedSet signed) {
        var kept = kept(folder, document, shown, signed);
        var verified = shown.stream().filter(kept::contains).toList();
        return new GuardedRegistry.MadePage(
                page(MetadataText.ofProject(folder, kept.isEmpty() ? shown : verified)), shown.size(), verified.size());
    }

    private static GuardReply.MadeDocument page(Bytes text) {
        return GuardReply.MadeDocument.of(text, XML);
    }

    /** Versions that are signed: by the list of the project, or else by their POM. */
    private Set<String> kept(
            String project, FetchedIndex document, List<String> shown, GuardedRegistry.SignedSet signed) {
        var list = signed.list(project);
        if (list.isEmpty()) {
            var artifact = project.substring(project.lastIndexOf('/') + 1);
            var poms = shown.stream()
                    .filter(Predicate.not(MavenPath::isSnapshot))
                    .map(version ->
                            ListedFile.of(version + "/" + artifact + "-" + version + ".pom", document.address()))
                    .toList();
            return versions(
                    signed.findEach(project, new Listing(poms, List.of())).keySet());
        }
        var listed = versions(list.get().files().keySet());
        for (var version : listed) {
            if (!shown.contains(version)) {
                throw new Withheld(
                        Withheld.Why.CHANGED,
                        "the metadata of " + Withheld.shown(project) + " is not what was signed: version "
                                + Withheld.shown(version) + " is missing");
            }
        }
        return listed;
    }

    private static Set<String> versions(Set<String> files) {
        var versions = new HashSet<String>();
        for (var file : files) {
            int slash = file.indexOf('/');
            if (slash > 0) {
                versions.add(file.substring(0, slash));
            }
        }
        return versions;
    }
}

package dev.countersign.guard.npm;

import dev.countersign.guard.ContentSource;
import dev.countersign.guard.FetchedIndex;
import dev.countersign.guard.GuardReply;
import dev.countersign.guard.GuardedRegistry;
import dev.countersign.guard.PackageProtocol;
import dev.countersign.guard.PackageRequest;
import dev.countersign.guard.PostedBody;
import dev.countersign.guard.RefusalForm;
import dev.countersign.guard.RequestPath;
import dev.countersign.guard.Withheld;
import dev.countersign.json.Bytes;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.Listing;
import dev.countersign.packages.npm.PackageName;
import dev.countersign.packages.npm.Packument;
import dev.countersign.tuf.TufException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** npm, pnpm and all who install from an npm registry. */
public final class NpmProtocol implements PackageProtocol {
    private static final String ABBREVIATED = "application/vnd.npm.install-v1+json";
    private static final String JSON = "application/json";
    private static final String DASH = "-";
    private static final Set<String> AUDITS =
            Set.of("-/npm/v1/security/advisories/bulk", "-/npm/v1/security/audits/quick", "-/npm/v1/security/audits");

    private final GuardedRegistry registry;

    public NpmProtocol(GuardedRegistry registry) {
        this.registry = registry;
    }

    @Override
    public RefusalForm refusals() {
        return RefusalForm.JSON;
    }

    /** A path that names a package, and perhaps a file of it. */
    private record PackagePath(String name, List<String> rest) {
        static PackagePath parse(RequestPath path) {
            var first = path.get(0);
            boolean split = first.startsWith("@") && !first.contains("/") && path.length() > 1;
            int named = split ? 2 : 1;
            return new PackagePath(
                    split ? first + "/" + path.get(1) : first, path.segments().subList(named, path.length()));
        }
    }

    @Override
    public GuardReply answer(PackageRequest request) {
        var path = request.path();
        if (path.length() == 0 || path.joined().equals("-/ping")) {
            return GuardReply.MadeDocument.of(Bytes.utf8("{}"), JSON);
        }
        if (path.get(0).equals(DASH)) {
            throw notAnswered(path);
        }
        var asked = PackagePath.parse(path);
        var name = name(asked.name());
        if (asked.rest().isEmpty()) {
            return packument(request, name);
        }
        if (asked.rest().size() == 2 && asked.rest().getFirst().equals(DASH)) {
            return tarball(request, name, asked.rest().getLast());
        }
        throw notAnswered(path);
    }

    private static Withheld notAnswered(RequestPath path) {
        return new Withheld(
                Withheld.Why.NOT_THERE, path + " is not answered by a guard (it has packages, their files and audits)");
    }

    private String name(String written) {
        try {
            return registry.names().ecosystem().project(written);
        } catch (TufException.InvalidName e) {
            throw new Withheld(Withheld.Why.NOT_THERE, Withheld.shown(written) + " is not the name of a package");
        }
    }

    private GuardReply packument(PackageRequest request, String name) {
        boolean abbreviated = request.accepts(ABBREVIATED);
        var document = registry.document(at(name), accept(abbreviated));
        var variant = request.base() + (abbreviated ? " short" : "");
        return registry.pageOfSigned(document, variant, Withheld.noVersionSigned(name), signed -> {
            var listing = registry.read(document, () -> listing(document));
            var found = signed.find(name, listing);
            var written = registry.read(
                    document,
                    () -> new SignedPackument(name, request.base(), found)
                            .write(IndexDocument.object(document.body(), document.address())
                                    .object()));
            return new GuardedRegistry.MadePage(
                    GuardReply.MadeDocument.of(
                            Bytes.utf8(written.text().toText()),
                            document.contentType().startsWith(ABBREVIATED) ? ABBREVIATED : JSON),
                    written.shown(),
                    written.kept());
        });
    }

    private static String accept(boolean abbreviated) {
        return abbreviated ? Packument.ACCEPT : JSON;
    }

    private URI at(String name) {
        return registry.atEscaped(PackageName.path(name));
    }

    private GuardReply tarball(PackageRequest request, String name, String file) {
        return registry.artifact(request, registry.target(name, file), "application/octet-stream", source(name, file));
    }

    /** As the package's document said, or else where registries usually have it; and then as the document says now. */
    private ContentSource source(String name, String file) {
        ContentSource first = () -> List.of(known(name, true, file)
                .or(() -> known(name, false, file))
                .orElseGet(() -> registry.at(name + "/-/" + file)));
        return first.or(registry.listedNow(at(name), accept(true), file, NpmProtocol::listing));
    }

    private Optional<URI> known(String name, boolean abbreviated, String file) {
        return registry.lastListed(at(name), accept(abbreviated), file, NpmProtocol::listing);
    }

    private static Listing listing(FetchedIndex document) {
        return Packument.read(document.body(), document.address());
    }

    @Override
    public GuardReply post(PackageRequest request, PostedBody body) {
        var path = request.path().joined();
        if (!AUDITS.contains(path)) {
            throw new Withheld(
                    Withheld.Why.OTHER_METHOD, "this guard is for reading, and for audits (expected: GET or HEAD)");
        }
        return registry.post(registry.at(path), body);
    }
}

package dev.countersign.guard.python;

import dev.countersign.guard.ContentSource;
import dev.countersign.guard.FetchedIndex;
import dev.countersign.guard.GuardReply;
import dev.countersign.guard.GuardedRegistry;
import dev.countersign.guard.PackageProtocol;
import dev.countersign.guard.PackageRequest;
import dev.countersign.guard.Withheld;
import dev.countersign.json.Bytes;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.NamedProject;
import dev.countersign.packages.python.SimpleIndex;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TufException;
import java.net.URI;
import java.util.ArrayList;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * pip, uv and all who read a simple index. Below {@code simple/} is what they expect; a file is beside the page of its
 * project, so links need no host.
 */
public final class SimpleProtocol implements PackageProtocol {
    private static final String SIMPLE = "simple";
    private static final String METADATA = ".metadata";
    private static final String WHEEL = ".whl";

    private final GuardedRegistry registry;

    public SimpleProtocol(GuardedRegistry registry) {
        this.registry = registry;
    }

    @Override
    public GuardReply answer(PackageRequest request) {
        var path = request.path();
        if (path.length() == 0 || !path.get(0).equals(SIMPLE) || path.length() > 3) {
            throw new Withheld(Withheld.Why.NOT_THERE, path + " is not of a simple index (expected: simple/PROJECT/)");
        }
        return switch (path.length()) {
            case 1 -> path.folder() ? projects(request) : new GuardReply.Elsewhere(SIMPLE + "/");
            case 2 -> project(request, path.get(1), path.folder());
            default -> file(request, project(path.get(1)), path.get(2));
        };
    }

    /** The one name of a project. */
    private String project(String written) {
        try {
            return registry.names().ecosystem().project(written);
        } catch (TufException.InvalidName e) {
            throw new Withheld(Withheld.Why.NOT_THERE, Withheld.shown(written) + " is not the name of a project");
        }
    }

    private GuardReply projects(PackageRequest request) {
        var document = registry.document(registry.at(""), SimpleIndex.ACCEPT);
        boolean json = request.accepts(SimpleText.JSON);
        return registry.page(document, variant(request), _ -> {
            var names = registry.read(
                    document,
                    () -> SimpleIndex.projects(document.body(), document.contentType(), document.address()).stream()
                            .map(NamedProject::name)
                            .toList());
            var text = json ? SimpleText.projectsJson(names) : SimpleText.projectsHtml(names);
            return GuardedRegistry.MadePage.whole(page(request, text));
        });
    }

    private GuardReply project(PackageRequest request, String written, boolean folder) {
        var project = project(written);
        if (!folder || !project.equals(written)) {
            return new GuardReply.Elsewhere((folder ? "../" : "") + project + "/");
        }
        var document = registry.document(at(project), SimpleIndex.ACCEPT);
        return registry.page(document, variant(request), signed -> made(request, project, document, signed));
    }

    private URI at(String project) {
        return registry.at(project + "/");
    }

    private static String variant(PackageRequest request) {
        return request.accepts(SimpleText.JSON) ? "json" : request.accepts(SimpleText.HTML) ? "html" : "text";
    }

    private static GuardReply.MadeDocument page(PackageRequest request, Bytes text) {
        return GuardReply.MadeDocument.of(
                text,
                switch (variant(request)) {
                    case "json" -> SimpleText.JSON;
                    case "html" -> SimpleText.HTML;
                    default -> "text/html; charset=utf-8";
                });
    }

    /**
     * The page with those files that are signed. When none is, it has them all: whoever asks for one is told why it is
     * withheld, which an installer that sees no file at all would not tell.
     */
    private GuardedRegistry.MadePage made(
            PackageRequest request, String project, FetchedIndex document, GuardedRegistry.SignedSet signed) {
        var shown = registry.read(document, () -> SimplePage.parse(document));
        var found = signed.find(project, shown.listing());
        var all = shown.listing().files();
        boolean none = found.isEmpty();
        var written = new ArrayList<SimpleText.WrittenFile>();
        for (var file : all) {
            var target = found.get(file.name());
            if (target != null || none) {
                written.add(written(file, target, shown.told(file.name())));
            }
        }
        var text = request.accepts(SimpleText.JSON)
                ? SimpleText.json(project, written)
                : SimpleText.html(project, written);
        return new GuardedRegistry.MadePage(page(request, text), all.size(), found.size());
    }

    private static SimpleText.WrittenFile written(ListedFile file, @Nullable TargetFile target, SimpleFile told) {
        SortedMap<HashAlgorithm, String> hashes = new TreeMap<>(file.claimed());
        if (target != null) {
            hashes.putAll(target.hashes());
        }
        return new SimpleText.WrittenFile(file.name(), hashes, target == null ? -1 : target.length(), told);
    }

    private GuardReply file(PackageRequest request, String project, String file) {
        if (file.endsWith(WHEEL + METADATA)) {
            return metadata(request, project, file);
        }
        return registry.artifact(
                request, registry.target(project, file), "application/octet-stream", source(project, file));
    }

    private ContentSource source(String project, String file) {
        return registry.listed(at(project), SimpleIndex.ACCEPT, file, SimplePage::listing);
    }

    /** Of a wheel: as its own target when that is signed, else out of the verified wheel itself. */
    private GuardReply metadata(PackageRequest request, String project, String file) {
        var own = registry.target(project, file);
        var wheel = file.substring(0, file.length() - METADATA.length());
        if (registry.isSigned(own)) {
            return registry.artifact(
                    request,
                    own,
                    "text/plain; charset=utf-8",
                    source(project, wheel).longer(METADATA));
        }
        try (var content = registry.open(registry.target(project, wheel), source(project, wheel))) {
            return GuardReply.MadeDocument.of(WheelMetadata.read(content, wheel), "text/plain; charset=utf-8");
        }
    }
}

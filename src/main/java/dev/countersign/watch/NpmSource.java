package dev.countersign.watch;

import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.Listing;
import dev.countersign.packages.NamedProject;
import dev.countersign.packages.npm.PackageName;
import dev.countersign.packages.npm.Packument;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An npm registry. Which packages there are is asked of {@code /-/all} as verdaccio has it, or of {@code /-/v1/search}; a
 * registry with a feed of changes is asked for those.
 */
final class NpmSource implements Source {
    private static final String JSON = "application/json";
    private static final int PAGE = 250;
    private static final int MOST_CHANGES = 10_000;

    private final Fetcher fetcher;
    private final URI root;
    private final @Nullable URI changes;

    /**
     * @param root with a slash at its end
     * @param changes the address of {@code _changes}; null where there is none
     */
    NpmSource(Fetcher fetcher, URI root, @Nullable URI changes) {
        this.fetcher = fetcher;
        this.root = root;
        this.changes = changes;
    }

    @Override
    public ChangedProjects changes(@Nullable String cursor) {
        if (changes != null) {
            return feed(changes, cursor == null ? "0" : cursor);
        }
        return new ChangedProjects(all().orElseGet(this::found), true, null);
    }

    /** As many pages as there are. */
    private ChangedProjects feed(URI feed, String since) {
        var projects = new LinkedHashSet<NamedProject>();
        var at = since;
        while (true) {
            var page = changesSince(feed, at);
            projects.addAll(page.projects());
            var next = String.valueOf(page.cursor());
            if (next.equals(at)) {
                return new ChangedProjects(List.copyOf(projects), false, next);
            }
            at = next;
        }
    }

    /** A change names a package by its id; the last sequence number is where the next question begins. */
    private ChangedProjects changesSince(URI feed, String since) {
        var from = URLEncoder.encode(since, StandardCharsets.UTF_8);
        var address = URI.create(feed + "?since=" + from + "&limit=" + MOST_CHANGES);
        var page = fetcher.page(address, JSON).orElseThrow(() -> Sources.missing(feed));
        var document = IndexDocument.object(page.body(), page.address());
        var projects = new ArrayList<NamedProject>();
        for (var item : document.array("results")) {
            var id = Members.read("results", item).string("id");
            if (!id.startsWith("_design/")) {
                projects.add(new NamedProject(id, null));
            }
        }
        var last = document.any("last_seq");
        return new ChangedProjects(projects, false, last instanceof Json.Str(var text) ? text : last.toText());
    }

    /** Some registries answer with something else than an object of packages. */
    private Optional<List<NamedProject>> all() {
        return fetcher.page(root.resolve("-/all"), JSON).map(page -> {
            var packages = IndexDocument.object(page.body(), page.address()).object();
            return packages.members().entrySet().stream()
                    .filter(entry -> entry.getValue() instanceof Json.Obj)
                    .map(entry -> new NamedProject(entry.getKey(), null))
                    .toList();
        });
    }

    /** As many pages as have something new, since some registries always answer with the first. */
    private List<NamedProject> found() {
        var found = new LinkedHashSet<NamedProject>();
        while (true) {
            var known = found.size();
            var address = root.resolve("-/v1/search?text=&size=" + PAGE + "&from=" + known);
            var page = fetcher.page(address, JSON).orElseThrow(() -> Sources.missing(address));
            var objects = IndexDocument.object(page.body(), page.address()).array("objects");
            for (var item : objects) {
                var name = Members.read("objects", item).object("package").string("name");
                found.add(new NamedProject(name, null));
            }
            if (objects.size() < PAGE || found.size() == known) {
                return List.copyOf(found);
            }
        }
    }

    @Override
    public Optional<Listing> files(String project) {
        return fetcher.page(root.resolve(PackageName.path(project)), Packument.ACCEPT)
                .map(page -> Packument.read(page.body(), page.address()));
    }
}

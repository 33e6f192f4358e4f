package dev.countersign.watch;

import dev.countersign.packages.GoEscape;
import dev.countersign.packages.Listing;
import dev.countersign.packages.go.ModuleVersions;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A module proxy of Go, which has no list of its modules: they are named by the user, or by those who publish. */
final class GoSource implements Source {
    private final Fetcher fetcher;
    private final URI root;

    /** @param root with a slash at its end */
    GoSource(Fetcher fetcher, URI root) {
        this.fetcher = fetcher;
        this.root = root;
    }

    @Override
    public ChangedProjects changes(@Nullable String cursor) {
        return new ChangedProjects(List.of(), false, null);
    }

    @Override
    public Optional<Listing> files(String project) {
        return fetcher.page(root.resolve(GoEscape.escaped(project) + "/@v/list"), "text/plain")
                .map(page -> ModuleVersions.read(page.body(), page.address()));
    }
}

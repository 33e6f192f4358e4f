package dev.countersign.watch;

import dev.countersign.packages.GoEscape;
import dev.countersign.packages.Listing;
import dev.countersign.packages.go.ModuleVersions;
import java.net.URI;
import java.util.Optional;

/**
 * A module proxy of Go, whose modules are named by the user, or by those who publish.
 *
 * @param root with a slash at its end
 */
record GoSource(Fetcher fetcher, URI root) implements Source {
    @Override
    public Optional<Listing> files(String project) {
        return fetcher.page(root.resolve(GoEscape.escaped(project) + "/@v/list"), "text/plain")
                .map(page -> ModuleVersions.read(page.body(), page.address()));
    }
}

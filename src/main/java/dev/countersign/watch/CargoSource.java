package dev.countersign.watch;

import dev.countersign.packages.Listing;
import dev.countersign.packages.cargo.IndexConfig;
import dev.countersign.packages.cargo.SparseIndex;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A sparse index of cargo, which has no list of its crates: they are named by the user, or by those who publish. */
final class CargoSource implements Source {
    private final Fetcher fetcher;
    private final URI root;

    /** @param root with a slash at its end */
    CargoSource(Fetcher fetcher, URI root) {
        this.fetcher = fetcher;
        this.root = root;
    }

    @Override
    public ChangedProjects changes(@Nullable String cursor) {
        return new ChangedProjects(List.of(), false, null);
    }

    @Override
    public Optional<Listing> files(String project) {
        var place = root.resolve(IndexConfig.FILE);
        var config = fetcher.page(place, "application/json")
                .map(page -> IndexConfig.parse(page.body(), page.address()))
                .orElseThrow(() -> Sources.missing(place));
        return fetcher.page(root.resolve(SparseIndex.path(project)), "text/plain")
                .map(page -> SparseIndex.crate(page.body(), config, page.address()));
    }
}

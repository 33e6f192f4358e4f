package dev.countersign.watch;

import dev.countersign.packages.Listing;
import dev.countersign.packages.cargo.IndexConfig;
import dev.countersign.packages.cargo.SparseIndex;
import java.net.URI;
import java.util.Optional;

/**
 * A sparse index of cargo, whose crates are named by the user, or by those who publish.
 *
 * @param root with a slash at its end
 */
record CargoSource(Fetcher fetcher, URI root) implements Source {
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

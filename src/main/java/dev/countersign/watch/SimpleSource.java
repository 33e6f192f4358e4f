package dev.countersign.watch;

import dev.countersign.packages.Listing;
import dev.countersign.packages.python.SimpleIndex;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A simple index of Python packages: pypiserver, devpi, Warehouse and others. */
final class SimpleSource implements Source {
    private final Fetcher fetcher;
    private final URI root;

    /** @param root with a slash at its end */
    SimpleSource(Fetcher fetcher, URI root) {
        this.fetcher = fetcher;
        this.root = root;
    }

    @Override
    public ChangedProjects changes(@Nullable String cursor) {
        var page = fetcher.page(root, SimpleIndex.ACCEPT).orElseThrow(() -> Sources.missing(root));
        var serial = serial(page);
        if (serial != null && serial.equals(cursor)) {
            return ChangedProjects.none(serial);
        }
        var projects = SimpleIndex.projects(page.body(), page.contentType(), page.address());
        return new ChangedProjects(projects, true, serial);
    }

    /** Servers that have one count every change in it. */
    private static @Nullable String serial(Fetcher.FetchedPage page) {
        return Stream.of("x-devpi-serial", "x-pypi-last-serial")
                .flatMap(name -> page.reply().header(name).stream().map(value -> name + " " + value))
                .findFirst()
                .orElse(null);
    }

    @Override
    public Optional<Listing> files(String project) {
        var address = root.resolve(URLEncoder.encode(project, StandardCharsets.UTF_8) + "/");
        return fetcher.page(address, SimpleIndex.ACCEPT)
                .map(page -> SimpleIndex.project(page.body(), page.contentType(), page.address()));
    }
}

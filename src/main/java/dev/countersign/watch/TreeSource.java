package dev.countersign.watch;

import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.NamedProject;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Any tree of files: one project without a name. */
record TreeSource(Tree tree) implements Source {
    @Override
    public ChangedProjects changes(@Nullable String cursor) {
        return new ChangedProjects(List.of(new NamedProject("", null)), true, null);
    }

    @Override
    public Optional<Listing> files(String project) {
        return Optional.of(new Listing(
                tree.files("").entrySet().stream()
                        .map(file -> listed(file.getKey(), file.getValue()))
                        .toList(),
                List.of()));
    }

    static ListedFile listed(String name, Tree.TreeFile file) {
        return new ListedFile(
                name, file.address(), Collections.emptySortedMap(), file.size(), false, null, file.mark());
    }
}

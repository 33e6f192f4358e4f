package dev.countersign.watch;

import dev.countersign.packages.Listing;
import dev.countersign.packages.NamedProject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Only some projects of a registry: those that the user names. */
record NamedSource(Source source, List<String> projects) implements Source {
    @Override
    public ChangedProjects changes(@Nullable String cursor) {
        return new ChangedProjects(
                projects.stream().map(name -> new NamedProject(name, null)).toList(), false, null);
    }

    @Override
    public Optional<Listing> files(String project) {
        return source.files(project);
    }
}

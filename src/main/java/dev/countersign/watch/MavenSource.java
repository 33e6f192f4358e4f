package dev.countersign.watch;

import dev.countersign.json.Bytes;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.NamedProject;
import dev.countersign.packages.maven.MavenPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A Maven repository as a tree of files. Metadata and checksums are left out, and so are snapshots, which change. */
record MavenSource(Tree tree) implements Source {
    @Override
    public ChangedProjects changes(@Nullable String cursor) {
        var marks = new TreeMap<String, StringBuilder>();
        tree.files("")
                .forEach((path, file) -> MavenPath.parse(path)
                        .filter(place -> !place.isSnapshot())
                        .ifPresent(place -> marks.computeIfAbsent(place.project(), _ -> new StringBuilder())
                                .append(path)
                                .append(file.mark())
                                .append('\n')));
        var projects = new ArrayList<NamedProject>();
        marks.forEach((project, text) -> projects.add(
                new NamedProject(project, Bytes.utf8(text.toString()).sha256().hex())));
        return new ChangedProjects(projects, true, null);
    }

    @Override
    public Optional<Listing> files(String project) {
        var files = new ArrayList<ListedFile>();
        tree.files(project + "/")
                .forEach((path, file) -> MavenPath.parse(path)
                        .filter(place -> place.project().equals(project) && !place.isSnapshot())
                        .ifPresent(place -> files.add(TreeSource.listed(place.name(), file))));
        return files.isEmpty() ? Optional.empty() : Optional.of(new Listing(files, List.of()));
    }
}

package dev.countersign.guard.gems;

import dev.countersign.packages.ProjectList;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The older lists of a server of gems. */
enum SpecsFile {
    RELEASES("specs.4.8.gz", true),
    /** May have more than the newest: clients take the newest of it. */
    NEWEST("latest_specs.4.8.gz", true),
    PRERELEASES("prerelease_specs.4.8.gz", false);

    private final String path;
    private final boolean ofReleases;

    SpecsFile(String path, boolean ofReleases) {
        this.path = path;
        this.ofReleases = ofReleases;
    }

    static Optional<SpecsFile> at(String path) {
        return Arrays.stream(values()).filter(file -> file.path.equals(path)).findFirst();
    }

    String path() {
        return path;
    }

    /** The gems of a project that belong here. */
    Stream<ListedGem> of(ProjectList list) {
        return list.files().entrySet().stream()
                .filter(file -> !file.getValue().yanked())
                .flatMap(file -> ListedGem.ofFile(file.getKey()).stream())
                .filter(gem -> gem.isRelease() == ofReleases);
    }
}

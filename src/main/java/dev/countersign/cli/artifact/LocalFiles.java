package dev.countersign.cli.artifact;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.NativeText;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TargetPathPolicy;
import dev.countersign.tuf.TufException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.StreamSupport;

/** Which local files become which artifacts: a file goes by its name, a folder's files by their place under it. */
final class LocalFiles {
    private final String prefix;
    private final SequencedMap<TargetPath, Path> files = new LinkedHashMap<>();
    private int links;

    /** @param prefix put before every path, with a slash between; may be empty */
    LocalFiles(String prefix) {
        this.prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    }

    /** The files to add, by the path they get, in the order found. */
    SequencedMap<TargetPath, Path> files() {
        return files;
    }

    /** How many symbolic links in folders were passed over. */
    int links() {
        return links;
    }

    /** Adds a file, or every regular file in a folder and the folders in it. */
    void add(Path source) {
        if (Files.isDirectory(source)) {
            addFolder(source);
        } else if (Files.isRegularFile(source)) {
            add(source, prefix + source.getFileName());
        } else {
            var kind = FileFailure.kind(source);
            throw new CliFailure.Misused(source + ": " + kind
                    + (Files.exists(source)
                            ? " (expected: a file or a folder; what a pipe gives can be added under a name: --path)"
                            : ""));
        }
    }

    /** Adds one file under a given path; the prefix goes before it, too. */
    void addAs(Path file, String path) {
        var kind = FileFailure.kind(file);
        if (!List.of("a file", "a pipe").contains(kind)) {
            throw new CliFailure.Misused(file + ": " + kind + " (expected: one file, or a pipe, for --path)");
        }
        add(file, prefix + path);
    }

    private void addFolder(Path folder) {
        for (var file : filesUnder(folder)) {
            if (Files.isSymbolicLink(file)) {
                links++;
            } else {
                add(file, prefix + slashes(folder.relativize(file)));
            }
        }
    }

    private static List<Path> filesUnder(Path folder) {
        try (var walk = Files.walk(folder)) {
            return walk.filter(
                            file -> Files.isRegularFile(file) || (Files.isSymbolicLink(file) && !file.equals(folder)))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw FileFailure.refused(folder, e);
        }
    }

    private static String slashes(Path relative) {
        return String.join(
                "/",
                StreamSupport.stream(relative.spliterator(), false)
                        .map(Path::toString)
                        .toList());
    }

    private void add(Path file, String path) {
        if (NativeText.isLost(path)) {
            throw new CliFailure.Misused("the name " + file + " " + NativeText.remedy());
        }
        TargetPath target;
        try {
            target = TargetPath.added(path, TargetPathPolicy.PORTABLE);
        } catch (TufException.InvalidName e) {
            throw new CliFailure.Misused(
                    file + " cannot be an artifact: " + e.getMessage() + "; rename it, or give --path");
        }
        var other = files.putIfAbsent(target, file);
        if (other != null && !other.equals(file)) {
            throw new CliFailure.Misused(
                    other + " and " + file + " would both become " + target + "; add them apart, with --prefix");
        }
    }
}

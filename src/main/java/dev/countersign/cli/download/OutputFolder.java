package dev.countersign.cli.download;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.tuf.TargetPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder for downloaded files. No name and no link leads a file out of it. */
final class OutputFolder {
    private final Path folder;

    OutputFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Where the file of a path goes; the folders on the way are made.
     *
     * @throws CliFailure.CommandRefused when that would be outside
     */
    Path place(TargetPath path) {
        if (!isBelow(path)) {
            throw outside(path);
        }
        var place = folder.resolve(path.value()).normalize();
        try {
            Files.createDirectories(folder.toAbsolutePath());
            var root = folder.toRealPath();
            if (!root.resolve(path.value()).normalize().startsWith(root)) {
                throw outside(path);
            }
            makeFolders(root, path);
            if (Files.isDirectory(place)) {
                throw new CliFailure.CommandRefused(place + " is a folder; remove it or choose another --output-dir");
            }
            return place;
        } catch (IOException e) {
            throw FileFailure.refused(place, e);
        }
    }

    /** Whatever a repository lists: not every one has rules for its paths. */
    private static boolean isBelow(TargetPath path) {
        return path.value().chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == '\\')
                && List.of(path.value().split("/", -1)).stream().noneMatch(OutputFolder::isNoName);
    }

    private static boolean isNoName(String segment) {
        return segment.isEmpty() || segment.equals(".") || segment.equals("..");
    }

    /** Makes the folders one by one; each is checked before the next is made in it. */
    private void makeFolders(Path root, TargetPath path) throws IOException {
        var steps = List.of(path.value().split("/", -1));
        var at = root;
        for (var step : steps.subList(0, steps.size() - 1)) {
            at = at.resolve(step);
            Files.createDirectories(at);
            if (!at.toRealPath().startsWith(root)) {
                throw outside(path);
            }
        }
    }

    private CliFailure outside(TargetPath path) {
        return new CliFailure.CommandRefused(path + " would be written outside " + folder + "; nothing was written");
    }
}

package dev.countersign.watch;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.TargetPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The lists of projects as files, under the names by which TUF clients ask for targets: the hash before the last segment.
 * Used by several threads; each list by one at a time.
 */
public final class ListStore {
    private final Path folder;

    public ListStore(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** Keeps a list; it is on disk when this returns. */
    void write(TargetPath path, Bytes list) {
        var file = folder(path).resolve(list.sha256().hex() + "." + name(path));
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createDirectories(folder(path));
            DurableFile.replace(file, out -> DurableFile.write(out, list.array()));
        } catch (IOException e) {
            throw trouble(file, e);
        }
    }

    /** Deletes all versions of a list but these. */
    void keepOnly(TargetPath path, Set<String> sha256) {
        var name = "." + name(path);
        try (var files = Files.newDirectoryStream(folder(path), "*" + name)) {
            for (var file : files) {
                var hash = file.getFileName().toString();
                hash = hash.substring(0, hash.length() - name.length());
                if (hash.length() == 64 && !sha256.contains(hash)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw trouble(folder(path), e);
        }
    }

    /** The file under a name that a client asks for; empty when there is none. */
    public Optional<Bytes> read(String name) {
        if (!name.endsWith(".json") || name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        var file = folder.resolve(name).normalize();
        if (!file.startsWith(folder)) {
            return Optional.empty();
        }
        try {
            return Files.isRegularFile(file) ? Optional.of(Bytes.wrap(Files.readAllBytes(file))) : Optional.empty();
        } catch (IOException e) {
            throw trouble(file, e);
        }
    }

    private Path folder(TargetPath path) {
        return folder.resolve(path.value().substring(0, path.value().lastIndexOf('/') + 1));
    }

    private static String name(TargetPath path) {
        return path.value().substring(path.value().lastIndexOf('/') + 1);
    }

    private static SourceTrouble trouble(Path file, IOException e) {
        return new SourceTrouble(file + ": " + e.getMessage(), e);
    }
}

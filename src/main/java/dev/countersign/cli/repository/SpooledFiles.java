package dev.countersign.cli.repository;

import dev.countersign.cli.FileFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.json.Bytes;
import dev.countersign.tuf.HandedInFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.BiConsumer;

/** Files of metadata in a temporary folder, which goes when this is closed; any number of them take no memory. */
final class SpooledFiles implements HandedInFiles, AutoCloseable {
    private final Path folder;

    private final Terminal terminal;

    /** Where each is: names of roles are no safe names of files. */
    private final SequencedMap<String, Path> files = new LinkedHashMap<>();

    private SpooledFiles(Path folder, Terminal terminal) {
        this.folder = folder;
        this.terminal = terminal;
    }

    static SpooledFiles create(Terminal terminal) {
        try {
            return new SpooledFiles(Files.createTempDirectory("countersign-adopt"), terminal);
        } catch (IOException e) {
            throw FileFailure.refused(Path.of("the folder for temporary files"), e);
        }
    }

    /** One of the same name takes the place of another. */
    void add(String name, Bytes file) {
        var path = files.computeIfAbsent(name, _ -> folder.resolve(files.size() + ".json"));
        try {
            Files.write(path, file.array());
        } catch (IOException e) {
            throw FileFailure.refused(path, e);
        }
    }

    int count() {
        return files.size();
    }

    @Override
    public void forEach(BiConsumer<String, Bytes> each) {
        files.forEach((name, path) -> each.accept(name, read(path)));
    }

    private static Bytes read(Path path) {
        try {
            return Bytes.wrap(Files.readAllBytes(path));
        } catch (IOException e) {
            throw FileFailure.refused(path, e);
        }
    }

    /** What cannot be removed is told: everything else is done by then. */
    @Override
    public void close() {
        try {
            for (var path : files.values()) {
                Files.deleteIfExists(path);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            terminal.warn("The temporary folder " + folder + " could not be removed (" + e + "); remove it.");
        }
    }
}

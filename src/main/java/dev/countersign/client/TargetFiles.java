package dev.countersign.client;

import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongConsumer;

/** The content of targets: fetched, checked as it comes, and kept only when it is what was signed (5.7). */
public final class TargetFiles {
    private final TargetSource source;
    private final boolean hashPrefix;

    /** @param hashPrefix whether a file's name begins with its hash and a dot (consistent snapshots, 6.2.2) */
    public TargetFiles(TargetSource source, boolean hashPrefix) {
        this.source = source;
        this.hashPrefix = hashPrefix;
    }

    /**
     * Downloads a file to its place: beside it first, then checked, then moved. One that is there already, and is what
     * was signed, is left alone.
     *
     * @param destination a place that the caller chose; no path of a repository is turned into one here
     * @param progress is told how many bytes there are so far
     * @return whether it was downloaded
     * @throws ClientException.Untrusted when length or hashes are not those of the metadata
     * @throws ClientException.Missing when it is not there
     */
    public boolean download(TargetPath path, TargetFile expected, Path destination, LongConsumer progress) {
        try {
            if (isThere(destination, expected)) {
                return false;
            }
            try (var file = new ReplacedFile(destination)) {
                try (var out = Files.newOutputStream(file.part())) {
                    fetch(path, expected, out, progress);
                }
                file.commit();
            }
            return true;
        } catch (IOException e) {
            throw new ClientException.StoreFailed(destination, e);
        } catch (UncheckedIOException e) {
            throw new ClientException.StoreFailed(destination, Objects.requireNonNull(e.getCause()));
        }
    }

    /**
     * Downloads a file and checks it, without keeping it.
     *
     * @throws ClientException.Untrusted when length or hashes are not those of the metadata
     * @throws ClientException.Missing when it is not there
     */
    public void check(TargetPath path, TargetFile expected, LongConsumer progress) {
        fetch(path, expected, OutputStream.nullOutputStream(), progress);
    }

    private static boolean isThere(Path file, TargetFile expected) throws IOException {
        return Files.isRegularFile(file)
                && Files.size(file) == expected.length()
                && ContentHash.compute(file, expected.hashes().keySet())
                        .hashes()
                        .equals(expected.hashes());
    }

    private void fetch(TargetPath path, TargetFile expected, OutputStream out, LongConsumer progress) {
        var content = new BoundedContent(path, expected, out, progress);
        boolean there;
        try {
            there = source.fetch(name(path, expected), content);
        } catch (RuntimeException e) {
            throw content.reason().orElse(e);
        }
        if (!there) {
            throw new ClientException.Missing(path + " is not at " + source);
        }
        content.check();
    }

    /** With the first hash in the order of the algorithms: servers keep a file under each of its hashes. */
    private String name(TargetPath path, TargetFile file) {
        if (!hashPrefix) {
            return path.value();
        }
        var hash = file.hashes().values().iterator().next();
        var base = path.value().lastIndexOf('/') + 1;
        return path.value().substring(0, base) + hash + "." + path.value().substring(base);
    }
}

package dev.countersign.cli.importing;

import dev.countersign.cli.FileFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an import did not take: all of it in a file, the first thousand of this run at hand for the report. */
final class Rejects {
    private static final int KEPT = 1_000;

    private final @Nullable Path file;
    private final List<Rejection> first = new ArrayList<>();

    /** @param file gets one JSON line for each rejection; null for none */
    Rejects(@Nullable Path file) {
        this.file = file;
    }

    @Nullable
    Path file() {
        return file;
    }

    /** Adds to the file. @return the length of the file after it */
    synchronized long add(List<Rejection> rejections) {
        rejections.stream().limit(KEPT - first.size()).forEach(first::add);
        if (file == null) {
            return 0;
        }
        try {
            if (!rejections.isEmpty()) {
                Files.write(
                        file,
                        rejections.stream()
                                .map(rejection -> rejection.json().toText())
                                .toList(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }

    /** Drops what was written after the file had this length: the lines it is about are sent again. */
    synchronized void cutTo(long length) {
        if (file == null || !Files.exists(file)) {
            return;
        }
        try {
            if (length == 0) {
                Files.delete(file);
                return;
            }
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }

    /** The first thousand of this run, those of single lines first and in their order. */
    synchronized List<Rejection> first() {
        return first.stream().sorted(Rejection.IN_ORDER).toList();
    }
}

package dev.countersign.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines an import did not take: all of them in a file, the first ones at hand for the report. */
final class Rejects {
    private static final int KEPT = 1_000;

    private final @Nullable Path file;
    private final List<ImportBatch.Rejection> first = new ArrayList<>();

    /** @param file gets one JSON line for each rejection; null for none */
    Rejects(@Nullable Path file) {
        this.file = file;
    }

    @Nullable
    Path file() {
        return file;
    }

    synchronized void add(List<ImportBatch.Rejection> rejections) {
        if (rejections.isEmpty()) {
            return;
        }
        rejections.stream().limit(KEPT - first.size()).forEach(first::add);
        if (file == null) {
            return;
        }
        try {
            Files.write(
                    file,
                    rejections.stream().map(Rejects::line).toList(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw Unreadable.failure(file, e);
        }
    }

    /** The first thousand of this run, by line number. */
    synchronized List<ImportBatch.Rejection> first() {
        return first.stream()
                .sorted(Comparator.comparingLong(ImportBatch.Rejection::line))
                .toList();
    }

    private static String line(ImportBatch.Rejection rejection) {
        return new Fields()
                .put("line", rejection.line())
                .put("reason", rejection.reason())
                .json()
                .toText();
    }
}

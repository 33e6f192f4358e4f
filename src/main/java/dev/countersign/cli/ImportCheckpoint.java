package dev.countersign.cli;

import dev.countersign.tuf.Bytes;
import dev.countersign.tuf.Json;
import dev.countersign.tuf.JsonLimits;
import dev.countersign.tuf.TufException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of an import the server has already taken: a file beside the input that only grows, one JSON line for
 * each acknowledged batch. A line that a crash cut short is dropped when the file is read, and its batch is sent again.
 * Used by several threads.
 */
final class ImportCheckpoint {
    private static final JsonLimits LIMITS = new JsonLimits(8, 1 << 20);

    private final @Nullable Path file;
    private final Json.Obj identity;
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();
    private final List<String> tasks = new ArrayList<>();
    private long accepted;
    private long rejected;
    private boolean started;

    /**
     * A checkpoint that nothing was read from.
     *
     * @param file where it is kept, or null for nowhere
     * @param identity what tells this import from another one: its input and its server
     */
    ImportCheckpoint(@Nullable Path file, Json.Obj identity) {
        this.file = file;
        this.identity = identity;
    }

    /**
     * The checkpoint that an interrupted import left, or a new one.
     *
     * @throws CliFailure.Refused when it belongs to another input or another server
     */
    static ImportCheckpoint open(@Nullable Path file, Json.Obj identity) {
        var checkpoint = new ImportCheckpoint(file, identity);
        if (file != null && Files.exists(file)) {
            checkpoint.read(file);
        }
        return checkpoint;
    }

    /** The last line of the acknowledged batch that begins at or before this line, or 0 when the line is not in one. */
    synchronized long acknowledgedUntil(long line) {
        var range = ranges.floorEntry(line);
        return range == null || range.getValue() < line ? 0 : range.getValue();
    }

    synchronized void acknowledge(ImportBatch batch, ImportSender.Sent sent) {
        var entry = new Fields()
                .put("from", batch.fromLine())
                .put("to", batch.toLine())
                .put("accepted", sent.accepted())
                .put("rejected", sent.rejected().size())
                .put("tasks", sent.tasks())
                .json();
        if (file != null) {
            write(file, entry);
        }
        take(entry);
    }

    /** The tasks of all acknowledged batches. */
    synchronized List<String> tasks() {
        return List.copyOf(tasks);
    }

    synchronized long accepted() {
        return accepted;
    }

    synchronized long rejected() {
        return rejected;
    }

    /** Forgets everything: the import is complete, or starts again. */
    synchronized void delete() {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw Unreadable.failure(file, e);
            }
        }
    }

    private void write(Path target, Json.Obj entry) {
        try {
            if (!started && (!Files.exists(target) || Files.size(target) == 0)) {
                append(target, identity);
            }
            started = true;
            append(target, entry);
        } catch (IOException e) {
            throw Unreadable.failure(target, e);
        }
    }

    private static void append(Path target, Json.Obj line) throws IOException {
        Files.writeString(target, line.toText() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void read(Path source) {
        var lines = lines(source);
        if (lines.isEmpty()) {
            return;
        }
        if (!lines.getFirst().equals(identity)) {
            throw new CliFailure.Refused(source + " belongs to another import ("
                    + lines.getFirst().toText() + "); finish that one, or start afresh with --restart");
        }
        lines.stream().skip(1).forEach(this::take);
    }

    /** The whole lines; what a crash left of the last one is cut off, so that appending goes on after a whole line. */
    private static List<Json.Obj> lines(Path source) {
        try {
            var text = Files.readString(source);
            var whole = text.substring(0, text.lastIndexOf('\n') + 1);
            if (whole.length() < text.length()) {
                Files.writeString(source, whole);
            }
            return whole.lines()
                    .map(line -> Json.parseObject(Bytes.utf8(line), LIMITS))
                    .toList();
        } catch (IOException e) {
            throw Unreadable.failure(source, e);
        } catch (TufException e) {
            throw new CliFailure.Refused(
                    source + " is not a checkpoint of an import (" + e.getMessage() + "); start afresh with --restart");
        }
    }

    private void take(Json.Obj entry) {
        ranges.put(number(entry, "from"), number(entry, "to"));
        accepted += number(entry, "accepted");
        rejected += number(entry, "rejected");
        if (entry.get("tasks") instanceof Json.Arr list) {
            list.items().forEach(task -> tasks.add(task instanceof Json.Str id ? id.value() : ""));
        }
    }

    private static long number(Json.Obj entry, String name) {
        return entry.get(name) instanceof Json.Int number ? number.value() : 0;
    }
}

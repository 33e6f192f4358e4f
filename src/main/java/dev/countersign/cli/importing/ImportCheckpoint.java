package dev.countersign.cli.importing;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far an import is: which lines the server has taken, and what became of them. A file beside the input that only
 * grows, one JSON line for each acknowledged batch and for each task that ended. A line that a crash cut short is
 * dropped when the file is read, with what it said was refused; its batch or task is done again. Used by several
 * threads.
 */
final class ImportCheckpoint {
    private static final JsonLimits LIMITS = new JsonLimits(8, 1 << 20);

    private final @Nullable Path file;
    private final Json.Obj identity;
    private final Rejects rejects;
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();
    private final SequencedMap<String, Handed> open = new LinkedHashMap<>();
    private final TreeSet<String> roles = new TreeSet<>();
    private long accepted;
    private long rejected;
    private long withoutRoom;
    private long rejectsLength;
    private boolean started;

    /** A task that the server was given for some lines. */
    record Handed(String task, long from, long to, long artifacts) {}

    private ImportCheckpoint(@Nullable Path file, Json.Obj identity, Rejects rejects) {
        this.file = file;
        this.identity = identity;
        this.rejects = rejects;
    }

    /**
     * The checkpoint that an interrupted import left, or a new one.
     *
     * @param file where it is kept, or null for nowhere
     * @param identity what tells this import from another one: its input and its server
     * @param rejects gets what is not taken; what it holds beyond the checkpoint is dropped
     * @throws CliFailure.CommandRefused when it belongs to another input or another server
     */
    static ImportCheckpoint open(@Nullable Path file, Json.Obj identity, Rejects rejects) {
        var checkpoint = new ImportCheckpoint(file, identity, rejects);
        if (file != null && Files.exists(file)) {
            checkpoint.read(file);
        }
        rejects.cutTo(checkpoint.rejectsLength);
        return checkpoint;
    }

    /** The last line of the acknowledged batch that begins at or before this line, or 0 when the line is not in one. */
    synchronized long acknowledgedUntil(long line) {
        var range = ranges.floorEntry(line);
        return range == null || range.getValue() < line ? 0 : range.getValue();
    }

    /** The server has taken a batch. */
    synchronized void acknowledge(ImportBatch batch, ImportSender.Sent sent) {
        var tasks = sent.tasks().stream()
                .map(handed -> (Json) Json.object()
                        .put("id", handed.task())
                        .put("artifacts", handed.artifacts())
                        .build())
                .toList();
        note(Json.object()
                .put("from", batch.fromLine())
                .put("to", batch.toLine())
                .put("rejected", sent.rejected().size())
                .put("tasks", new Json.Arr(tasks))
                .put("rejects", rejects.add(sent.rejected()))
                .build());
    }

    /** A task has ended. */
    synchronized void ended(Handed handed, ImportEnd end) {
        note(Json.object()
                .put("ended", handed.task())
                .put("refused", end.artifacts())
                .put("without_room", end.withoutRoom())
                .put("roles", end.roles())
                .put("rejects", rejects.add(end.refused()))
                .build());
    }

    /** The tasks of which it is not known how they ended, in the order of the input. */
    synchronized List<Handed> unfinished() {
        return List.copyOf(open.values());
    }

    /** Artifacts that the server has taken and not refused since. */
    synchronized long accepted() {
        return accepted;
    }

    /** Lines and artifacts that were not taken. */
    synchronized long rejected() {
        return rejected;
    }

    /** Those of them that found no room in their role. */
    synchronized long withoutRoom() {
        return withoutRoom;
    }

    /** The custom roles that the artifacts went to. */
    synchronized List<String> roles() {
        return List.copyOf(roles);
    }

    /** Forgets everything: the import is complete. */
    synchronized void delete() {
        delete(file);
    }

    /** Forgets an import, so that it starts again. */
    static void delete(@Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw FileFailure.refused(file, e);
            }
        }
    }

    private void note(Json.Obj entry) {
        if (file != null) {
            write(file, entry);
        }
        take(entry);
    }

    private void write(Path target, Json.Obj entry) {
        try {
            if (!started && (!Files.exists(target) || Files.size(target) == 0)) {
                append(target, identity);
            }
            started = true;
            append(target, entry);
        } catch (IOException e) {
            throw FileFailure.refused(target, e);
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
            throw new CliFailure.CommandRefused(source + " belongs to another import ("
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
            throw FileFailure.refused(source, e);
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused(
                    source + " is not a checkpoint of an import (" + e.getMessage() + "); start afresh with --restart");
        }
    }

    private void take(Json.Obj entry) {
        var task = entry.text("ended");
        if (task == null) {
            takeBatch(entry);
        } else {
            open.remove(task);
            accepted -= number(entry, "refused");
            rejected += number(entry, "refused");
            withoutRoom += number(entry, "without_room");
            roles.addAll(entry.texts("roles"));
        }
        rejectsLength = number(entry, "rejects");
    }

    private void takeBatch(Json.Obj entry) {
        var from = number(entry, "from");
        var to = number(entry, "to");
        ranges.put(from, to);
        rejected += number(entry, "rejected");
        if (entry.get("tasks") instanceof Json.Arr list) {
            list.items().stream().map(Json.Obj.class::cast).forEach(task -> {
                var handed = new Handed(String.valueOf(task.text("id")), from, to, number(task, "artifacts"));
                open.put(handed.task(), handed);
                accepted += handed.artifacts();
            });
        }
    }

    private static long number(Json.Obj entry, String name) {
        return entry.get(name) instanceof Json.Int number ? number.value() : 0;
    }
}

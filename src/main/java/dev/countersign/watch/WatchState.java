package dev.countersign.watch;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.Members;
import dev.countersign.packages.IndexDocument;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one registry, on disk: a file of JSON lines that only grows, of which a later line about something
 * replaces an earlier one. A line that a crash cut short is dropped when the file is read. A file with more lines than it
 * needs is written anew when it is opened. Used by several threads.
 */
final class WatchState implements AutoCloseable {
    /** A line holds less than the document of a registry that it was made from. */
    private static final JsonLimits LINE = new JsonLimits(8, 2 * IndexDocument.MOST_BYTES);
    /** Lines that may be replaced by others before the file is written anew. */
    private static final int SPARE = 10_000;

    private final Path file;
    private final Json.Obj identity;
    private final Map<String, SeenProject> projects = new ConcurrentHashMap<>();
    /** What was first seen under each path, by whichever project. */
    private final Map<TargetPath, TargetFile> owners = new ConcurrentHashMap<>();

    private final FileChannel out;
    private volatile @Nullable String cursor;

    private WatchState(Path file, Json.Obj identity) throws IOException {
        this.file = file;
        this.identity = identity;
        var lines = Files.exists(file) ? read() : 0;
        if (lines > 2 * live() + SPARE) {
            rewrite();
        }
        this.out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (out.size() == 0) {
            append(List.of(identity));
            force();
            DurableFile.forceFolder(file);
        }
    }

    /**
     * Reads what is known, or begins with nothing.
     *
     * @param identity what tells this registry and its targets from others
     * @throws SourceTrouble when it belongs to others, or cannot be read
     */
    static WatchState open(Path file, Json.Obj identity) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return new WatchState(file, identity);
        } catch (IOException e) {
            throw trouble(file, e);
        }
    }

    /** A project, which is begun when it is not known. */
    SeenProject project(String name) {
        return projects.computeIfAbsent(name, SeenProject::new);
    }

    Collection<SeenProject> projects() {
        return projects.values();
    }

    @Nullable
    String cursor() {
        return cursor;
    }

    /** How far a feed was followed. It may be lost, and is then followed again. */
    void cursor(@Nullable String now) {
        if (now != null && !now.equals(cursor)) {
            cursor = now;
            append(List.of(Json.object().put("cursor", now).build()));
        }
    }

    /** What was first seen under a path, which from now on is this content if nothing was. */
    TargetFile first(TargetPath path, TargetFile content) {
        var before = owners.putIfAbsent(path, content);
        return before == null ? content : before;
    }

    /** New knowledge of files that must not be lost: it is on disk when this returns. */
    void keep(SeenProject project, Map<String, SeenFile> files) {
        if (!files.isEmpty()) {
            note(project, files);
            force();
        }
    }

    /** Knowledge that is found again when it is lost. */
    void note(SeenProject project, Map<String, SeenFile> files) {
        append(files.entrySet().stream()
                .map(each -> each.getValue().toJson(project.name(), each.getKey()))
                .toList());
        files.forEach(project::put);
    }

    /** What was said of the project as a whole. It may be lost, too. */
    void note(SeenProject project) {
        append(List.of(line(project)));
    }

    /** That an alarm stands in a project, or no longer does; on disk when this returns. */
    void alarmed(SeenProject project, boolean now) {
        if (project.isAlarmed() != now) {
            project.alarmed(now);
            note(project);
            force();
        }
    }

    private static Json.Obj line(SeenProject project) {
        return Json.object()
                .put("project", project.name())
                .put("mark", project.mark())
                .put("list", project.signedList())
                .put("alarmed", project.isAlarmed())
                .build();
    }

    /** Whole lines or nothing, also on a full disk. */
    private synchronized void append(List<Json.Obj> lines) {
        if (lines.isEmpty()) {
            return;
        }
        try {
            var before = out.size();
            try {
                write(out, lines);
            } catch (IOException e) {
                out.truncate(before);
                throw e;
            }
        } catch (IOException e) {
            throw trouble(file, e);
        }
    }

    private static byte[] text(List<Json.Obj> lines) {
        var text = new ByteArrayOutputStream();
        lines.forEach(line -> text.writeBytes(Bytes.utf8(line.toText() + "\n").array()));
        return text.toByteArray();
    }

    private void force() {
        try {
            out.force(false);
        } catch (IOException e) {
            throw trouble(file, e);
        }
    }

    private long live() {
        return projects.values().stream()
                        .mapToLong(project -> 1 + project.count())
                        .sum()
                + 1;
    }

    private void rewrite() throws IOException {
        DurableFile.replace(file, channel -> {
            write(channel, List.of(identity));
            for (var project : projects.values()) {
                write(channel, List.of(line(project)));
                write(
                        channel,
                        project.files().entrySet().stream()
                                .map(each -> each.getValue().toJson(project.name(), each.getKey()))
                                .toList());
            }
            if (cursor != null) {
                write(channel, List.of(Json.object().put("cursor", cursor).build()));
            }
        });
    }

    private static void write(FileChannel channel, List<Json.Obj> lines) throws IOException {
        DurableFile.write(channel, text(lines));
    }

    /** Reads the lines, cuts what follows the last whole one, and says how many there are. */
    private long read() throws IOException {
        var reader = new LineReader();
        long whole;
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            whole = reader.read(in, this::line);
        }
        if (whole < Files.size(file)) {
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(whole);
            }
        }
        return reader.lines;
    }

    private void line(Bytes text) {
        try {
            line(new Members("", Json.parseObject(text, LINE)));
        } catch (InvalidInput e) {
            throw new SourceTrouble(file + " is damaged: " + e.getMessage() + "; restore it from a backup", e);
        }
    }

    private void line(Members line) {
        var object = line.object();
        if (line.has("watch")) {
            checkIdentity(object);
        } else if (line.has("cursor")) {
            cursor = line.string("cursor");
        } else if (line.has("file")) {
            var seen = SeenFile.fromJson(line);
            owners.putIfAbsent(seen.path(), seen.content());
            project(line.string("project")).put(line.string("file"), seen);
        } else {
            var project = project(line.string("project"));
            project.mark(object.text("mark"));
            project.alarmed(object.isTrue("alarmed"));
            project.signedList(object.text("list"));
            project.sentList(object.text("list"));
        }
    }

    private void checkIdentity(Json.Obj found) {
        if (!found.equals(identity)) {
            throw new SourceTrouble(
                    file + " belongs to " + found.toText() + " (expected: " + identity.toText()
                            + "); give each source a name of its own, or another folder with --state",
                    null);
        }
    }

    private static SourceTrouble trouble(Path file, IOException e) {
        return new SourceTrouble(file + ": " + e.getMessage(), e);
    }

    /** A thread that was interrupted while it wrote has closed the file: what must be there was forced before. */
    @Override
    public void close() {
        try {
            if (out.isOpen()) {
                out.force(false);
                out.close();
            }
        } catch (IOException e) {
            throw trouble(file, e);
        }
    }

    /** Reads lines that end with a line feed. */
    private static final class LineReader {
        private long lines;

        /** Returns the length of all whole lines together. */
        long read(InputStream in, Consumer<Bytes> each) throws IOException {
            var line = new ByteArrayOutputStream();
            long whole = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.write(next);
                    continue;
                }
                each.accept(Bytes.wrap(line.toByteArray()));
                whole += line.size() + 1;
                line.reset();
                lines++;
            }
            return whole;
        }
    }
}

package dev.countersign.tuf.document;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalBuffer;
import dev.countersign.tuf.TargetPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One application of sorted edits to a document: runs of untouched entries are copied as blocks. */
final class TargetsMerge {
    private final TargetsDocument old;
    private final List<TargetEntry> edits;
    private final CanonicalBuffer out;
    private final int[] starts;
    private final List<TargetPath> notFound = new ArrayList<>();
    /** How many new entries there are. */
    private int count;
    /** The first old entry that is neither copied nor dropped yet. */
    private int next;

    private int added;
    private int replaced;
    private int removed;

    TargetsMerge(TargetsDocument old, List<TargetEntry> edits) {
        this.old = old;
        this.edits = edits;
        this.out = new CanonicalBuffer(
                old.size() + edits.stream().mapToInt(TargetsMerge::room).sum());
        this.starts = new int[old.count() + edits.size() + 1];
    }

    private static int room(TargetEntry edit) {
        return edit.file() == null
                ? 0
                : 3 * edit.path().value().length() + edit.file().length() + 4;
    }

    TargetsDocument.Merge run() {
        TargetPath previous = null;
        for (var edit : edits) {
            if (previous != null && TargetPath.BYTE_ORDER.compare(previous, edit.path()) >= 0) {
                throw new IllegalArgumentException(
                        edit.path() + " after " + previous + " (expected: sorted, each once)");
            }
            previous = edit.path();
            apply(edit);
        }
        var document = added + replaced + removed == 0 ? old : finish();
        return new TargetsDocument.Merge(document, added, replaced, removed, notFound);
    }

    private void apply(TargetEntry edit) {
        var path = edit.path().value().getBytes(StandardCharsets.UTF_8);
        int index = old.indexOf(path, next);
        copyUntil(index < 0 ? -index - 1 : index);
        var file = edit.file();
        if (index < 0) {
            insert(edit.path(), path, file);
        } else if (file == null) {
            removed++;
            next++;
        } else if (!isSame(index, path, file)) {
            replaced++;
            next++;
            write(path, file);
        }
    }

    private void insert(TargetPath path, byte[] pathBytes, @Nullable Bytes file) {
        if (file == null) {
            notFound.add(path);
        } else {
            added++;
            write(pathBytes, file);
        }
    }

    private boolean isSame(int index, byte[] path, Bytes file) {
        int from = old.starts()[index] + path.length + 3;
        int to = old.starts()[index + 1] - 1;
        return Arrays.equals(old.bytes(), from, to, file.array(), 0, file.length());
    }

    private void copyUntil(int end) {
        if (end == next) {
            return;
        }
        separate();
        int from = old.starts()[next];
        int shift = out.length() - from;
        for (int i = next; i < end; i++) {
            starts[count++] = old.starts()[i] + shift;
        }
        out.append(old.bytes(), from, old.starts()[end] - 1 - from);
        next = end;
    }

    private void write(byte[] path, Bytes file) {
        separate();
        starts[count++] = out.length();
        out.append('"').append(path).append('"').append(':').append(file);
    }

    private void separate() {
        if (count > 0) {
            out.append(',');
        }
    }

    private TargetsDocument finish() {
        copyUntil(old.count());
        starts[count] = count == 0 ? 0 : out.length() + 1;
        return old.withEntries(out.array(), Arrays.copyOf(starts, count + 1));
    }
}

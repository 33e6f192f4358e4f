package dev.countersign.cli.importing;

import dev.countersign.json.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Some lines of an import that go to the server in one request.
 *
 * @param fromLine the first line this batch accounts for, blank and refused ones included
 * @param toLine the last one
 * @param entries what is to be sent
 * @param rejected what cannot be sent
 */
record ImportBatch(long fromLine, long toLine, List<Entry> entries, List<Rejection> rejected) {

    /** One artifact, ready to be sent. */
    record Entry(long line, String path, Bytes element) {}

    /** Collects lines until there are enough for a request. */
    static final class Builder {
        private final int maxEntries;
        private final int maxBytes;
        private final List<Entry> entries = new ArrayList<>();
        private final List<Rejection> rejected = new ArrayList<>();
        private final long fromLine;
        private long toLine;
        private int bytes;

        Builder(long fromLine, int maxEntries, int maxBytes) {
            this.fromLine = fromLine;
            this.toLine = fromLine - 1;
            this.maxEntries = maxEntries;
            this.maxBytes = maxBytes;
        }

        void blank(long line) {
            toLine = line;
        }

        void add(Entry entry) {
            entries.add(entry);
            bytes += entry.element().length();
            toLine = entry.line();
        }

        void reject(long line, String reason) {
            rejected.add(Rejection.ofLine(line, reason));
            toLine = line;
        }

        boolean isFull() {
            return entries.size() + rejected.size() >= maxEntries || bytes >= maxBytes;
        }

        boolean isEmpty() {
            return toLine < fromLine;
        }

        ImportBatch build() {
            return new ImportBatch(fromLine, toLine, List.copyOf(entries), List.copyOf(rejected));
        }
    }
}

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
record ImportBatch(long fromLine, long toLine, List<ReadyArtifact> entries, List<Rejection> rejected) {

    /** One artifact, ready to be sent. */
    record ReadyArtifact(long line, String path, Bytes element) {}

    /** Collects lines until there are enough for a request. */
    static final class LineCollector {
        private final int maxEntries;
        private final int maxBytes;
        private final List<ReadyArtifact> entries = new ArrayList<>();
        private final List<Rejection> rejected = new ArrayList<>();
        private final long fromLine;
        private long toLine;
        private int bytes;

        LineCollector(long fromLine, int maxEntries, int maxBytes) {
            this.fromLine = fromLine;
            this.toLine = fromLine - 1;
            this.maxEntries = maxEntries;
            this.maxBytes = maxBytes;
        }

        void blank(long line) {
            toLine = line;
        }

        void add(ReadyArtifact entry) {
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

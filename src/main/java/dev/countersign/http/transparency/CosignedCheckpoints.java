package dev.countersign.http.transparency;

import dev.countersign.concurrent.Coalesced;
import dev.countersign.json.Bytes;
import dev.countersign.repository.LogRecords.Cosigned;
import dev.countersign.transparency.SignedNote;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What witnesses have signed, as read at most a moment ago. Signatures only come to a checkpoint, so an old answer is
 * never wrong, and one that cannot be had now is done without. Any thread.
 */
public final class CosignedCheckpoints {
    private static final Duration AGE = Duration.ofSeconds(1);

    private record NotesRead(long read, List<Cosigned> notes) {}

    private final Coalesced<Void> reads;
    private final Supplier<Future<List<Cosigned>>> source;
    private final LongSupplier nanos;
    private volatile NotesRead known;

    /**
     * @param source where they are kept
     * @param nanos a steady clock, as {@link System#nanoTime}
     */
    public CosignedCheckpoints(Supplier<Future<List<Cosigned>>> source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
        this.known = new NotesRead(nanos.getAsLong() - AGE.toNanos(), List.of());
        this.reads = new Coalesced<>(this::read);
    }

    /** Where there are no witnesses. */
    public static CosignedCheckpoints none() {
        return new CosignedCheckpoints(() -> Future.succeededFuture(List.of()), () -> 0);
    }

    private Future<Void> read() {
        var now = nanos.getAsLong();
        return source.get().transform(read -> {
            known = new NotesRead(now, read.succeeded() ? read.result() : known.notes());
            return Future.succeededFuture();
        });
    }

    private Future<List<Cosigned>> notes() {
        return nanos.getAsLong() - known.read() < AGE.toNanos()
                ? Future.succeededFuture(known.notes())
                : reads.ask().map(_ -> known.notes());
    }

    /** The checkpoint with the signatures of all witnesses that have signed the same. */
    Future<SignedNote> with(SignedNote checkpoint) {
        return notes().map(notes -> joined(checkpoint, notes));
    }

    /** The newest checkpoint that most witnesses have signed. */
    Future<Optional<Bytes>> newest() {
        return notes().map(CosignedCheckpoints::newest);
    }

    private static SignedNote joined(SignedNote checkpoint, List<Cosigned> notes) {
        var lines = new ArrayList<SignedNote.SignatureLine>();
        for (var cosigned : notes) {
            var note = SignedNote.parse(cosigned.note());
            if (note.text().equals(checkpoint.text())) {
                lines.addAll(note.signatures());
            }
        }
        return checkpoint.with(lines);
    }

    private static Optional<Bytes> newest(List<Cosigned> notes) {
        var bySize = new TreeMap<Long, List<Cosigned>>();
        notes.forEach(note ->
                bySize.computeIfAbsent(note.size(), _ -> new ArrayList<>()).add(note));
        return bySize.values().stream()
                .max(Comparator.<List<Cosigned>>comparingInt(List::size)
                        .thenComparingLong(alike -> alike.getFirst().size()))
                .map(alike ->
                        joined(SignedNote.parse(alike.getFirst().note()), alike).toBytes());
    }
}

package dev.countersign.witness;

import dev.countersign.concurrent.Backoff;
import dev.countersign.json.Bytes;
import dev.countersign.repository.LogRecords;
import dev.countersign.transparency.MerkleProof;
import dev.countersign.transparency.PublicLog;
import dev.countersign.transparency.SignedNote;
import dev.countersign.transparency.Tile;
import dev.countersign.transparency.TileHashes;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one witness sign the checkpoints of one repository: one at a time, always the newest. A witness that is away or
 * refuses is asked again after a growing pause; nothing else waits for it. Any thread.
 */
public final class Cosigning {
    private static final Logger LOG = LoggerFactory.getLogger(Cosigning.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Is told how it goes. */
    public interface CosigningListener {
        /** @param size of the checkpoint that the witness has signed */
        void signed(LogWitness witness, long size);

        void failed(LogWitness witness, Throwable why);
    }

    private final LogWitness witness;
    private final WitnessClient client;
    private final LogRecords records;
    private final Supplier<@Nullable PublicLog> newest;
    private final LongSupplier nanos;
    private final CosigningListener listener;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);

    /** Guarded by this, like the next three fields. */
    private boolean busy;

    private boolean asked;
    private long notBefore;
    /** The size of the last checkpoint that the witness has signed; -1 until it has been read. */
    private long signed = -1;

    /** @param nanos a steady clock, as {@link System#nanoTime} */
    public Cosigning(
            LogWitness witness,
            WitnessClient client,
            LogRecords records,
            Supplier<@Nullable PublicLog> newest,
            LongSupplier nanos,
            CosigningListener listener) {
        this.witness = witness;
        this.client = client;
        this.records = records;
        this.newest = newest;
        this.nanos = nanos;
        this.listener = listener;
        this.notBefore = nanos.getAsLong();
    }

    /** There may be a checkpoint to sign. Returns at once. */
    public void look() {
        synchronized (this) {
            asked = true;
            if (busy || nanos.getAsLong() - notBefore < 0) {
                return;
            }
            busy = true;
            asked = false;
        }
        var _ = Future.succeededFuture().compose(_ -> round()).transform(done -> {
            ended(done.cause());
            return Future.succeededFuture();
        });
    }

    private void ended(@Nullable Throwable failure) {
        boolean again;
        synchronized (this) {
            busy = false;
            if (failure == null) {
                backoff.reset();
            } else {
                notBefore = nanos.getAsLong() + backoff.next().toNanos();
            }
            again = asked && failure == null;
        }
        if (failure != null) {
            LOG.info("witness {} has not signed: {}", witness.key().name(), failure.getMessage());
            listener.failed(witness, failure);
        } else if (again) {
            look();
        }
    }

    private Future<Void> round() {
        var log = newest.get();
        if (log == null) {
            return Future.succeededFuture();
        }
        return lastSigned().compose(old -> old >= log.size() ? Future.succeededFuture() : submit(old, log, true));
    }

    private Future<Long> lastSigned() {
        synchronized (this) {
            if (signed >= 0) {
                return Future.succeededFuture(signed);
            }
        }
        return records.cosigned().map(all -> {
            var last = all.stream()
                    .filter(each -> each.witness().equals(witness.key().toString()))
                    .mapToLong(LogRecords.Cosigned::size)
                    .max()
                    .orElse(0);
            know(last);
            return last;
        });
    }

    private synchronized void know(long size) {
        signed = size;
    }

    /** @param mayDiffer whether to try once more if the witness has last signed another size */
    private Future<Void> submit(long old, PublicLog log, boolean mayDiffer) {
        var note = SignedNote.parse(log.checkpoint());
        return proof(old, log.size())
                .compose(proof -> client.send(witness.submit(), old, proof, note))
                .compose(reply -> switch (reply) {
                    case WitnessClient.WitnessReply.SignatureLines(var lines) ->
                        keep(note.with(SignedNote.lines(lines)), log.size());
                    case WitnessClient.WitnessReply.LastSigned(var size) -> goOn(size, log, mayDiffer);
                    case WitnessClient.WitnessReply.Rejected(var status) ->
                        Future.failedFuture("it answered HTTP " + status);
                });
    }

    private Future<Void> goOn(long size, PublicLog log, boolean mayDiffer) {
        if (size > log.size()) {
            return Future.failedFuture("it has signed a log of " + size + " entries, and this one has " + log.size()
                    + ": was the database restored? See docs/transparency.md");
        }
        know(size);
        if (size == log.size() || !mayDiffer) {
            return Future.failedFuture("it has signed " + size + " entries, but not for this request");
        }
        return submit(size, log, false);
    }

    private Future<List<Bytes>> proof(long old, long size) {
        if (old == 0) {
            return Future.succeededFuture(List.of());
        }
        var needed = TileHashes.needed(size, nodes -> MerkleProof.consistency(old, size, nodes));
        var reads = needed.stream().collect(Collectors.toMap(tile -> tile, records::hashes));
        return Future.all(List.copyOf(reads.values()))
                .map(_ -> MerkleProof.consistency(old, size, hashes(size, reads)));
    }

    private static TileHashes hashes(long size, Map<Tile, Future<Bytes>> reads) {
        return new TileHashes(
                size,
                reads.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, read -> read.getValue().result())));
    }

    /** Keeps the signatures that the witness's key has made, and nothing else of the answer. */
    private Future<Void> keep(SignedNote answered, long size) {
        var lines = answered.verified(witness.key());
        if (lines.isEmpty()) {
            return Future.failedFuture("its answer is not signed by " + witness.key());
        }
        var own = new SignedNote(answered.text(), List.of(answered.signatures().getFirst())).with(lines);
        return records.keep(new LogRecords.Cosigned(witness.key().toString(), size, own.toBytes()))
                .map(_ -> {
                    know(size);
                    listener.signed(witness, size);
                    return null;
                });
    }
}

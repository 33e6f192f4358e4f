package dev.countersign.repository;

import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditLeaf;
import dev.countersign.audit.AuditPage;
import dev.countersign.audit.AuditQuery;
import dev.countersign.audit.AuditRow;
import dev.countersign.json.Bytes;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/** The audit of one repository, in memory. */
public final class MemoryAudit implements AuditTrail, AuditLeaves {
    /** Rows in a piece, and rows that a search looks at. */
    static final int PIECE = 8;

    private final LongSupplier nextPosition;
    private final LongFunction<Optional<Long>> nextChange;
    private final TreeMap<Long, AuditEntry> entries = new TreeMap<>();
    private final Map<Long, TaskOutcome> outcomes = new HashMap<>();
    private final TreeMap<Long, Long> publications = new TreeMap<>();
    private final Set<Long> asked = new HashSet<>();

    /**
     * An empty one.
     *
     * @param nextPosition draws a position of the journal
     * @param nextChange the position of the first change in the journal after one
     */
    public MemoryAudit(LongSupplier nextPosition, LongFunction<Optional<Long>> nextChange) {
        this.nextPosition = nextPosition;
        this.nextChange = nextChange;
    }

    /** The row of a change, written with it. */
    public synchronized void note(long position, AuditEntry entry) {
        entries.put(position, entry);
    }

    /** What became of changes, written with the publication that applied them. */
    public synchronized void ended(Map<Long, TaskOutcome> ended) {
        outcomes.putAll(ended);
    }

    /** An entry of the public log covers all up to that position. */
    public synchronized void covered(long publication, long last) {
        publications.putIfAbsent(last, publication);
    }

    /** All rows, in order. */
    public synchronized List<AuditRow> rows() {
        return entries.keySet().stream().map(this::row).toList();
    }

    @Override
    public synchronized Future<Void> add(RepositoryId repository, List<AuditEntry> events) {
        events.forEach(event -> note(nextPosition.getAsLong(), event));
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<LeafPiece> after(long covered, long applied) {
        var end = nextChange.apply(applied).orElse(Long.MAX_VALUE);
        var leaves = rows().stream()
                .filter(row -> row.position() > covered && row.position() < end)
                .limit(PIECE)
                .map(row -> new AuditedLeaf(row.position(), row.leaf(), AuditLeaf.outcome(row.outcome())))
                .toList();
        return Future.succeededFuture(new LeafPiece(leaves, leaves.size() == PIECE));
    }

    @Override
    public synchronized Future<Boolean> sweep(Instant before) {
        var old = entries.entrySet().stream()
                .takeWhile(entry -> entry.getValue().at().isBefore(before))
                .limit(PIECE)
                .map(Map.Entry::getKey)
                .toList();
        old.forEach(entries::remove);
        return Future.succeededFuture(!old.isEmpty());
    }

    /** Whether somebody has asked for what is behind that position. */
    public synchronized boolean isAskedBehind(long position) {
        return asked.contains(position);
    }

    @Override
    public synchronized Future<AuditPage> page(RepositoryId repository, AuditQuery query) {
        if (query.from() != null && query.order() == AuditQuery.Order.OLDEST_FIRST) {
            asked.add(query.from());
        }
        var behind = new ArrayList<>(rows());
        var from = query.from();
        if (query.order() == AuditQuery.Order.OLDEST_FIRST) {
            behind.removeIf(row -> from != null && row.position() <= from);
        } else {
            behind.removeIf(row -> from != null && row.position() >= from);
            java.util.Collections.reverse(behind);
        }
        var looked = behind.subList(0, Math.min(PIECE, behind.size()));
        var found = new ArrayList<AuditRow>();
        for (var row : looked) {
            if (found.size() == query.limit()) {
                return Future.succeededFuture(
                        new AuditPage(found, found.getLast().position(), true));
            }
            if (query.filter().matches(row.entry())) {
                found.add(row);
            }
        }
        var reached =
                looked.isEmpty() ? (from == null ? 0 : from) : looked.getLast().position();
        return Future.succeededFuture(new AuditPage(found, reached, looked.size() < behind.size()));
    }

    private AuditRow row(long position) {
        var outcome = outcomes.get(position);
        var covering = publications.ceilingEntry(position);
        return new AuditRow(
                RepositoryId.DEFAULT.value(),
                position,
                java.util.Objects.requireNonNull(entries.get(position)),
                Bytes.utf8(String.format(Locale.ROOT, "salt of row %4d", position)),
                outcome == null ? null : AuditedChange.outcome(outcome),
                covering == null ? null : covering.getValue());
    }
}

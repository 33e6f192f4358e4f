package dev.countersign.http;

import dev.countersign.json.Bytes;
import dev.countersign.repository.AuditedChange;
import dev.countersign.repository.Change;
import dev.countersign.repository.ChangeCodec;
import dev.countersign.repository.Head;
import dev.countersign.repository.Journal;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.Latest;
import dev.countersign.repository.MemoryAudit;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Receipt;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.repository.Submission;
import dev.countersign.repository.Submissions;
import dev.countersign.repository.TaskId;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.repository.TaskRecord;
import dev.countersign.repository.Tasks;
import dev.countersign.transparency.MemoryLog;
import dev.countersign.tuf.RoleName;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A whole repository in memory: every port the http package asks, and the publisher's hand to move it. */
public final class MemoryPorts implements Submissions, Tasks, Journal, MetadataFiles {
    public final Latest latest = new Latest();
    public final MemoryLog log = new MemoryLog();
    public final AtomicInteger taskReads = new AtomicInteger();
    public final AtomicInteger fileReads = new AtomicInteger();

    private final AtomicLong events = new AtomicLong(1_000);

    /** Rows of changes are at their positions, those of events above 1,000. */
    public final MemoryAudit audit = new MemoryAudit(events::incrementAndGet, _ -> Optional.empty());

    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<Submission> submitted = new ArrayList<>();
    private final Map<Long, TaskOutcome> outcomes = new HashMap<>();
    private final Map<RoleVersion, StoredFile> files = new ConcurrentHashMap<>();
    private volatile UnaryOperator<Future<Void>> submitting = done -> done;
    private volatile UnaryOperator<Future<Optional<StoredFile>>> reading = done -> done;
    private long applied;
    private int bitLength;

    /** What becomes of submitting from now on. */
    public void onSubmit(UnaryOperator<Future<Void>> next) {
        submitting = next;
    }

    /** What becomes of reading files from now on. */
    public void onRead(UnaryOperator<Future<Optional<StoredFile>>> next) {
        reading = next;
    }

    @Override
    public Future<Receipt> submit(Submission submission) {
        return submitting
                .apply(Future.succeededFuture())
                .compose(open -> append(List.of(submission)))
                .<Receipt>map(new Receipt.Durable())
                .recover(failure -> failure instanceof RepositoryException reason
                        ? Future.succeededFuture(new Receipt.NotTaken(reason))
                        : Future.failedFuture(failure));
    }

    @Override
    public synchronized Future<Void> append(List<Submission> submissions) {
        submissions.stream().filter(submission -> !isKnown(submission.task())).forEach(submission -> {
            var bytes = ChangeCodec.encode(submission.change()).length();
            entries.add(submission.at(entries.size() + 1, bytes));
            submitted.add(submission);
            audit.note(entries.size(), AuditedChange.entry(submission));
        });
        return Future.succeededFuture();
    }

    private boolean isKnown(TaskId task) {
        return entries.stream().anyMatch(entry -> entry.task().equals(task));
    }

    @Override
    public synchronized Future<Piece> after(long position, int maxEntries, long maxBytes) {
        var following =
                entries.stream().filter(entry -> entry.position() > position).toList();
        if (following.stream().allMatch(entry -> entry.held())) {
            return Future.succeededFuture(Piece.NOTHING);
        }
        var piece = new ArrayList<JournalEntry>();
        var bytes = 0L;
        for (var entry : following) {
            bytes += entry.bytes();
            if (piece.size() == maxEntries || (!piece.isEmpty() && bytes > maxBytes)) {
                break;
            }
            piece.add(entry);
        }
        return Future.succeededFuture(new Piece(piece, piece.size() < following.size()));
    }

    @Override
    public synchronized Future<Backlog> backlog(long position) {
        var waiting =
                entries.stream().filter(entry -> entry.position() > position).toList();
        var due = waiting.stream().anyMatch(entry -> !entry.held());
        return Future.succeededFuture(new Backlog(
                waiting.size(),
                due,
                waiting.isEmpty() ? null : waiting.getFirst().submittedAt()));
    }

    @Override
    public Future<Piece> undecided(long position, int maxEntries, long maxBytes) {
        throw new UnsupportedOperationException("only publishing decides");
    }

    @Override
    public synchronized Future<Optional<JournalEntry>> entry(TaskId task) {
        return Future.succeededFuture(
                entries.stream().filter(entry -> entry.task().equals(task)).findFirst());
    }

    @Override
    public synchronized Future<Optional<TaskId>> bootstrapAfter(long position) {
        return Future.succeededFuture(entries.stream()
                .filter(entry -> entry.position() > position)
                .filter(entry -> entry.change() instanceof Change.Bootstrap)
                .map(JournalEntry::task)
                .findFirst());
    }

    @Override
    public synchronized Future<Optional<TaskRecord>> find(TaskId task) {
        taskReads.incrementAndGet();
        return Future.succeededFuture(entries.stream()
                .filter(entry -> entry.task().equals(task))
                .map(this::record)
                .findFirst());
    }

    private TaskRecord record(JournalEntry entry) {
        Instant finishedAt = entry.position() <= applied ? HttpSamples.NOW : null;
        var outcome = outcomes.get(entry.position());
        var ahead = finishedAt == null && outcome != null;
        return new TaskRecord(
                entry,
                finishedAt,
                outcome,
                bitLength,
                ahead ? Math.max(1, latest.view().head().publication()) : 0);
    }

    @Override
    public Future<Optional<StoredFile>> find(RoleVersion key) {
        fileReads.incrementAndGet();
        return reading.apply(Future.succeededFuture(Optional.ofNullable(files.get(key))));
    }

    @Override
    public Future<Map<RoleVersion, StoredFile>> findAll(List<RoleVersion> keys) {
        var found = new HashMap<RoleVersion, StoredFile>();
        keys.forEach(key -> Optional.ofNullable(files.get(key)).ifPresent(file -> found.put(key, file)));
        return Future.succeededFuture(found);
    }

    @Override
    public Future<Map<RoleVersion, Instant>> expiries(List<RoleVersion> keys) {
        return findAll(keys).map(found -> {
            var expiries = new HashMap<RoleVersion, Instant>();
            found.forEach((key, file) -> expiries.put(key, file.expires()));
            return expiries;
        });
    }

    @Override
    public Future<Map<RoleVersion, Integer>> lengths(List<RoleVersion> keys) {
        return findAll(keys).map(found -> {
            var lengths = new HashMap<RoleVersion, Integer>();
            found.forEach((key, file) -> lengths.put(key, file.bytes().length()));
            return lengths;
        });
    }

    @Override
    public Future<Optional<Instant>> firstExpiry() {
        var newest = new HashMap<RoleName, StoredFile>();
        files.values().stream()
                .filter(file -> !file.role().equals(RoleName.ROOT))
                .forEach(file -> newest.merge(file.role(), file, (a, b) -> a.version() > b.version() ? a : b));
        return Future.succeededFuture(
                newest.values().stream().map(StoredFile::expires).min(Instant::compareTo));
    }

    public synchronized List<Submission> submitted() {
        return List.copyOf(submitted);
    }

    public Change lastChange() {
        return submitted().getLast().change();
    }

    public void store(RoleName role, int version, String text) {
        store(role, version, Bytes.utf8(text));
    }

    public void store(RoleName role, int version, Bytes bytes) {
        store(new StoredFile(role, version, HttpSamples.NOW.plusSeconds(86_400), bytes));
    }

    public void store(StoredFile file) {
        files.put(file.key(), file);
    }

    /** Applies the journal up to a position. */
    public synchronized void apply(long position) {
        applied = position;
        bitLength = 2;
    }

    /** How the change at a position ends. */
    public synchronized void decide(long position, TaskOutcome outcome) {
        outcomes.put(position, outcome);
    }

    /** Another node applies everything submitted so far and publishes; this one has not heard of it. */
    public synchronized void publishElsewhere() {
        applied = entries.size();
        bitLength = 2;
    }

    /** Applies everything submitted so far and publishes. */
    public void publish(Repository repository) {
        Head head;
        synchronized (this) {
            applied = entries.size();
            bitLength = 2;
            head = HttpSamples.head(latest.view().head().publication() + 1, applied);
        }
        publish(head, repository, "{\"timestamp\":" + head.publication() + "}");
    }

    public void publish(Head head, Repository repository, @Nullable String timestamp) {
        latest.advance(
                new Latest.View(head, repository, timestamp == null ? Bytes.EMPTY : Bytes.utf8(timestamp), log.log()));
    }
}

package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.ShownOutcome;
import dev.countersign.json.Bytes;
import dev.countersign.repository.AuditLeaves;
import dev.countersign.repository.AuditedChange;
import dev.countersign.repository.Change;
import dev.countersign.repository.ChangeCodec;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.Head;
import dev.countersign.repository.Journal;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.MemoryAudit;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RepositoryCodec;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.repository.Submission;
import dev.countersign.repository.TaskId;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.repository.TaskOutcomeCodec;
import dev.countersign.transparency.LogKey;
import dev.countersign.transparency.PublicLog;
import dev.countersign.tuf.RoleName;
import dev.countersign.wire.TaskResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every port of the publisher in memory, with the promises of the ports kept, and a switch that makes one step fail
 * before or after it took effect. It stores bytes, never objects, so that whatever survives here survives a database.
 */
public class MemoryRepository
        implements Journal, MetadataFiles, Publications, Leadership, CurrentPublication, AuditLeaves {

    enum Step {
        BEGIN,
        WRITE,
        COMMIT,
        ANNOUNCE,
        SIGN,
        READ_JOURNAL,
        READ_FILES,
        READ_CURRENT,
        READ_AUDIT;

        /** Whether there is an effect that may be kept. */
        boolean changes() {
            return compareTo(READ_JOURNAL) < 0;
        }
    }

    /** A step that fails once: with its effect kept (the answer was lost) or without. */
    record Fault(Step step, boolean persisted) {}

    static final class Injected extends RuntimeException {
        Injected(Step step) {
            super("injected failure of " + step);
        }
    }

    /** Entries in a piece of the journal. */
    static final int PIECE = 16;

    private record Row(Submission submission, Bytes payload) {}

    private final TreeMap<Long, Row> journal = new TreeMap<>();
    private final Map<RoleVersion, StoredFile> files = new HashMap<>();
    private final Map<Long, TaskOutcome> outcomes = new HashMap<>();
    private final List<Publications.Step> steps = new ArrayList<>();
    private Head head = Head.NONE;
    private @Nullable Bytes log;
    private @Nullable Bytes logKey;
    private final List<Bytes> entries = new ArrayList<>();
    private Bytes repository = RepositoryCodec.encode(new Repository.Empty());
    private long lastPosition;
    private long announced;
    private int entriesRead;
    private @Nullable Fault fault;

    synchronized void failOnce(Fault next) {
        fault = next;
    }

    synchronized boolean faultPending() {
        return fault != null;
    }

    private synchronized boolean fails(Step read) {
        var failing = fault;
        if (failing == null || failing.step() != read) {
            return false;
        }
        fault = null;
        return true;
    }

    /** Throws when this step is to fail, before (or after) it has taken effect. */
    synchronized void maybeFail(Step step, boolean after) {
        if (fault != null && fault.step() == step && fault.persisted() == after) {
            fault = null;
            throw new Injected(step);
        }
    }

    @Override
    public synchronized Future<Void> append(List<Submission> submissions) {
        for (var submission : submissions) {
            if (isKnown(submission.task())) {
                continue;
            }
            var position = nextPosition();
            audit.note(position, AuditedChange.entry(submission));
            journal.put(position, new Row(submission, ChangeCodec.encode(submission.change())));
        }
        return Future.succeededFuture();
    }

    private synchronized long nextPosition() {
        lastPosition += lastPosition == 0 ? 1 : 2;
        return lastPosition;
    }

    /** Of changes and events. */
    final MemoryAudit audit =
            new MemoryAudit(this::nextPosition, applied -> Optional.ofNullable(journal.higherKey(applied)));

    @Override
    public synchronized Future<LeafPiece> after(long covered, long applied) {
        return fails(Step.READ_AUDIT)
                ? Future.failedFuture(new Injected(Step.READ_AUDIT))
                : audit.after(covered, applied);
    }

    private boolean isKnown(TaskId task) {
        return journal.values().stream().anyMatch(row -> row.submission().task().equals(task));
    }

    @Override
    public synchronized Future<Piece> after(long position, int maxEntries, long maxBytes) {
        if (fails(Step.READ_JOURNAL)) {
            return Future.failedFuture(new Injected(Step.READ_JOURNAL));
        }
        var tail = journal.tailMap(position, false);
        if (tail.values().stream().allMatch(row -> row.submission().held())) {
            return Future.succeededFuture(Piece.NOTHING);
        }
        var piece = piece(tail, maxEntries, maxBytes);
        entriesRead += piece.entries().size();
        return Future.succeededFuture(piece);
    }

    private static Piece piece(SortedMap<Long, Row> rows, int maxEntries, long maxBytes) {
        var entries = new ArrayList<JournalEntry>();
        var bytes = 0L;
        for (var row : rows.entrySet()) {
            bytes += row.getValue().payload().length();
            if (entries.size() == Math.min(PIECE, maxEntries) || (!entries.isEmpty() && bytes > maxBytes)) {
                break;
            }
            entries.add(entry(row.getKey(), row.getValue()));
        }
        return new Piece(entries, entries.size() < rows.size());
    }

    private static JournalEntry entry(long position, Row row) {
        var submission = row.submission();
        var change = ChangeCodec.decode(ChangeCodec.kind(submission.change()), row.payload());
        return new JournalEntry(
                position,
                submission.task(),
                change,
                submission.held(),
                submission.submittedAt(),
                row.payload().length());
    }

    @Override
    public synchronized Future<Backlog> backlog(long position) {
        var tail = journal.tailMap(position, false);
        var due = tail.values().stream().anyMatch(row -> !row.submission().held());
        return Future.succeededFuture(new Backlog(
                tail.size(),
                due,
                tail.isEmpty()
                        ? null
                        : tail.firstEntry().getValue().submission().submittedAt()));
    }

    @Override
    public synchronized Future<Piece> undecided(long position, int maxEntries, long maxBytes) {
        var kinds = Set.of("UPDATE_ROOT", "SIGN", "STOP_SIGNING", "ADOPT");
        var undecided = new TreeMap<>(journal.tailMap(position, false));
        undecided
                .values()
                .removeIf(
                        row -> !kinds.contains(ChangeCodec.kind(row.submission().change())));
        undecided.keySet().removeAll(outcomes.keySet());
        return Future.succeededFuture(piece(undecided, maxEntries, maxBytes));
    }

    @Override
    public synchronized Future<Optional<JournalEntry>> entry(TaskId task) {
        return Future.succeededFuture(journal.entrySet().stream()
                .filter(row -> row.getValue().submission().task().equals(task))
                .map(row -> entry(row.getKey(), row.getValue()))
                .findFirst());
    }

    @Override
    public synchronized Future<Optional<TaskId>> bootstrapAfter(long position) {
        return Future.succeededFuture(journal.tailMap(position, false).values().stream()
                .map(Row::submission)
                .filter(submission -> submission.change() instanceof Change.Bootstrap)
                .map(Submission::task)
                .findFirst());
    }

    @Override
    public synchronized Future<Optional<StoredFile>> find(RoleVersion key) {
        return Future.succeededFuture(Optional.ofNullable(files.get(key)));
    }

    @Override
    public synchronized Future<Map<RoleVersion, StoredFile>> findAll(List<RoleVersion> keys) {
        if (fails(Step.READ_FILES)) {
            return Future.failedFuture(new Injected(Step.READ_FILES));
        }
        var found = new LinkedHashMap<RoleVersion, StoredFile>();
        keys.stream().filter(files::containsKey).forEach(key -> found.put(key, files.get(key)));
        return Future.succeededFuture(found);
    }

    @Override
    public synchronized Future<Map<RoleVersion, Instant>> expiries(List<RoleVersion> keys) {
        var found = new LinkedHashMap<RoleVersion, Instant>();
        keys.stream()
                .filter(files::containsKey)
                .forEach(key -> found.put(key, files.get(key).expires()));
        return Future.succeededFuture(found);
    }

    @Override
    public synchronized Future<Map<RoleVersion, Integer>> lengths(List<RoleVersion> keys) {
        return findAll(keys).map(found -> {
            var lengths = new HashMap<RoleVersion, Integer>();
            found.forEach((key, file) -> lengths.put(key, file.bytes().length()));
            return lengths;
        });
    }

    @Override
    public synchronized Future<Optional<Instant>> firstExpiry() {
        var newest = new HashMap<RoleName, StoredFile>();
        files.values().stream()
                .filter(file -> !file.role().equals(RoleName.ROOT))
                .forEach(file -> newest.merge(file.role(), file, (a, b) -> a.version() > b.version() ? a : b));
        return Future.succeededFuture(
                newest.values().stream().map(StoredFile::expires).min(Instant::compareTo));
    }

    @Override
    public synchronized Future<Committed> current() {
        if (fails(Step.READ_CURRENT)) {
            return Future.failedFuture(new Injected(Step.READ_CURRENT));
        }
        return Future.succeededFuture(
                new Committed(head, RepositoryCodec.decode(repository), log == null ? null : PublicLog.decode(log)));
    }

    @Override
    public synchronized Future<Optional<LogKey>> logKey() {
        return Future.succeededFuture(Optional.ofNullable(logKey).map(LogKey::of));
    }

    /** Of the public log. */
    synchronized List<Bytes> entries() {
        return List.copyOf(entries);
    }

    synchronized @Nullable PublicLog log() {
        return log == null ? null : PublicLog.decode(log);
    }

    @Override
    public synchronized Future<Transaction> begin(long expected) {
        return answer(Step.BEGIN, () -> {
            if (head.publication() != expected) {
                throw new Superseded(expected);
            }
            return new Open(expected);
        });
    }

    @Override
    public Future<Integer> sweepFiles(Instant before, int keep, int limit) {
        return Future.succeededFuture(0);
    }

    @Override
    public Future<Integer> sweepTasks(Instant before, int limit) {
        return Future.succeededFuture(0);
    }

    /** What is dated later: retention and the date of each publication follow from it in a real store. */
    @Nullable
    Instant redated;

    @Override
    public Future<Void> redate(Instant now) {
        redated = now;
        return Future.succeededFuture();
    }

    @Override
    public Future<Term> acquire() {
        var ended = Promise.<Void>promise();
        return Future.succeededFuture(new Term() {
            @Override
            public boolean isCertain() {
                return true;
            }

            @Override
            public Future<Void> confirmed() {
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> ended() {
                return ended.future();
            }

            @Override
            public Future<Void> release() {
                ended.tryComplete();
                return Future.succeededFuture();
            }
        });
    }

    @Override
    public synchronized Future<Long> newest() {
        return Future.succeededFuture(announced);
    }

    @Override
    public synchronized Future<Void> announce(long publication) {
        return answer(Step.ANNOUNCE, () -> {
            announced = Math.max(announced, publication);
            return null;
        });
    }

    synchronized Map<RoleVersion, StoredFile> files() {
        return Map.copyOf(files);
    }

    synchronized PublishedState published() {
        return new PublishedState(head, log(), entries(), files(), audit.rows());
    }

    /** Of all that was submitted. */
    synchronized long lastPosition() {
        return journal.lastKey();
    }

    synchronized Head head() {
        return head;
    }

    /** What is recorded of a task. */
    synchronized @Nullable TaskOutcome outcome(TaskId task) {
        return journal.entrySet().stream()
                .filter(row -> row.getValue().submission().task().equals(task))
                .findFirst()
                .map(row -> outcomes.get(row.getKey()))
                .orElse(null);
    }

    /** What callers are told of how a task ended, where that does not follow from the change itself. */
    synchronized @Nullable TaskResult result(TaskId task) {
        for (var row : journal.entrySet()) {
            var submission = row.getValue().submission();
            var outcome = outcomes.get(row.getKey());
            if (submission.task().equals(task) && outcome != null) {
                return ShownOutcome.of(entry(row.getKey(), row.getValue()), outcome);
            }
        }
        return null;
    }

    /** Entries that the journal has handed out, counted each time. */
    synchronized int entriesRead() {
        return entriesRead;
    }

    synchronized List<Publications.Step> steps() {
        return List.copyOf(steps);
    }

    private synchronized <T> Future<T> answer(Step step, java.util.function.Supplier<T> effect) {
        try {
            maybeFail(step, false);
            var result = effect.get();
            maybeFail(step, true);
            return Future.succeededFuture(result);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void append(Logged logged) {
        var appended = logged.appended();
        assertThat(appended.nodes().getFirst().index()).isEqualTo(entries.size());
        entries.add(appended.bytes());
        audit.covered(appended.entry().publication(), appended.log().audited());
        log = appended.log().encode();
        if (logged.key() != null) {
            assertThat(logKey).as("a log begins once").isNull();
            logKey = logged.key().seed();
        }
    }

    private final class Open implements Transaction {
        private final long expected;
        private final List<StoredFile> written = new ArrayList<>();
        private boolean ended;

        Open(long expected) {
            this.expected = expected;
        }

        @Override
        public Future<Void> write(List<StoredFile> more) {
            if (ended) {
                return Future.failedFuture(new IllegalStateException("publication " + (expected + 1) + " has ended"));
            }
            return answer(MemoryRepository.Step.WRITE, () -> {
                written.addAll(more);
                return null;
            });
        }

        @Override
        public Future<Void> commit(Publications.Step step) {
            return this.<Void>commitOnce(step)
                    .recover(cause -> Future.failedFuture(
                            cause instanceof Injected
                                    ? new OutcomeUnknown(step.head().publication(), cause)
                                    : cause));
        }

        private <T> Future<T> commitOnce(Publications.Step step) {
            return answer(MemoryRepository.Step.COMMIT, () -> {
                if (head.publication() != expected) {
                    throw new Superseded(expected);
                }
                for (var file : written) {
                    var old = files.putIfAbsent(file.key(), file);
                    if (old != null) {
                        throw new AssertionError(file.key() + " would name two different byte strings");
                    }
                }
                head = step.head();
                if (step.repository() != null) {
                    repository = RepositoryCodec.encode(step.repository());
                }
                audit.ended(step.outcomes());
                step.outcomes()
                        .forEach((position, outcome) -> assertThat(outcomes.put(
                                        position, TaskOutcomeCodec.decode(TaskOutcomeCodec.encode(outcome))))
                                .as("an outcome is recorded once")
                                .isNull());
                if (step.logged() != null) {
                    append(step.logged());
                }
                steps.add(step);
                return null;
            });
        }

        @Override
        public Future<Void> abandon() {
            ended = true;
            return Future.succeededFuture();
        }
    }
}

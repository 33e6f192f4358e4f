package dev.countersign.repository;

import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.repository.MirrorState.MirrorCheck;
import dev.countersign.repository.MirrorState.MirrorCursor;
import dev.countersign.repository.MirrorState.MirrorProblem;
import dev.countersign.repository.Repositories.ServedRepository;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Mirrors in memory, with the promises of the port kept. */
public final class MemoryMirrors implements Mirrors {
    private static final class Row {
        private Mirror mirror;
        private long claim;
        private MirrorCursor cursor = MirrorCursor.NOTHING;
        private Optional<MirrorCursor> ready = Optional.empty();
        private List<RoleVersion> sent = List.of();
        private final TreeMap<Long, Left> left = new TreeMap<>();
        private Optional<MirrorProblem> problem = Optional.empty();
        private long asked;
        private MirrorCheck check = MirrorCheck.NONE;

        private Row(Mirror mirror) {
            this.mirror = mirror;
        }
    }

    private record Left(long publication, Instant at, List<RoleVersion> files) {}

    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private final Map<RepositoryId, MirrorCursor> heads = new HashMap<>();
    private final Map<RepositoryId, Instant> committed = new HashMap<>();
    public final List<AuditEntry> audited = new CopyOnWriteArrayList<>();

    /** Whether nothing that is said of a mirror is taken. */
    public volatile boolean isAway;

    /** What was said meanwhile. */
    public final AtomicInteger unheard = new AtomicInteger();

    private long next = 1;
    private long leftovers = 1;

    /** What a repository shows from now on. */
    public synchronized void head(RepositoryId repository, MirrorCursor newest, Instant at) {
        heads.put(repository, newest);
        committed.put(repository, at);
    }

    @Override
    public synchronized Future<List<MirrorState>> all(SweepLimit limit) {
        return Future.succeededFuture(
                rows.values().stream().map(row -> state(row, limit)).toList());
    }

    @Override
    public synchronized Future<List<MirrorState>> of(RepositoryId repository) {
        return Future.succeededFuture(rows.values().stream()
                .filter(row -> row.mirror.repository().equals(repository))
                .map(row -> state(row, new SweepLimit(Instant.EPOCH, 1)))
                .sorted(Comparator.comparing(state -> state.mirror().name().value()))
                .toList());
    }

    private MirrorState state(Row row, SweepLimit limit) {
        var newest = heads.getOrDefault(row.mirror.repository(), MirrorCursor.NOTHING);
        return new MirrorState(
                row.mirror,
                row.cursor,
                newest,
                row.cursor.isBehind(newest) ? Optional.of(committed.get(row.mirror.repository())) : Optional.empty(),
                row.problem,
                row.asked,
                row.check,
                oldest(row, limit).isPresent());
    }

    @Override
    public synchronized Future<Mirror> add(
            ServedRepository repository, MirrorName name, MirrorPlace place, Instant now, AuditOrigin origin) {
        for (var row : rows.values()) {
            if (row.mirror.place().isWhere(place)) {
                return Future.failedFuture(
                        new MirrorExists(place.text() + " is a mirror already, of this or of another repository"));
            }
            if (row.mirror.repository().equals(repository.id())
                    && row.mirror.name().equals(name)) {
                return Future.failedFuture(new MirrorExists("there is a mirror " + name + " already"));
            }
        }
        var mirror = new Mirror(next++, repository.id(), name, place, now);
        audited.add(new AuditEvent.MirrorAdded(repository.name().value(), name.value(), MirrorPlaceCodec.encode(place))
                .entry(now, origin));
        rows.put(mirror.id(), new Row(mirror));
        return Future.succeededFuture(mirror);
    }

    @Override
    public synchronized Future<Boolean> change(
            ServedRepository repository, Mirror mirror, MirrorPlace place, Instant now, AuditOrigin origin) {
        var row = rows.get(mirror.id());
        if (row == null || !row.mirror.place().equals(mirror.place())) {
            return Future.succeededFuture(false);
        }
        if (rows.values().stream()
                .anyMatch(other -> other != row && other.mirror.place().isWhere(place))) {
            return Future.failedFuture(
                    new MirrorExists(place.text() + " is a mirror already, of this or of another repository"));
        }
        audited.add(new AuditEvent.MirrorChanged(
                        repository.name().value(),
                        mirror.name().value(),
                        MirrorPlaceCodec.encode(mirror.place()),
                        MirrorPlaceCodec.encode(place))
                .entry(now, origin));
        row.mirror = new Mirror(mirror.id(), mirror.repository(), mirror.name(), place, mirror.createdAt());
        row.claim++;
        if (!place.isWhere(mirror.place())) {
            row.cursor = MirrorCursor.NOTHING;
            row.ready = Optional.empty();
            row.sent = List.of();
            row.left.clear();
            row.problem = Optional.empty();
            row.check = new MirrorCheck(row.check.number(), Optional.empty(), 0, Optional.empty());
        }
        return Future.succeededFuture(true);
    }

    @Override
    public synchronized Future<Boolean> remove(
            ServedRepository repository, Mirror mirror, Instant now, AuditOrigin origin) {
        var gone = rows.remove(mirror.id()) != null;
        if (gone) {
            audited.add(new AuditEvent.MirrorRemoved(
                            repository.name().value(), mirror.name().value(), MirrorPlaceCodec.encode(mirror.place()))
                    .entry(now, origin));
        }
        return Future.succeededFuture(gone);
    }

    @Override
    public synchronized Future<Optional<Long>> askToCheck(
            ServedRepository repository, Mirror mirror, Instant now, AuditOrigin origin) {
        var row = Optional.ofNullable(rows.get(mirror.id()));
        row.ifPresent(_ -> audited.add(new AuditEvent.MirrorCheckAsked(
                        repository.name().value(), mirror.name().value())
                .entry(now, origin)));
        return Future.succeededFuture(row.map(each -> ++each.asked));
    }

    @Override
    public synchronized Future<Claimed> claim(Mirror mirror) {
        var row = rows.get(mirror.id());
        if (row == null || !row.mirror.place().equals(mirror.place())) {
            return Future.failedFuture(new ClaimLost(mirror.id()));
        }
        row.claim++;
        return Future.succeededFuture(new Claimed(
                new Claim(mirror.id(), row.claim),
                row.cursor,
                row.ready,
                row.sent,
                row.problem.filter(MirrorProblem::alarm).isPresent()));
    }

    private Future<Void> say(Claim claim, Consumer<Row> word) {
        if (isAway) {
            unheard.incrementAndGet();
            return Future.failedFuture(new Unavailable("it is away"));
        }
        var row = mine(claim);
        if (row == null) {
            return Future.failedFuture(new ClaimLost(claim.mirror()));
        }
        word.accept(row);
        return Future.succeededFuture();
    }

    private @Nullable Row mine(Claim claim) {
        var row = rows.get(claim.mirror());
        return row != null && row.claim == claim.number() ? row : null;
    }

    @Override
    public synchronized Future<Void> sending(Claim claim, List<RoleVersion> files) {
        return say(claim, row -> row.sent = files);
    }

    @Override
    public synchronized Future<Void> ready(Claim claim, MirrorCursor publication) {
        return say(claim, row -> row.ready = Optional.of(publication));
    }

    @Override
    public synchronized Future<Void> shows(Claim claim, MirrorCursor publication, List<RoleVersion> left, Instant now) {
        return say(claim, row -> {
            row.cursor = publication;
            row.ready = Optional.empty();
            row.sent = List.of();
            if (!left.isEmpty()) {
                row.left.put(leftovers++, new Left(publication.publication(), now, left));
            }
        });
    }

    @Override
    public synchronized Future<Optional<Leftover>> leftover(Claim claim, SweepLimit limit) {
        return Future.succeededFuture(Optional.ofNullable(mine(claim))
                .flatMap(row -> oldest(row, limit)
                        .map(number -> new Leftover(number, row.left.get(number).files()))));
    }

    private static Optional<Long> oldest(Row row, SweepLimit limit) {
        return row.left.entrySet().stream()
                .filter(each -> each.getValue().at().isBefore(limit.before())
                        && each.getValue().publication() <= row.cursor.publication() - limit.publications() + 1)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public synchronized Future<Void> swept(Claim claim, Leftover gone) {
        return say(claim, row -> row.left.remove(gone.number()));
    }

    @Override
    public synchronized Future<Void> note(Claim claim, Optional<MirrorProblem> problem) {
        return say(claim, row -> {
            var since = row.problem.map(MirrorProblem::since);
            row.problem =
                    problem.map(each -> new MirrorProblem(each.sentence(), each.alarm(), since.orElse(each.since())));
        });
    }

    @Override
    public synchronized Future<Void> checked(Claim claim, MirrorCheck check) {
        return say(claim, row -> row.check = check);
    }

    /** All files that are noted as there although nothing names them. */
    public synchronized List<RoleVersion> leftovers(long mirror) {
        var all = new ArrayList<RoleVersion>();
        rows.get(mirror).left.values().forEach(each -> all.addAll(each.files()));
        return all;
    }
}

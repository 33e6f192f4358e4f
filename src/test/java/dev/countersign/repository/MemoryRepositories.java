package dev.countersign.repository;

import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The repositories of a service in memory. What there is to do in them, a test says. */
public final class MemoryRepositories implements Repositories {
    /** Something is noted when a publisher rests. */
    public record Rest(RepositoryId id, long publication, Instant renewal) {}

    /** What the audit has of them. */
    public final List<AuditEntry> audited = new CopyOnWriteArrayList<>();

    private final TreeMap<RepositoryName, Described> byName = new TreeMap<>();
    private final Map<RepositoryId, ServiceChange> changes = new HashMap<>();
    private final List<Rest> rests = new ArrayList<>();
    private List<PendingWork> work = List.of();
    private int questions;
    private int last;
    private long lastChange;

    /** With the one that there always is. */
    public MemoryRepositories() {
        var _ = create(RepositoryName.DEFAULT, false, Instant.parse("2030-01-02T03:04:05.678901Z"), Examples.ORIGIN);
        audited.clear();
    }

    @Override
    public synchronized Future<List<ServiceChange>> changesAfter(long number) {
        return Future.succeededFuture(changes.values().stream()
                .filter(change -> change.number() > number)
                .sorted((a, b) -> Long.compare(a.number(), b.number()))
                .toList());
    }

    @Override
    public synchronized Future<List<Described>> list(@Nullable RepositoryName after, int limit) {
        var found = after == null ? byName : byName.tailMap(after, false);
        return Future.succeededFuture(found.values().stream().limit(limit).toList());
    }

    @Override
    public synchronized Future<Optional<Described>> find(RepositoryName name) {
        return Future.succeededFuture(Optional.ofNullable(byName.get(name)));
    }

    @Override
    public synchronized Future<ServedRepository> create(
            RepositoryName name, boolean isPrivate, Instant now, AuditOrigin origin) {
        if (byName.containsKey(name)) {
            return Future.failedFuture(new NameTaken(name));
        }
        var entry = new ServedRepository(new RepositoryId(++last), name, now, isPrivate);
        byName.put(name, new Described(entry, Head.NONE));
        changes.put(entry.id(), new ServiceChange(++lastChange, entry, true));
        audited.add(new AuditEvent.RepositoryCreated(name.value(), isPrivate).entry(now, origin));
        return Future.succeededFuture(entry);
    }

    @Override
    public synchronized Future<Boolean> setPrivate(
            ServedRepository repository, boolean isPrivate, Instant now, AuditOrigin origin) {
        var id = repository.id();
        var change = changes.get(id);
        if (change == null || !change.served()) {
            return Future.succeededFuture(false);
        }
        var before = change.entry();
        var entry = new ServedRepository(id, before.name(), before.createdAt(), isPrivate);
        byName.put(entry.name(), new Described(entry, Head.NONE));
        changes.put(id, new ServiceChange(++lastChange, entry, true));
        audited.add(new AuditEvent.RepositoryChanged(id.value(), entry.name().value(), isPrivate).entry(now, origin));
        return Future.succeededFuture(true);
    }

    @Override
    public synchronized Future<Boolean> remove(ServedRepository repository, Instant now, AuditOrigin origin) {
        var id = repository.id();
        var change = changes.get(id);
        if (change == null || !change.served()) {
            return Future.succeededFuture(false);
        }
        byName.remove(change.entry().name());
        changes.put(id, new ServiceChange(++lastChange, change.entry(), false));
        audited.add(
                new AuditEvent.RepositoryRemoved(id.value(), repository.name().value()).entry(now, origin));
        return Future.succeededFuture(true);
    }

    /** Nothing is left behind here. */
    @Override
    public Future<Boolean> purge(Instant now) {
        return Future.succeededFuture(false);
    }

    @Override
    public synchronized Future<List<PendingWork>> work(Instant now) {
        questions++;
        return Future.succeededFuture(work);
    }

    @Override
    public synchronized Future<Void> rest(RepositoryId id, long publication, Instant renewal, RetentionTimes kept) {
        rests.add(new Rest(id, publication, renewal));
        return Future.succeededFuture();
    }

    /** From now on that is what there is to do. */
    public synchronized void setWork(List<PendingWork> found) {
        work = List.copyOf(found);
    }

    /** How often was asked what there is to do. */
    public synchronized int questions() {
        return questions;
    }

    public synchronized List<Rest> rests() {
        return List.copyOf(rests);
    }
}

package dev.countersign.mirror;

import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.document.SnapshotDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes versioned files of a repository to a mirror, several at once, and removes them. One that is there already counts as
 * written when it has the same bytes. Owned by the thread of the mirror.
 */
final class MirrorWriter {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorWriter.class);

    /** Files loaded together; as many are written at once, which hides how long each takes at a distance. */
    private static final int SLICE = 16;

    /** Roots that are asked for together. */
    private static final int ROOTS = 1000;

    private final String mirror;
    private final MirrorStore store;
    private final MirroredRepository repository;
    private final BooleanSupplier mayWrite;
    private final AtomicInteger written = new AtomicInteger();

    /** Known to be there, since this mirror was claimed. */
    private final Set<RoleVersion> present = new HashSet<>();

    /** @param mayWrite whether this is still the one process that writes */
    MirrorWriter(String mirror, MirrorStore store, MirroredRepository repository, BooleanSupplier mayWrite) {
        this.mirror = mirror;
        this.store = store;
        this.repository = repository;
        this.mayWrite = mayWrite;
    }

    /** It is no longer the time of this process: whoever comes next goes on. */
    static final class Halted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Halted() {
            super("no longer the one that writes", null, false, false);
        }
    }

    void requireTurn() {
        if (!mayWrite.getAsBoolean()) {
            throw new Halted();
        }
    }

    /** How many files were written since this was last asked. */
    int takeWritten() {
        return written.getAndSet(0);
    }

    /** What is there may have changed: looks at each file again. */
    void forget() {
        present.clear();
    }

    /** A file that must be there, because a publication names it. */
    StoredFile load(RoleName role, int version) {
        var key = new RoleVersion(role, version);
        return StoreAnswer.await(repository.files().find(key)).orElseThrow(() -> gone(key));
    }

    /** The oldest one there is: a repository that was taken over may lack the first ones. */
    StoredFile oldestRoot(int newest) {
        int from = newest + 1;
        int before;
        do {
            before = from;
            from = oldestOf(Math.max(RootSuccession.FIRST_VERSION, before - ROOTS), before);
        } while (from == before - ROOTS);
        return load(RoleName.ROOT, Math.min(from, newest));
    }

    /** The oldest root of those that end before {@code end} with no gap; {@code end} when there is none. */
    private int oldestOf(int first, int end) {
        var versions = IntStream.range(first, end)
                .mapToObj(version -> new RoleVersion(RoleName.ROOT, version))
                .toList();
        var there = StoreAnswer.await(repository.files().expiries(versions)).keySet();
        int from = end;
        while (from > first && there.contains(new RoleVersion(RoleName.ROOT, from - 1))) {
            from--;
        }
        return from;
    }

    Optional<StoredFile> find(RoleName role, int version) {
        return version < 1
                ? Optional.empty()
                : StoreAnswer.await(repository.files().find(new RoleVersion(role, version)));
    }

    MirrorPlan.Versioned snapshot(int version) {
        var file = load(RoleName.SNAPSHOT, version);
        return new MirrorPlan.Versioned(version, SnapshotDocument.parse(file.bytes()));
    }

    private static MirrorFailure gone(RoleVersion key) {
        return new MirrorFailure.Away(key.role().fileName(key.version())
                + " was removed by retention before it was copied; the next attempt begins with what is newest");
    }

    /** All of them are there when this returns. */
    void write(List<RoleVersion> keys) {
        var lacking = keys.stream().filter(key -> !present.contains(key)).toList();
        for (int from = 0; from < lacking.size(); from += SLICE) {
            requireTurn();
            var slice = lacking.subList(from, Math.min(from + SLICE, lacking.size()));
            var found = StoreAnswer.await(repository.files().findAll(slice));
            together(slice, key -> {
                var file = found.get(key);
                if (file == null) {
                    throw gone(key);
                }
                write(file);
            });
            present.addAll(slice);
        }
    }

    void write(StoredFile file) {
        var name = file.role().fileName(file.version());
        if (store.create(name, file.bytes())) {
            written.incrementAndGet();
            return;
        }
        var there = store.read(name, MirrorStore.MOST_BYTES)
                .orElseThrow(() -> new MirrorFailure.Away(name + " was removed there while it was looked at"));
        if (there.content().equals(file.bytes())) {
            return;
        }
        if (file.role().equals(RoleName.ROOT)) {
            throw new MirrorFailure.Unfit(name + " is another one there: it is the mirror of another repository, or was"
                    + " one (expected: a place with nothing in it)");
        }
        if (!store.replace(name, there.tag(), file.bytes())) {
            throw new MirrorFailure.Contended(name + " is being written there by somebody else");
        }
        written.incrementAndGet();
        LOG.warn("mirror {}: {} had other bytes than were published, and was written anew", mirror, name);
    }

    void delete(Collection<RoleVersion> keys) {
        present.removeAll(keys);
        var all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += SLICE) {
            requireTurn();
            together(
                    all.subList(from, Math.min(from + SLICE, all.size())),
                    key -> store.delete(key.role().fileName(key.version())));
        }
    }

    /** Waits for all of them, then tells of the first that failed. */
    private static void together(List<RoleVersion> keys, Consumer<RoleVersion> work) {
        var under = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            keys.forEach(key -> under.add(threads.submit(() -> work.accept(key))));
        }
        under.forEach(MirrorWriter::require);
    }

    private static void require(Future<?> done) {
        try {
            var _ = done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Halted();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}

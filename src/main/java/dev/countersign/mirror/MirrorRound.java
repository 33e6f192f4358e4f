package dev.countersign.mirror;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.mirror.MirrorPlan.Versioned;
import dev.countersign.repository.MirrorState.MirrorCheck;
import dev.countersign.repository.MirrorState.MirrorCursor;
import dev.countersign.repository.Mirrors;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Timestamp;
import dev.countersign.tuf.document.SnapshotDocument;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Brings one mirror, which this process has claimed, to what its repository shows. A process that is killed at any line
 * leaves a mirror that shows one whole publication, the old one or the new; whoever claims it next goes on from what is
 * there. Owned by the thread of the mirror.
 */
final class MirrorRound {
    /** How many delegated roles are read again after each publication. A full check reads all. */
    private static final int MOST_READ_AGAIN = 64;

    private final Mirrors mirrors;
    private final Mirrors.Claim claim;
    private final MirrorStore store;
    private final MirroredRepository repository;
    private final MirrorWriter writer;
    private final InstantSource clock;

    private MirrorCursor cursor;
    private Optional<MirrorCursor> ready;
    private List<RoleVersion> sent;

    /** Whether clients find there what does not verify, as far as is known. */
    private boolean alarm;

    /** The oldest root, once it is known to be there; 0 before. */
    private int oldest;

    MirrorRound(
            Mirrors mirrors,
            Mirrors.Claimed claimed,
            MirrorStore store,
            MirroredRepository repository,
            MirrorWriter writer,
            InstantSource clock) {
        this.mirrors = mirrors;
        this.claim = claimed.claim();
        this.store = store;
        this.repository = repository;
        this.writer = writer;
        this.clock = clock;
        this.cursor = claimed.cursor();
        this.ready = claimed.ready();
        this.sent = claimed.sent();
        this.alarm = claimed.alarm();
    }

    /** The timestamp that is there, if there is one, and the snapshot that it leads to, if that is known to be ours. */
    private record ShownThere(int version, @Nullable String tag, Optional<Versioned> snapshot) {
        static final ShownThere NOTHING = new ShownThere(0, null, Optional.empty());
    }

    /** What clients find there did not verify; the next time all of it is looked at. */
    void alarm() {
        alarm = true;
    }

    boolean isAlarm() {
        return alarm;
    }

    /** How many files were written since this was last asked. */
    int takeWritten() {
        return writer.takeWritten();
    }

    /** @param publication the mirror is to show this one, or a later one */
    void fill(long publication) {
        var newest = StoreAnswer.await(repository.newest(publication));
        var next = newest.versions();
        if (next.timestamp() == 0) {
            return;
        }
        try (var _ = store.hold(cursor.timestamp() == 0)) {
            requireOurs(next);
            finish();
            var there = look(next);
            adopt(there);
            if (cursor.isBehind(next) || there.version() < next.timestamp() || alarm) {
                write(there, next, newest.timestamp());
            }
        }
    }

    /** A mirror belongs to the repository whose oldest root it has; and its store must heed conditions. */
    private void requireOurs(MirrorCursor next) {
        if (oldest > 0 && writer.find(RoleName.ROOT, oldest - 1).isEmpty()) {
            return;
        }
        writer.requireTurn();
        var first = writer.oldestRoot(next.root());
        addEarlierRoots(first.version());
        var name = RoleName.ROOT.fileName(first.version());
        writer.write(first);
        if (store.create(name, first.bytes())) {
            throw new MirrorFailure.Unfit("it takes " + name + " twice although the second was to"
                    + " be written only if there was none (expected: a store that heeds If-None-Match and If-Match)");
        }
        oldest = first.version();
    }

    /** Roots that were found after this mirror began. The oldest is written last of all: where it is, the others are. */
    private void addEarlierRoots(int first) {
        int begun = first;
        while (begun < cursor.root()
                && store.read(RoleName.ROOT.fileName(begun), Limits.ROOT).isEmpty()) {
            begun++;
        }
        for (int version = begun - 1; version > first; version--) {
            writer.write(writer.load(RoleName.ROOT, version));
        }
    }

    /**
     * Ends what a process before has begun: everything of that publication is there, perhaps also its roots, under which
     * clients may already refuse the old timestamp.
     */
    private void finish() {
        if (ready.isEmpty()) {
            return;
        }
        var begun = ready.get();
        var there = look(begun);
        var timestamp = writer.find(RoleName.TIMESTAMP, begun.timestamp());
        if (timestamp.isPresent() && there.version() < begun.timestamp()) {
            roots(begun).forEach(writer::write);
            show(there, timestamp.get().bytes());
        }
        ready = Optional.empty();
    }

    /** @param next what it is to show */
    private ShownThere look(MirrorCursor next) {
        var file = store.read(RoleName.TIMESTAMP_FILE, Limits.TIMESTAMP);
        if (file.isEmpty()) {
            return ShownThere.NOTHING;
        }
        var content = file.get().content();
        Timestamp timestamp;
        try {
            timestamp = Metadata.parseTimestamp(content).signed();
        } catch (InvalidInput unreadable) {
            return new ShownThere(0, file.get().tag(), Optional.empty());
        }
        if (timestamp.version() > next.timestamp()) {
            throw new MirrorFailure.Unfit(
                    "it shows version " + timestamp.version() + " of the timestamp, and this service"
                            + " has published " + next.timestamp()
                            + " (expected: no later one; was the database restored from a"
                            + " backup, or does another service write there?)");
        }
        var published = writer.find(RoleName.TIMESTAMP, timestamp.version()).map(StoredFile::bytes);
        var isOurOwn = published.map(content::equals).orElse(timestamp.version() == cursor.timestamp());
        return isOurOwn
                ? new ShownThere(timestamp.version(), file.get().tag(), snapshot(timestamp.snapshot()))
                : new ShownThere(0, file.get().tag(), Optional.empty());
    }

    /** From the service, or, when retention has removed it there, from the mirror. */
    private Optional<Versioned> snapshot(MetaFile meta) {
        return writer.find(RoleName.SNAPSHOT, meta.version())
                .map(StoredFile::bytes)
                .or(() -> store.read(RoleName.SNAPSHOT.fileName(meta.version()), Limits.SNAPSHOT)
                        .map(MirrorStore.MirrorFile::content)
                        .filter(bytes ->
                                MetaFile.describe(meta.version(), bytes).equals(meta)))
                .map(bytes -> new Versioned(meta.version(), SnapshotDocument.parse(bytes)));
    }

    /** A process before has shown this and died before it could say so. */
    private void adopt(ShownThere there) {
        if (there.version() <= cursor.timestamp() || there.snapshot().isEmpty()) {
            return;
        }
        var shown = there.snapshot().get();
        var before = writer.find(RoleName.SNAPSHOT, cursor.snapshot())
                .map(file -> new Versioned(file.version(), SnapshotDocument.parse(file.bytes())));
        shown(
                new MirrorCursor(cursor.publication(), cursor.root(), there.version(), shown.version()),
                MirrorPlan.between(before, shown),
                shown);
    }

    /**
     * The order is roots, delegated roles, targets, snapshot, timestamp: what points is written after what it points to.
     * Before the timestamp clients see nothing new but roots.
     */
    private void write(ShownThere there, MirrorCursor next, Bytes timestamp) {
        var before = alarm ? Optional.<Versioned>empty() : there.snapshot();
        if (before.isEmpty()) {
            writer.forget();
        }
        var snapshot = writer.snapshot(next.snapshot());
        var plan = MirrorPlan.between(before, snapshot);
        var roots = NewRoots.after(shownRoot(there), roots(next));
        note(plan);
        roots.first().forEach(writer::write);
        writer.write(plan.delegated());
        writer.write(plan.targets().stream().toList());
        writer.write(List.of(plan.snapshot()));
        if (!roots.last().isEmpty()) {
            writer.requireTurn();
            StoreAnswer.await(mirrors.ready(claim, next));
            roots.last().forEach(writer::write);
        }
        if (there.version() < next.timestamp()) {
            show(there, timestamp);
        }
        shown(next, plan, snapshot);
        readAgain(plan.roles(), there);
        alarm = false;
    }

    /** The newest root that the mirror has, if it shows something. */
    private Optional<StoredFile> shownRoot(ShownThere there) {
        return there.version() == 0 ? Optional.empty() : writer.find(RoleName.ROOT, cursor.root());
    }

    /** Those that it lacks; all where it is not known. */
    private List<StoredFile> roots(MirrorCursor next) {
        var begun = !alarm && cursor.root() > 0;
        int from = begun ? cursor.root() + 1 : writer.oldestRoot(next.root()).version();
        return IntStream.rangeClosed(from, next.root())
                .mapToObj(version -> writer.load(RoleName.ROOT, version))
                .toList();
    }

    /** Before anything is written, so that it can be removed again whatever happens. */
    private void note(MirrorPlan plan) {
        var all = new HashSet<>(sent);
        all.addAll(plan.files());
        writer.requireTurn();
        sent = List.copyOf(all);
        StoreAnswer.await(mirrors.sending(claim, sent));
    }

    /** Only over the one that was looked at: whoever has written another one since knows more. */
    private void show(ShownThere there, Bytes timestamp) {
        writer.requireTurn();
        if (!store.replace(RoleName.TIMESTAMP_FILE, there.tag(), timestamp)) {
            throw new MirrorFailure.Contended(
                    RoleName.TIMESTAMP_FILE + " was written there by somebody else at this moment");
        }
    }

    private void shown(MirrorCursor next, MirrorPlan plan, Versioned snapshot) {
        var left = new ArrayList<>(plan.replaced());
        sent.stream().filter(file -> !snapshot.names(file)).forEach(left::add);
        StoreAnswer.await(mirrors.shows(claim, next, left.stream().distinct().toList(), clock.instant()));
        cursor = next;
        sent = List.of();
    }

    private void readAgain(List<RoleName> roles, ShownThere there) {
        var trusted = shownRoot(there).orElseGet(() -> writer.oldestRoot(cursor.root()));
        var _ = MirrorReading.read(
                store,
                clock,
                trusted.bytes(),
                roles.stream().limit(MOST_READ_AGAIN).toList());
    }

    /** Reads everything that clients can find there, and notes what was found. */
    MirrorCheck check(long number) {
        var found = readAll(number);
        StoreAnswer.await(mirrors.checked(claim, found));
        return found;
    }

    private MirrorCheck readAll(long number) {
        var at = Optional.of(clock.instant());
        if (cursor.timestamp() == 0) {
            return new MirrorCheck(number, at, 0, Optional.of("it shows nothing yet"));
        }
        try {
            var first = writer.oldestRoot(cursor.root());
            return new MirrorCheck(number, at, MirrorReading.readAll(store, clock, first.bytes()), Optional.empty());
        } catch (MirrorFailure.Unverifiable found) {
            alarm = true;
            return new MirrorCheck(number, at, 0, Optional.of(String.valueOf(found.getMessage())));
        }
    }

    /** Removes what nobody needs any more, and nothing that what is shown names. */
    void sweep(Mirrors.SweepLimit limit) {
        var file = writer.find(RoleName.SNAPSHOT, cursor.snapshot());
        if (file.isEmpty()) {
            return;
        }
        var snapshot = new Versioned(
                cursor.snapshot(), SnapshotDocument.parse(file.get().bytes()));
        for (var left = leftover(limit); left.isPresent(); left = leftover(limit)) {
            try (var _ = store.hold(false)) {
                writer.delete(left.get().files().stream()
                        .filter(each -> !snapshot.names(each))
                        .toList());
            }
            StoreAnswer.await(mirrors.swept(claim, left.get()));
        }
    }

    private Optional<Mirrors.Leftover> leftover(Mirrors.SweepLimit limit) {
        writer.requireTurn();
        return StoreAnswer.await(mirrors.leftover(claim, limit));
    }
}

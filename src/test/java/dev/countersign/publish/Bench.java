package dev.countersign.publish;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Change;
import dev.countersign.repository.Examples;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.Settings;
import dev.countersign.repository.Submission;
import dev.countersign.repository.TaskId;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.Signer;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.transparency.LogKey;
import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import dev.countersign.tuf.key.Signature;
import dev.countersign.wire.TaskResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A publisher on {@link MemoryRepository}, driven a step at a time on the test's own thread, with a clock it may turn. */
final class Bench {
    final MemoryRepository store = new MemoryRepository();
    final PublishedRepository client = new PublishedRepository();
    final PublishedLog log = new PublishedLog();
    private final java.security.SecureRandom random = new java.security.SecureRandom();
    final Latest latest = new Latest();
    final GeneratedKey alice = PrivateKeys.generate(KeyKind.ED25519, new java.security.SecureRandom());
    final GeneratedKey bob = PrivateKeys.generate(KeyKind.ECDSA_P256, new java.security.SecureRandom());
    final GeneratedKey online = PrivateKeys.generate(KeyKind.ED25519, new java.security.SecureRandom());
    final Map<KeyId, Signer> signers = new HashMap<>();
    final List<RuntimeException> failures = new ArrayList<>();
    Map<dev.countersign.tuf.RoleName, Instant> expiries = Map.of();
    Instant now = Instant.parse("2030-01-01T00:00:00Z");
    /** How long signing a slice takes. */
    Duration slowness = Duration.ZERO;
    /** A target that no publication can hold. */
    @Nullable
    TargetPath poison;
    /** Between slices. */
    final List<Duration> pauses = new ArrayList<>();
    /** Whether something arrives during the next pause. */
    boolean wakes;

    /** How much later the clock of the store is. */
    Duration storeAhead = Duration.ZERO;
    /** Whether the store is asked for its time before each step. */
    boolean compares = true;
    /** How often the publisher reads its clock until that is set ten years ahead. */
    int readsUntilSet = Integer.MAX_VALUE;
    /** A steady clock, which stands still unless a test moves it. */
    long nanos;
    /** The last publication that an operator says was dated by a wrong clock. */
    long misdated;

    @Nullable
    Obstacle obstacle;

    /** What the publisher signs. */
    @Nullable
    SignsOfLife signing;

    /** What it said of that before each slice. */
    final List<String> slices = new ArrayList<>();

    private final AtomicLong tasks = new AtomicLong();
    private @Nullable Lead lead;
    private @Nullable WatchedClock clock;

    Bench() {
        signers.put(online.toKey().id(), online.signer());
    }

    Root root(int version, GeneratedKey onlineKey, int threshold, GeneratedKey... holders) {
        var keys = new LinkedHashMap<KeyId, Key>();
        for (var holder : holders) {
            keys.put(holder.toKey().id(), holder.toKey());
        }
        keys.put(onlineKey.toKey().id(), onlineKey.toKey());
        var rootIds = java.util.Arrays.stream(holders)
                .map(holder -> holder.toKey().id())
                .toList();
        var onlineRole = new Role(List.of(onlineKey.toKey().id()), 1);
        return Root.draft(
                version,
                now.plus(Duration.ofDays(365)),
                keys,
                new Role(rootIds, threshold),
                onlineRole,
                onlineRole,
                onlineRole);
    }

    static Metadata<Root> signed(Root root, GeneratedKey... holders) {
        var metadata = Metadata.of(root, List.of());
        for (var holder : holders) {
            metadata = metadata.withSignature(holder.signer().sign(metadata.signedBytes()));
        }
        return metadata;
    }

    static Signature signature(Metadata<?> metadata, GeneratedKey holder) {
        return holder.signer().sign(metadata.signedBytes());
    }

    static TreeMap<String, Integer> days(int... rootTargetsSnapshotTimestampBins) {
        var days = new TreeMap<String, Integer>();
        var names = List.of("root", "targets", "snapshot", "timestamp", "bins");
        for (var i = 0; i < rootTargetsSnapshotTimestampBins.length; i++) {
            days.put(names.get(i), rootTargetsSnapshotTimestampBins[i]);
        }
        return days;
    }

    TaskId bootstrapBins(int bins) {
        var settings = new Settings(days(365, 365, 7, 1, 30), new Settings.BinSettings(bins, BinStyle.SUCCINCT), null);
        return submit(new Change.Bootstrap(settings, signed(root(1, online, 2, alice, bob), alice, bob)));
    }

    /** A second root, by which the online key is another one. */
    TaskId rotateOnlineKey(GeneratedKey next) {
        signers.put(next.toKey().id(), next.signer());
        return submit(new Change.UpdateRoot(signed(root(2, next, 2, alice, bob), alice, bob)));
    }

    /** A root by which each online role has a key of its own, or the same as another. */
    TaskId giveOnlineKeys(int version, GeneratedKey targets, GeneratedKey snapshot, GeneratedKey timestamp) {
        var usual = root(version, targets, 2, alice, bob);
        var keys = new LinkedHashMap<>(usual.keys());
        for (var key : List.of(snapshot, timestamp)) {
            keys.put(key.toKey().id(), key.toKey());
            signers.put(key.toKey().id(), key.signer());
        }
        var root = Root.draft(
                version,
                usual.expires(),
                keys,
                usual.root(),
                new Role(List.of(timestamp.toKey().id()), 1),
                new Role(List.of(snapshot.toKey().id()), 1),
                usual.targets());
        return submit(new Change.UpdateRoot(signed(root, alice, bob)));
    }

    TaskId submit(Change change) {
        return submit(change, false);
    }

    TaskId submit(Change change, boolean held) {
        var task = new TaskId("%032x".formatted(tasks.incrementAndGet()));
        var _ = store.append(List.of(new Submission(task, change, held, now, Examples.ORIGIN)));
        return task;
    }

    TaskId add(String... paths) {
        return submit(adding(paths));
    }

    static Change.AddTargets adding(String... paths) {
        return new Change.AddTargets(java.util.Arrays.stream(paths)
                .map(path -> entry(path, path.length()))
                .toList());
    }

    static TargetEntry entry(String path, long length) {
        var hashes = new TreeMap<HashAlgorithm, String>();
        hashes.put(HashAlgorithm.SHA256, Bytes.utf8(path + length).sha256().hex());
        return new TargetEntry(new TargetPath(path), new TargetFile(length, hashes, null).canonical());
    }

    TaskId remove(String... paths) {
        return submit(new Change.RemoveTargets(
                java.util.Arrays.stream(paths).map(TargetPath::new).toList()));
    }

    /** Works until nothing is left to do, recovering after each failure as the publisher does. */
    void settle() {
        for (var i = 0; i < 10_000; i++) {
            try {
                if (lead == null) {
                    recover();
                }
                if (!(step() instanceof Progress.Worked)) {
                    return;
                }
            } catch (RuntimeException e) {
                failures.add(e);
                lead = null;
            }
        }
        throw new AssertionError("never settles; last failure: " + (failures.isEmpty() ? null : failures.getLast()));
    }

    /** Does one thing as a leader that has just begun. */
    void settleOneStep() {
        try {
            recover();
            step();
        } catch (RuntimeException e) {
            failures.add(e);
            lead = null;
        }
    }

    /** Does what is done before anyone is told that the service is ready, and nothing more. */
    void recover() {
        clock = new WatchedClock(this::time, () -> nanos, () -> Future.succeededFuture(now.plus(storeAhead)), misdated);
        lead = Lead.recover(ports(store), clock, settings(), observer(), this::pause);
    }

    private Instant time() {
        readsUntilSet--;
        return readsUntilSet >= 0 ? now : now.plus(Duration.ofDays(3650));
    }

    /** Does one thing. */
    @CanIgnoreReturnValue
    Progress step() {
        if (compares) {
            compareClocks();
        }
        var progress = Objects.requireNonNull(lead).step();
        obstacle = progress instanceof Progress.Blocked blocked ? blocked.why() : null;
        return progress;
    }

    /** Asks the store for its time, as a node does every few seconds. */
    void compareClocks() {
        var _ = Objects.requireNonNull(clock).compare();
    }

    /** As after kill -9: nothing but what is stored survives. */
    void restart() {
        lead = null;
    }

    Map<String, String> walk() {
        log.check(store.published());
        return client.walk(store.published(), now);
    }

    @Nullable
    TaskResult result(TaskId task) {
        return store.result(task);
    }

    /** One with a thread of its own, by the same clock and store. */
    Publisher publisher() {
        return publisher(store);
    }

    /** The same, when it leads as this says. */
    Publisher publisher(Leadership leadership) {
        var clock = new WatchedClock(() -> now, System::nanoTime, () -> Future.succeededFuture(now), 0);
        return new Publisher(ports(leadership), clock, settings(), observer());
    }

    private Publisher.PublisherPorts ports(Leadership leadership) {
        return new Publisher.PublisherPorts(
                store,
                store,
                store,
                store,
                leadership,
                new Pool(),
                store,
                _ -> {},
                latest,
                () -> LogKey.generate(random));
    }

    private boolean pause(Duration length) {
        pauses.add(length);
        return wakes;
    }

    static PublisherSettings settings() {
        var defaults = PublisherSettings.DEFAULT;
        // Slices of a few files, so that one publication is several writes.
        return new PublisherSettings(
                defaults.maxSubmissions(),
                defaults.maxPayloadBytes(),
                new Pace(2_000, Duration.ZERO),
                new Pace(2_000, Duration.ofMillis(20)),
                defaults.pause(),
                defaults.timeout(),
                defaults.retention(),
                defaults.logOrigin());
    }

    Observer observer() {
        return new Observer() {
            @Override
            public void published(
                    dev.countersign.repository.Head head, int submissions, int files, long bytes, Duration took) {}

            @Override
            public void expiries(Map<dev.countersign.tuf.RoleName, Instant> topLevel, Instant firstDelegated) {
                expiries = topLevel;
            }

            @Override
            public void failed(RuntimeException cause) {
                failures.add(cause);
            }

            @Override
            public void blocked(@Nullable Obstacle why) {}

            @Override
            public void signing(@Nullable SignsOfLife roles) {
                signing = roles;
            }

            @Override
            public void swept(int removed) {}

            @Override
            public void leading(Leadership.Term term) {}

            @Override
            public void following() {}

            @Override
            public void progress(String what) {}
        };
    }

    private final class Pool implements SigningPool {
        @Override
        public Future<List<Draft.SignedDraft>> sign(Key key, List<Draft> drafts, SignsOfLife signs) {
            var signer = signers.get(key.id());
            if (signer == null) {
                return Future.failedFuture(new KeyUnavailable("key " + key.id() + ": no file"));
            }
            Optional.ofNullable(signing).flatMap(SignsOfLife::sentence).ifPresent(slices::add);
            try {
                store.maybeFail(MemoryRepository.Step.SIGN, false);
                now = now.plus(slowness);
                if (drafts.stream().anyMatch(this::isPoisoned)) {
                    throw new IllegalArgumentException("injected: " + poison + " cannot be signed");
                }
                var signed = drafts.stream().map(draft -> draft.sign(signer)).toList();
                store.maybeFail(MemoryRepository.Step.SIGN, true);
                return Future.succeededFuture(signed);
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        }

        private boolean isPoisoned(Draft draft) {
            return draft instanceof Draft.Edited edited
                    && edited.change().entries().stream()
                            .anyMatch(edit -> edit.path().equals(poison));
        }

        @Override
        public Future<Void> check(Key key) {
            return signers.containsKey(key.id())
                    ? Future.succeededFuture()
                    : Future.failedFuture(new KeyUnavailable("key " + key.id() + ": no file"));
        }
    }
}

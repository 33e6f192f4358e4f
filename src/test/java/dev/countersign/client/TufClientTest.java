package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Snapshot;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.key.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TufClientTest {
    private final TestRepository repository = new TestRepository();
    private final Map<String, Bytes> kept = new HashMap<>();
    private final MetadataCache cache = new MetadataCache() {
        @Override
        public Optional<Bytes> load(String role) {
            return Optional.ofNullable(kept.get(role));
        }

        @Override
        public void store(String role, Bytes file) {
            kept.put(role, file);
        }
    };

    @BeforeEach
    void publish() {
        repository.add("a/one.tgz", "one");
        repository.add("b/two.tgz", "two");
        repository.publish();
    }

    @Test
    void aTargetIsFoundThroughItsBin() {
        var client = refreshed();

        assertThat(client.find(new TargetPath("a/one.tgz")).orElseThrow().length())
                .isEqualTo(3);
        assertThat(client.find(new TargetPath("a/three.tgz"))).isEmpty();
    }

    @Test
    void aWalkSeesEveryRoleAndEveryTarget() {
        var walk = walk();

        assertThat(walk.rootVersion()).isEqualTo(1);
        assertThat(walk.roles()).containsOnlyKeys("targets.json", "bins-0.json", "bins-1.json");
        assertThat(walk.targets()).containsOnlyKeys(new TargetPath("a/one.tgz"), new TargetPath("b/two.tgz"));
        assertThat(walk.unreachable()).isEmpty();
        assertThat(walk.files()).containsKeys("timestamp.json", "1.snapshot.json", "1.targets.json", "1.bins-0.json");
    }

    @Test
    void aRoleNobodyDelegatesToAnyMoreIsNamed() {
        repository.publishSnapshot(meta("targets", 1, "bins-0", 1, "bins-1", 1, "retired", 4));

        assertThat(walk().unreachable()).containsExactly("retired.json");
    }

    @Test
    void aLaterWalkMayFollowAnEarlierOne() {
        var earlier = walk();
        repository.publish();

        walk().checkFollows(earlier);
    }

    @Test
    void aWalkThatGoesBackIsNoticed() {
        var earlier = walk();
        repository.publish();
        var later = walk();

        assertThatThrownBy(() -> earlier.checkFollows(later))
                .isInstanceOf(ClientException.Untrusted.class)
                .hasMessageContaining("went back from version 2 to 1");
    }

    @Test
    void aVersionWhoseBytesChangeIsNoticed() {
        var earlier = walk();
        repository.targets.clear();
        repository.binsVersion = 0;
        repository.publish();

        assertThatThrownBy(() -> walk().checkFollows(earlier)).hasMessageContaining("has other bytes than before");
    }

    @Test
    void rootsAreFollowedOneByOneToANewKey() {
        var old = repository.rootKey;
        repository.rootKey = TestRepository.key();
        repository.publishRoot(old);
        repository.publishRoot();

        assertThat(refreshed().root().signed().version()).isEqualTo(3);
        assertThat(kept.get("root")).isEqualTo(repository.files.get("3.root.json"));
    }

    @Test
    void aRootThatTheOldKeyDidNotSignIsRefused() {
        repository.rootKey = TestRepository.key();
        repository.publishRoot();

        assertRefused("2.root.json cannot be trusted: root was signed by 0/1 keys");
    }

    @Test
    void anExpiredRootIsRefused() {
        repository.rootExpires = TestRepository.in(-1);
        repository.publishRoot();

        assertRefused("root expired at");
    }

    @Test
    void anExpiredTimestampIsRefused() {
        repository.timestampExpires = TestRepository.in(-1);
        repository.publish();

        assertRefused("timestamp.json cannot be trusted: timestamp expired at");
    }

    @Test
    void anExpiredSnapshotIsRefused() {
        repository.snapshotExpires = TestRepository.in(-1);
        repository.publish();

        assertRefused("2.snapshot.json cannot be trusted: snapshot expired at");
    }

    @Test
    void anExpiredBinIsRefused() {
        repository.binsExpires = TestRepository.in(-1);
        repository.publish();

        assertThatThrownBy(() -> refreshed().find(new TargetPath("a/one.tgz")))
                .isInstanceOf(ClientException.Untrusted.class)
                .hasMessageContaining("expired at");
    }

    @Test
    void aTamperedTimestampIsRefused() {
        tamper("timestamp.json", "\"version\":1", "\"version\":7");

        assertRefused("timestamp was signed by 0/1 keys");
    }

    @Test
    void aTamperedSnapshotIsRefused() {
        tamper("1.snapshot.json", "\"bins-0.json\":{\"version\":1}", "\"bins-0.json\":{\"version\":2}");

        assertRefused("1.snapshot.json cannot be trusted: snapshot does not match its sha256 hash");
    }

    @Test
    void aTamperedBinIsRefused() {
        tamper("1.bins-0.json", "\"length\":3", "\"length\":4");
        tamper("1.bins-1.json", "\"length\":3", "\"length\":4");

        assertThatThrownBy(() -> refreshed().find(new TargetPath("a/one.tgz")))
                .hasMessageContaining("was signed by 0/1 keys");
    }

    @Test
    void anotherVersionOfABinIsRefused() {
        repository.publish();
        repository.files.put("2.bins-0.json", repository.files.get("1.bins-0.json"));
        repository.files.put("2.bins-1.json", repository.files.get("1.bins-1.json"));

        assertThatThrownBy(() -> refreshed().find(new TargetPath("a/one.tgz")))
                .hasMessageContaining("version 2, got 1");
    }

    @Test
    void anOlderTimestampThanLastTimeIsRefused() {
        var old = repository.files.get("timestamp.json");
        repository.publish();
        refreshed();
        repository.files.put("timestamp.json", old);

        assertRefused("timestamp.json cannot be trusted: New timestamp version 1 must be >= 2");
    }

    @Test
    void aSnapshotInWhichARoleGoesBackIsRefusedAndStaysRefused() {
        repository.publish();
        refreshed();
        repository.publishSnapshot(meta("targets", 1, "bins-0", 1, "bins-1", 2));

        assertRefused("bins-0.json in snapshot version 1 must be >= 2");
        assertRefused("bins-0.json in snapshot version 1 must be >= 2");
    }

    @Test
    void aSnapshotInWhichARoleVanishesIsRefused() {
        refreshed();
        repository.publishSnapshot(meta("targets", 1, "bins-0", 1));

        assertRefused("missing info for 'bins-1.json'");
    }

    @Test
    void rollbackIsNoticedEvenAfterTheRememberedMetadataHasExpired() {
        repository.timestampExpires = TestRepository.in(1);
        repository.publish();
        refreshed();
        var twoDaysLater = InstantSource.offset(InstantSource.system(), Duration.ofDays(2));
        repository.timestampVersion = 0;
        repository.timestampExpires = TestRepository.in(30);
        repository.publishTimestamp();

        var settings = ClientSettings.USUAL.withClock(twoDaysLater);
        assertThatThrownBy(() -> new TufClient(repository.source(), cache, kept.get("root"), settings).refresh())
                .hasMessageContaining("New timestamp version 1 must be >= 2");
    }

    @Test
    void aNewOnlineKeyForgivesVersionsThatWereSetTooHigh() {
        repository.timestampVersion = 1_000_000;
        repository.publish();
        refreshed();
        repository.onlineKey = TestRepository.key();
        repository.publishRoot();
        repository.timestampVersion = 2;
        repository.publish();

        assertThat(refreshed().timestamp().signed().version()).isEqualTo(3);
    }

    @Test
    void aRootThatIsNotTheOneTrustedBeforeIsRefused() {
        refreshed();
        var other = new TestRepository();

        assertThatThrownBy(() -> new TufClient(other.source(), cache, other.firstRoot()).refresh())
                .isInstanceOf(ClientException.Untrusted.class)
                .hasMessageContaining("it is not the root 1 that was trusted before");
    }

    @Test
    void aRootSeenBeforeMustNotDisappear() {
        repository.publishRoot();
        refreshed();
        repository.files.remove("2.root.json");

        assertThatThrownBy(() -> new TufClient(repository.source(), cache, repository.firstRoot()).refresh())
                .hasMessageContaining(
                        "2.root.json cannot be trusted: it is missing, but root 2 was seen before (rollback)");
    }

    @Test
    void aRootThatLeadsNowhereIsNotKept() {
        repository.files.remove("timestamp.json");

        assertThatThrownBy(this::refreshed)
                .isInstanceOf(ClientException.Missing.class)
                .hasMessageContaining("there is no timestamp.json");
        assertThat(kept).doesNotContainKey("root");
    }

    @Test
    void whatIsUnchangedIsNotFetchedAgain() {
        refreshed().find(new TargetPath("a/one.tgz"));
        repository.files.keySet().removeIf(name -> !name.equals("timestamp.json"));

        assertThat(refreshed().find(new TargetPath("a/one.tgz"))).isPresent();
    }

    /** 5.4.5: otherwise a repository could show a client whose snapshot it withholds an older timestamp the next time. */
    @Test
    void aTimestampIsKeptThoughItsSnapshotDoesNotCome() {
        refreshed();
        repository.publish();
        var newest = repository.files.get("timestamp.json");
        repository.files.remove("2.snapshot.json");

        assertThatThrownBy(this::refreshed)
                .isInstanceOf(ClientException.Missing.class)
                .hasMessageContaining("2.snapshot.json");
        assertThat(kept.get("timestamp")).isEqualTo(newest);
        assertThat(kept.get("snapshot")).isEqualTo(repository.files.get("1.snapshot.json"));
    }

    @Test
    void theSnapshotBeforeIsComparedWithThoughTheTimestampIsNewer() {
        repository.publish();
        refreshed();
        repository.publish();
        repository.files.remove("3.snapshot.json");
        assertThatThrownBy(this::refreshed).isInstanceOf(ClientException.Missing.class);

        repository.publishSnapshot(meta("targets", 1, "bins-0", 1, "bins-1", 3));

        assertRefused("bins-0.json in snapshot version 1 must be >= 2");
    }

    @Test
    void aTimestampIsKeptThoughItsSnapshotIsRefused() {
        repository.files.computeIfPresent("1.snapshot.json", (_, file) -> Bytes.utf8(file.utf8() + " "));

        assertThatThrownBy(this::refreshed).isInstanceOf(ClientException.Untrusted.class);
        assertThat(kept).containsOnlyKeys("timestamp");
    }

    @Test
    void aThresholdThatNoKeysCanMeetRefusesTheRoleAndNotTheRoot() {
        var online = List.of(repository.onlineKey.key().id());
        repository.publishRoot(new Role(online, 1), new Role(online, 2));
        kept.put("root", repository.firstRoot());

        assertRefused("snapshot was signed by 1/2 keys");
        assertThat(kept.get("root")).isEqualTo(repository.files.get("2.root.json"));
    }

    @Test
    void aRootMayNameFilesWithoutTheirVersions() {
        repository.consistent = false;
        repository.publishRoot();
        repository.publish();

        var view = refreshed();

        assertThat(view.consistentSnapshot()).isFalse();
        assertThat(view.find(new TargetPath("a/one.tgz"))).isPresent();
        assertThat(repository.files).containsKeys("snapshot.json", "targets.json", "bins-0.json");
    }

    /** What A vouches for, B may not: the two best-known clients take it from a search through A. */
    @Test
    void aRoleIsNotTrustedByItsNameAlone() {
        var release = new RoleName("release");
        var other = TestRepository.key();
        repository.delegate(RoleName.TARGETS, repository.onlineKey, "team-a", "team-b");
        repository.delegate(new RoleName("team-a"), repository.onlineKey, release.value());
        repository.delegate(new RoleName("team-b"), other, release.value());
        repository.role(release, "team-a/x", "team-b/x");
        repository.publishSnapshot(meta("targets", 1, "team-a", 1, "team-b", 1, "release", 1));

        var view = refreshed();

        assertThat(view.find(new TargetPath("team-a/x"))).isPresent();
        assertThatThrownBy(() -> view.find(new TargetPath("team-b/x")))
                .isInstanceOf(ClientException.Untrusted.class)
                .hasMessageContaining("1.release.json cannot be trusted: release was signed by 0/1 keys");
        assertThat(view.find(new TargetPath("team-a/x"))).isPresent();
    }

    @Test
    void aViewStaysAsItWas() {
        var client = new TufClient(repository.source(), cache, repository.firstRoot());
        var before = client.view();
        assertThat(client.view()).isSameAs(before);
        before.find(new TargetPath("a/one.tgz"));
        repository.targets.clear();
        repository.publish();

        var after = client.refresh();

        assertThat(before.find(new TargetPath("a/one.tgz"))).isPresent();
        assertThat(after.find(new TargetPath("a/one.tgz"))).isEmpty();
        assertThat(client.view()).isSameAs(after);
    }

    @Test
    void aViewIsOfNoUseWhenItHasExpired() {
        var now = new AtomicReference<>(Instant.now());
        var settings = ClientSettings.USUAL.withClock(now::get);
        var view = new TufClient(repository.source(), cache, repository.firstRoot(), settings).refresh();
        assertThat(view.expires()).isEqualTo(repository.timestampExpires);
        view.find(new TargetPath("a/one.tgz"));

        now.set(view.expires());

        assertThatThrownBy(() -> view.find(new TargetPath("a/one.tgz")))
                .isInstanceOf(ClientException.Untrusted.class)
                .hasMessageContaining("timestamp expired at");
    }

    @Test
    void aRefreshThatFailsLeavesTheViewBefore() {
        var client = new TufClient(repository.source(), cache, repository.firstRoot());
        var before = client.refresh();
        repository.files.remove("timestamp.json");

        assertThatThrownBy(client::refresh).isInstanceOf(ClientException.Missing.class);
        assertThat(client.view()).isSameAs(before);
    }

    /** Programs refresh often, and mostly there is nothing new. */
    @Test
    void aRefreshThatFindsNothingNewStoresNothing() {
        refreshed();
        var stored = new ArrayList<String>();
        var recording = new MetadataCache() {
            @Override
            public Optional<Bytes> load(String role) {
                return cache.load(role);
            }

            @Override
            public void store(String role, Bytes file) {
                stored.add(role);
                cache.store(role, file);
            }
        };
        var client = new TufClient(repository.source(), recording, repository.firstRoot());

        client.refresh();
        assertThat(stored).isEmpty();

        repository.publishRoot();
        repository.publish();
        client.refresh();
        assertThat(stored).startsWith("root", "timestamp", "snapshot").doesNotHaveDuplicates();
    }

    @Test
    void manyThreadsFetchARoleOnce() throws Exception {
        var asked = new ConcurrentHashMap<String, AtomicInteger>();
        MetadataSource counting = (name, maxBytes) -> {
            asked.computeIfAbsent(name, _ -> new AtomicInteger()).incrementAndGet();
            return repository.source().fetch(name, maxBytes);
        };
        var client = new TufClient(counting, new MemoryCache(), repository.firstRoot());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var found = new ArrayList<Future<Optional<TargetFile>>>();
            for (int i = 0; i < 200; i++) {
                var path = new TargetPath(i % 2 == 0 ? "a/one.tgz" : "b/two.tgz");
                found.add(threads.submit(() -> client.view().find(path)));
            }
            for (var each : found) {
                assertThat(each.get()).isPresent();
            }
        }
        assertThat(asked).allSatisfy((name, times) -> assertThat(times).as(name).hasValue(1));
    }

    @Test
    void aRepositoryCannotKeepAClientBusy() {
        var limits = new ClientLimits(512_000, 16_384, 2_000_000, 5_000_000, 100_000, 3, 2);
        for (int i = 0; i < 3; i++) {
            repository.publishRoot();
        }
        var settings = ClientSettings.USUAL.withLimits(limits);

        assertThatThrownBy(() -> new TufClient(repository.source(), cache, repository.firstRoot(), settings).refresh())
                .hasMessageContaining("more than 3 new roots at once");
    }

    @Test
    void aStatedLengthIsTheLimitUpToTheLargest() {
        var meta = new MetaFile(1, 70_000L, new TreeMap<>());

        assertThat(ClientLimits.USUAL.bytes(RoleName.TARGETS, meta)).isEqualTo(70_000);
        assertThat(ClientLimits.USUAL.bytes(RoleName.TARGETS, new MetaFile(1, 1L << 40, new TreeMap<>())))
                .isEqualTo(ClientLimits.USUAL.largest());
        assertThat(ClientLimits.USUAL.bytes(RoleName.SNAPSHOT, MetaFile.ofVersion(1)))
                .isEqualTo(2_000_000);
    }

    @Test
    void somethingThatIsNotMetadataIsRefused() {
        repository.files.put("timestamp.json", Bytes.utf8("<html>hello</html>"));

        assertRefused("timestamp.json cannot be trusted: invalid JSON");
    }

    @Test
    void metadataOfAnotherTypeIsRefused() {
        repository.put(RoleName.TIMESTAMP, 1, new Snapshot(9, TestRepository.in(1), meta("targets", 1)));

        assertRefused("timestamp.json cannot be trusted");
    }

    private static TreeMap<String, MetaFile> meta(Object... namesAndVersions) {
        var meta = new TreeMap<String, MetaFile>();
        for (int i = 0; i < namesAndVersions.length; i += 2) {
            meta.put(namesAndVersions[i] + ".json", MetaFile.ofVersion((Integer) namesAndVersions[i + 1]));
        }
        return meta;
    }

    private void tamper(String name, String from, String to) {
        var text = repository.files.get(name).utf8();
        assertThat(text.contains(from) || name.contains("bins")).isTrue();
        repository.files.put(name, Bytes.utf8(text.replace(from, to)));
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(this::refreshed)
                .isInstanceOf(ClientException.Untrusted.class)
                .hasMessageContaining(reason);
    }

    private RepositoryWalk walk() {
        return RepositoryWalk.read(repository.source(), repository.firstRoot(), ClientSettings.USUAL);
    }

    private RepositoryView refreshed() {
        return new TufClient(repository.source(), cache, kept.getOrDefault("root", repository.firstRoot())).refresh();
    }
}

package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Snapshot;
import dev.countersign.tuf.TargetPath;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

        assertThat(refreshed().trusted().root().signed().version()).isEqualTo(3);
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

        assertThatThrownBy(() -> TufClient.refreshed(repository.source(), cache, twoDaysLater, kept.get("root")))
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

        assertThat(refreshed().trusted().timestamp().signed().version()).isEqualTo(3);
    }

    @Test
    void aRootThatIsNotTheOneTrustedBeforeIsRefused() {
        refreshed();
        var other = new TestRepository();

        assertThatThrownBy(() -> TufClient.refreshed(other.source(), cache, InstantSource.system(), other.firstRoot()))
                .isInstanceOf(ClientException.Untrusted.class)
                .hasMessageContaining("it is not the root 1 that was trusted before");
    }

    @Test
    void aRootSeenBeforeMustNotDisappear() {
        repository.publishRoot();
        refreshed();
        repository.files.remove("2.root.json");

        assertThatThrownBy(() ->
                        TufClient.refreshed(repository.source(), cache, InstantSource.system(), repository.firstRoot()))
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
        return TufClient.walk(repository.source(), InstantSource.system(), repository.firstRoot());
    }

    private TufClient refreshed() {
        return TufClient.refreshed(
                repository.source(), cache, InstantSource.system(), kept.getOrDefault("root", repository.firstRoot()));
    }
}

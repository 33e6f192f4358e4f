package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.key.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client's workflow against a small repository of one bin role. */
final class TrustedMetadataTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant EXPIRES = NOW.plus(Duration.ofDays(1));
    private static final TestSigner ROOT = TestSigner.of(1);
    private static final TestSigner ONLINE = TestSigner.of(2);
    private static final TestSigner NEXT_ONLINE = TestSigner.of(3);
    private static final TargetPath PATH = new TargetPath("target-0");
    private static final RoleName BIN = new RoleName("bins-1");

    private final TrustedMetadata trusted = TrustedMetadata.startingFrom(root(1, ONLINE, EXPIRES));
    private TopLevelMetadata top;
    private Bytes targets = Bytes.EMPTY;
    private Bytes bin = Bytes.EMPTY;

    @BeforeEach
    void publish() {
        targets = targets(1, ONLINE);
        bin = bin(1, ONLINE, EXPIRES);
    }

    private static Bytes root(int version, TestSigner online, Instant expires) {
        var role = new Role(List.of(online.id()), 1);
        var keys = TestSigner.keys(ROOT, online);
        return ROOT.sign(Root.draft(version, expires, keys, new Role(List.of(ROOT.id()), 1), role, role, role))
                .toBytes();
    }

    private static Bytes timestamp(int version, MetaFile snapshot) {
        return ONLINE.sign(new Timestamp(version, EXPIRES, snapshot)).toBytes();
    }

    private static Bytes snapshot(int version, int targets, int bins) {
        var meta = new TreeMap<String, MetaFile>();
        meta.put("targets.json", MetaFile.ofVersion(targets));
        meta.put("bins-0.json", MetaFile.ofVersion(1));
        meta.put("bins-1.json", MetaFile.ofVersion(bins));
        return ONLINE.sign(new Snapshot(version, EXPIRES, meta)).toBytes();
    }

    private static Bytes targets(int version, TestSigner signer) {
        var delegations =
                new Delegations(TestSigner.keys(ONLINE), new SuccinctRoles(List.of(ONLINE.id()), 1, 1, "bins"));
        return signer.sign(new Targets(version, EXPIRES, new TreeMap<>(TargetPath.BYTE_ORDER), delegations))
                .toBytes();
    }

    private static Bytes bin(int version, TestSigner signer, Instant expires) {
        var files = new TreeMap<TargetPath, TargetFile>(TargetPath.BYTE_ORDER);
        files.put(PATH, TargetFileOf.content(Bytes.utf8("content")));
        return signer.sign(new Targets(version, expires, files, null)).toBytes();
    }

    private void loadUpTo(int timestampVersion, int snapshotVersion, int targetsVersion, int binVersion) {
        var snapshot = snapshot(snapshotVersion, targetsVersion, binVersion);
        trusted.timestamp(timestamp(timestampVersion, MetaFile.describe(snapshotVersion, snapshot)), NOW);
        top = trusted.snapshot(snapshot, NOW);
    }

    private static void assertUntrusted(String message, ThrowingCallable step) {
        assertThatThrownBy(step)
                .isInstanceOf(TufException.UntrustedMetadata.class)
                .hasMessageContaining(message);
    }

    @Test
    void followsTheWorkflowToATarget() {
        loadUpTo(1, 1, 1, 1);
        var content = top.targets(targets, NOW).signed();
        var search = new Search(PATH);
        assertThat(search.next()).isEqualTo(new Search.Visit(RoleName.TARGETS, RoleName.ROOT));
        search.visit(content);
        assertThat(search.next()).isEqualTo(new Search.Visit(BIN, RoleName.TARGETS));
        search.visit(delegated(bin, content).signed());
        assertThat(search.found()).isEqualTo(TargetFileOf.content(Bytes.utf8("content")));
    }

    private Metadata<Targets> delegated(Bytes file, Targets delegator) {
        return top.delegated(BIN, file, RoleName.TARGETS, delegator, NOW);
    }

    @Test
    void rootsFollowOneByOne() {
        assertUntrusted("Expected root version 2", () -> trusted.root(root(3, ONLINE, EXPIRES)));
        assertUntrusted("Expected root version 2", () -> trusted.root(root(1, ONLINE, EXPIRES)));
        trusted.root(root(2, ONLINE, EXPIRES));
        assertThat(trusted.root().signed().version()).isEqualTo(2);
    }

    @Test
    void aRootSignedByOthersIsRefused() {
        var forged = Metadata.parseRoot(root(2, ONLINE, EXPIRES));
        var signed = ONLINE.sign(Metadata.of(forged.signed(), List.of()));
        assertUntrusted("root was signed by 0/1 keys", () -> trusted.root(signed.toBytes()));
        assertUntrusted("signed by 0/1", () -> TrustedMetadata.startingFrom(signed.toBytes()));
    }

    @Test
    void anExpiredRootMayBeFollowedButNotUsed() {
        var client = TrustedMetadata.startingFrom(root(1, ONLINE, NOW));
        var timestamp = timestamp(1, MetaFile.ofVersion(1));
        assertUntrusted("root expired at", () -> client.timestamp(timestamp, NOW));
        client.root(root(2, ONLINE, EXPIRES));
        assertThat(client.timestamp(timestamp, NOW).signed().version()).isEqualTo(1);
    }

    @Test
    void timestampVersionRollback() {
        trusted.timestamp(timestamp(2, MetaFile.ofVersion(5)), NOW);
        assertUntrusted("timestamp version 1", () -> trusted.timestamp(timestamp(1, MetaFile.ofVersion(5)), NOW));
        assertUntrusted("snapshot in timestamp", () -> trusted.timestamp(timestamp(3, MetaFile.ofVersion(4)), NOW));
        var same = trusted.timestamp(timestamp(2, MetaFile.ofVersion(9)), NOW);
        assertThat(same.signed().snapshot().version()).isEqualTo(5);
    }

    @Test
    void anExpiredTimestampIsAFreeze() {
        var expired = ONLINE.sign(new Timestamp(1, NOW, MetaFile.ofVersion(1))).toBytes();
        assertUntrusted("timestamp expired at 2026-06-01T00:00:00Z", () -> trusted.timestamp(expired, NOW));
        assertThat(trusted.timestamp()).isNull();
        trusted.timestamp(expired, NOW.minusSeconds(1));
        assertUntrusted("timestamp expired", () -> trusted.timestamp(expired, NOW));
    }

    @Test
    void aSnapshotMustBeTheOneTheTimestampNames() {
        var snapshot = snapshot(1, 1, 1);
        trusted.timestamp(timestamp(1, MetaFile.describe(1, snapshot)), NOW);
        assertUntrusted("hash", () -> trusted.snapshot(snapshot(1, 2, 1), NOW));
        assertUntrusted("length", () -> trusted.snapshot(Bytes.utf8(snapshot.utf8() + " "), NOW));
        trusted.timestamp(timestamp(2, MetaFile.ofVersion(2)), NOW);
        assertUntrusted("Expected snapshot version 2, got 1", () -> trusted.snapshot(snapshot, NOW));
    }

    @Test
    void snapshotEntriesNeitherVanishNorGoBack() {
        loadUpTo(1, 1, 5, 5);
        trusted.timestamp(timestamp(2, MetaFile.ofVersion(2)), NOW);
        assertUntrusted("targets.json in snapshot version 4", () -> trusted.snapshot(snapshot(2, 4, 5), NOW));
        var meta = new TreeMap<>(Map.of("targets.json", MetaFile.ofVersion(5), "bins-0.json", MetaFile.ofVersion(1)));
        var without = ONLINE.sign(new Snapshot(2, EXPIRES, meta)).toBytes();
        assertUntrusted("New snapshot is missing info for 'bins-1.json'", () -> trusted.snapshot(without, NOW));
    }

    @Test
    void targetsMustBeSignedListedAndFresh() {
        loadUpTo(1, 1, 1, 1);
        assertUntrusted("targets was signed by 0/1", () -> top.targets(targets(1, NEXT_ONLINE), NOW));
        assertUntrusted("Expected targets version 1, got 2", () -> top.targets(targets(2, ONLINE), NOW));
        var content = top.targets(targets, NOW).signed();
        assertUntrusted("bins-1 expired", () -> delegated(bin(1, ONLINE, NOW), content));
        assertUntrusted("bins-1 was signed by 0/1", () -> delegated(bin(1, ROOT, EXPIRES), content));
        assertUntrusted(
                "does not contain information for 'other'",
                () -> top.delegated(new RoleName("other"), bin, RoleName.TARGETS, content, NOW));
    }

    @Test
    void rolesMustBeDelegated() {
        loadUpTo(1, 1, 1, 1);
        var none = ONLINE.sign(new Targets(1, EXPIRES, new TreeMap<>(TargetPath.BYTE_ORDER), null))
                .toBytes();
        var content = top.targets(none, NOW).signed();
        assertUntrusted("No delegation found for bins-1 in targets", () -> delegated(bin, content));
    }

    @Test
    void stepsOutOfOrderAreAMistakeOfTheCaller() {
        assertThatThrownBy(() -> trusted.snapshot(snapshot(1, 1, 1), NOW)).isInstanceOf(IllegalStateException.class);
    }

    /** The timestamp is kept before its snapshot, which may never come: the old one is what the next is compared with. */
    @Test
    void aSnapshotOfAnotherTimestampIsStillComparedWith() {
        trusted.recallTimestamp(timestamp(3, MetaFile.ofVersion(3)));
        trusted.recallSnapshot(snapshot(2, 5, 5));
        trusted.timestamp(timestamp(4, MetaFile.ofVersion(4)), NOW);
        assertUntrusted("targets.json in snapshot version 4", () -> trusted.snapshot(snapshot(4, 4, 5), NOW));
        assertThat(trusted.snapshot(snapshot(4, 5, 5), NOW).snapshot().signed().version())
                .isEqualTo(4);
    }

    @Test
    void whatOtherKeysSignedIsNotRecalled() {
        trusted.root(root(2, NEXT_ONLINE, EXPIRES));
        assertUntrusted(
                "timestamp was signed by 0/1", () -> trusted.recallTimestamp(timestamp(3, MetaFile.ofVersion(3))));
        assertUntrusted("snapshot was signed by 0/1", () -> trusted.recallSnapshot(snapshot(2, 5, 5)));
    }

    @Test
    void rotatingTheOnlineKeyRecoversFromFastForward() {
        trusted.timestamp(timestamp(Integer.MAX_VALUE, MetaFile.ofVersion(Integer.MAX_VALUE)), NOW);
        trusted.root(root(2, NEXT_ONLINE, EXPIRES));
        var next = NEXT_ONLINE
                .sign(new Timestamp(2, EXPIRES, MetaFile.ofVersion(2)))
                .toBytes();
        assertThat(trusted.timestamp(next, NOW).signed().version()).isEqualTo(2);
        assertUntrusted(
                "timestamp was signed by 0/1", () -> trusted.timestamp(timestamp(3, MetaFile.ofVersion(3)), NOW));
    }
}

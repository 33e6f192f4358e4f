package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.repository.Change;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.Settings;
import dev.countersign.repository.TaskId;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.wire.TaskResult;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions of roles that their holders have signed with other tools. */
class RoleUploadTest {
    private static final RoleName RELEASES = RoleName.delegated("releases");

    private final Bench bench = new Bench();
    private final GeneratedKey dave = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
    private final GeneratedKey erin = PrivateKeys.generate(KeyKind.ECDSA_P256, new SecureRandom());

    @BeforeEach
    void bootstrap() {
        var settings = new Settings(
                Bench.days(365, 365, 7, 1),
                null,
                request(role("releases", 2, "releases/*", bench.alice, dave), role("nightly", 1, "nightly/*")));
        bench.submit(new Change.Bootstrap(
                settings,
                Bench.signed(bench.root(1, bench.online, 2, bench.alice, bench.bob), bench.alice, bench.bob)));
        bench.settle();
    }

    @Test
    void isPublishedByteForByte() {
        var first = foreign(targets(1, "releases/a"), bench.alice, dave);
        var second = foreign(targets(2, "releases/a", "releases/b"), dave, bench.alice);
        var done = upload(first);
        upload(second);
        bench.settle();

        assertThat(details(done)).isEqualTo("{\"role\":\"releases\"}");
        assertThat(stored(1)).as("also in the form of another tool").isEqualTo(first);
        assertThat(stored(2)).isEqualTo(second);
        assertThat(bench.walk()).containsOnlyKeys("releases/a", "releases/b");
        assertThat(established().pending()).isEmpty();
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void artifactsAreAddedToItAfterwards() {
        upload(foreign(targets(1, "releases/a"), bench.alice, dave));
        bench.add("releases/b");
        bench.settle();
        var waiting = established().pending().get(RELEASES);
        assertThat(waiting.signed().targets().keySet())
                .containsExactly(new TargetPath("releases/a"), new TargetPath("releases/b"));
        for (var holder : List.of(bench.alice, dave)) {
            bench.submit(new Change.Sign(RELEASES, Bench.signature(waiting, holder)));
        }
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("releases/a", "releases/b");
    }

    @Test
    void isRefusedWhenClientsWouldRefuseIt() {
        upload(foreign(targets(1, "releases/a"), bench.alice, dave));
        bench.settle();
        var published = bench.store.head();

        assertThat(refusal(upload(foreign(targets(1, "releases/a"), bench.alice, dave))))
                .isEqualTo("releases version 1 (expected: 2, as version 1 is published)");
        assertThat(refusal(upload(foreign(targets(3, "releases/a"), bench.alice, dave))))
                .contains("releases version 3 (expected: 2");
        assertThat(refusal(upload(foreign(targets(2, "releases/a"), bench.alice))))
                .contains("releases was signed by 1 of its keys (expected: 2 of ");
        assertThat(refusal(upload(foreign(targets(2, "releases/a"), bench.alice, bench.bob))))
                .contains("was signed by 1 of its keys");
        assertThat(refusal(upload(foreign(targets(2, "releases/a", "nightly/x"), bench.alice, dave))))
                .contains("nightly/x is not a path of this role");
        assertThat(refusal(upload(foreign(targets(2, "releases/../a"), bench.alice, dave))))
                .contains("releases/../a");
        assertThat(refusal(upload(
                        foreign(new Targets(2, bench.now.minusSeconds(1), new TreeMap<>(), null), bench.alice, dave))))
                .contains("releases expires");
        assertThat(refusal(upload(foreign(
                        new Targets(
                                2,
                                later(),
                                new TreeMap<>(),
                                request(role("x", 1, "x", dave)).delegations()),
                        bench.alice,
                        dave))))
                .contains("releases has delegations");
        assertThat(refusal(bench.submit(new Change.PublishRole(
                        RELEASES, padded(foreign(targets(2, "releases/a"), bench.alice, dave), 5_000_001)))))
                .contains("5000001");
        assertThat(refusal(bench.submit(new Change.PublishRole(RELEASES, Bytes.utf8("{}")))))
                .contains("signed");
        assertThat(refusal(bench.submit(new Change.PublishRole(
                        RoleName.delegated("nightly"), foreign(targets(1, "nightly/x"), bench.alice)))))
                .contains("this service signs nightly itself");
        assertThat(refusal(
                        bench.submit(new Change.PublishRole(RoleName.TARGETS, foreign(targets(2), bench.alice, dave)))))
                .contains("this service signs targets itself");
        assertThat(refusal(bench.submit(
                        new Change.PublishRole(RoleName.delegated("nobody"), foreign(targets(1), bench.alice, dave)))))
                .isEqualTo("role does not exist");

        assertThat(bench.store.head().snapshot()).isEqualTo(published.snapshot());
        assertThat(bench.walk()).containsOnlyKeys("releases/a");
    }

    @Test
    void whatWaitsForHoldersIsNotLost() {
        upload(foreign(targets(1, "releases/old", "releases/a"), bench.alice, dave));
        bench.add("releases/new");
        bench.remove("releases/old");
        bench.settle();
        assertThat(refusal(upload(foreign(targets(2, "releases/a"), bench.alice, dave))))
                .contains("waits for signatures with a change of releases/new", "delete the signing process first");
        assertThat(refusal(
                        upload(foreign(targets(2, "releases/a", "releases/new", "releases/old"), bench.alice, dave))))
                .contains("a change of releases/old");

        upload(foreign(targets(2, "releases/new", "releases/more"), bench.alice, dave));
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("releases/new", "releases/more");
        assertThat(established().pending()).isEmpty();
    }

    @Test
    void whatWaitsBeforeTheFirstVersionIsNotLostEither() {
        bench.add("releases/a");
        assertThat(refusal(upload(foreign(targets(1, "releases/b"), bench.alice, dave))))
                .contains("a change of releases/a");
        upload(foreign(targets(1, "releases/a", "releases/b"), bench.alice, dave));
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("releases/a", "releases/b");
    }

    @Test
    void theJournalDecidesBetweenAnUploadAndASignature() {
        upload(foreign(targets(1, "releases/a"), bench.alice, dave));
        bench.add("releases/b");
        bench.settle();
        var waiting = established().pending().get(RELEASES);
        bench.submit(new Change.Sign(RELEASES, Bench.signature(waiting, bench.alice)));
        var uploaded = upload(foreign(targets(2, "releases/a", "releases/b"), bench.alice, dave));
        var late = bench.submit(new Change.Sign(RELEASES, Bench.signature(waiting, dave)));
        bench.settle();
        assertThat(bench.result(uploaded)).isInstanceOf(TaskResult.Succeeded.class);
        assertThat(refusal(late)).isEqualTo("No signatures pending for releases");
        assertThat(bench.walk()).containsOnlyKeys("releases/a", "releases/b");
    }

    @Test
    void otherHoldersTakeOverWithTheVersionThatTheyHaveSigned() {
        upload(foreign(targets(1, "releases/a"), bench.alice, dave));
        bench.submit(new Change.UpdateDelegations(request(role("releases", 2, "releases/*", bench.bob, erin))));
        var byOld = upload(foreign(targets(2, "releases/a"), bench.alice, dave));
        var byNew = upload(foreign(targets(2, "releases/a"), bench.bob, erin));
        bench.settle();
        assertThat(refusal(byOld)).contains("was signed by 0 of its keys");
        assertThat(bench.result(byNew)).isInstanceOf(TaskResult.Succeeded.class);
        assertThat(established().proposed()).isEqualTo(Repository.NO_ROLES);
        assertThat(bench.walk()).containsOnlyKeys("releases/a");
    }

    @Test
    void aRoleThatWasRemovedBeforeItsTurnIsNotPublished() {
        bench.submit(new Change.RemoveDelegations(List.of(RELEASES)));
        var late = upload(foreign(targets(1, "releases/a"), bench.alice, dave));
        bench.settle();
        assertThat(refusal(late)).isEqualTo("role does not exist");
        assertThat(bench.walk()).isEmpty();
    }

    @Test
    void survivesAKillAtEachStep() {
        for (var step : MemoryRepository.Step.values()) {
            for (var after : step.changes() ? List.of(false, true) : List.of(false)) {
                var test = new RoleUploadTest();
                test.bootstrap();
                var file = test.foreign(test.targets(1, "releases/a"), test.bench.alice, test.dave);
                test.upload(file);
                test.bench.store.failOnce(new MemoryRepository.Fault(step, after));
                test.bench.settle();
                assertThat(test.stored(1)).as(step + " " + after).isEqualTo(file);
                assertThat(test.bench.walk()).containsOnlyKeys("releases/a");
            }
        }
    }

    private TaskId upload(Bytes file) {
        return bench.submit(new Change.PublishRole(RELEASES, file));
    }

    private Instant later() {
        return bench.now.plus(Duration.ofDays(30));
    }

    private Targets targets(int version, String... paths) {
        var targets = new TreeMap<TargetPath, TargetFile>(TargetPath.BYTE_ORDER);
        for (var path : paths) {
            var entry = Json.parseObject(Bench.entry(path, path.length()).file(), JsonLimits.METADATA);
            targets.put(new TargetPath(path), TargetFile.fromJson(entry));
        }
        return new Targets(version, later(), targets, null);
    }

    /** In a form that this software would not write. */
    private Bytes foreign(Targets targets, GeneratedKey... holders) {
        var unsigned = Metadata.of(targets, List.of());
        var signatures = Arrays.stream(holders)
                .map(holder -> Bench.signature(unsigned, holder).toJson().toText())
                .toList();
        return Bytes.utf8("{\n \"signed\": " + unsigned.signedBytes().utf8().replace("\"version\":", " \"version\" : ")
                + ",\n \"signatures\": [" + String.join(", ", signatures) + "]\n}\n");
    }

    private static Bytes padded(Bytes file, int length) {
        return Bytes.utf8(file.utf8() + " ".repeat(length - file.length()));
    }

    private @Nullable Bytes stored(int version) {
        var file = bench.store.files().get(new RoleVersion(RELEASES, version));
        return file == null ? null : file.bytes();
    }

    private Repository.Established established() {
        return (Repository.Established) bench.latest.view().repository();
    }

    private String details(TaskId task) {
        return ((TaskResult.Succeeded) bench.result(task)).details().toText();
    }

    private String refusal(TaskId task) {
        bench.settle();
        return ((TaskResult.TaskRefused) bench.result(task)).error();
    }

    private record Held(DelegatedRole role, List<GeneratedKey> holders) {}

    private static Held role(String name, int threshold, String path, GeneratedKey... holders) {
        var keyids = Arrays.stream(holders).map(holder -> holder.toKey().id()).toList();
        var paths = new PathSet.Paths(List.of(path));
        return new Held(
                new DelegatedRole(RoleName.delegated(name), keyids, threshold, true, paths, Json.Obj.EMPTY),
                List.of(holders));
    }

    private static Change.DelegationRequest request(Held... roles) {
        var keys = new LinkedHashMap<KeyId, Key>();
        var days = new TreeMap<String, Integer>();
        for (var role : roles) {
            role.holders().forEach(holder -> keys.put(holder.toKey().id(), holder.toKey()));
            days.put(role.role().name().value(), 30);
        }
        var names = Arrays.stream(roles).map(Held::role).toList();
        return new Change.DelegationRequest(new Delegations(keys, new Delegates.Roles(names)), days);
    }
}

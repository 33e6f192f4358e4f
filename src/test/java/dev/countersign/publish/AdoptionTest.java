package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.ceremony.RootEdit;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.MemoryCache;
import dev.countersign.client.MetadataSource;
import dev.countersign.client.RepositoryWalk;
import dev.countersign.client.TufClient;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Change;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.TaskId;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.ForeignSample;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.key.Signature;
import dev.countersign.wire.TaskResult;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Repositories that others began, continued here, and clients that followed them all along. */
class AdoptionTest {
    private final Bench bench = new Bench();
    private final ForeignSample rstuf = ForeignSample.rstuf(bench.now);
    private final ForeignSample onCi = ForeignSample.tufOnCi(bench.now);
    private final GeneratedKey mine = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
    private final GeneratedKey myTimestamp = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());

    /** The client's cache stays when the address of the repository becomes another. */
    private MetadataSource source = (_, _) -> Optional.empty();

    private final MemoryCache cache = new MemoryCache();
    private @Nullable Bytes trusted;

    @Test
    void aRepositoryOfRstufIsServedAsItIsAndContinuedWithAKeyOfOurs() {
        follow(rstuf);
        lookFor("pkg/a.tar.gz");
        assertThat(details(adopt(rstuf))).isEqualTo("{\"root\":2,\"timestamp\":1,\"roles\":[]}");
        rstuf.current()
                .forEach((name, file) -> assertThat(served(name)).as(name).contains(file));
        assertThat(served("1.root.json")).as("the whole chain").contains(rstuf.files.get("1.root.json"));
        source = this::here;
        lookFor("pkg/a.tar.gz");

        bench.add("pkg/c.tar.gz");
        bench.settle();
        assertThat(bench.obstacle).as("nothing can be signed yet").isInstanceOf(Obstacle.UnusableKey.class);
        lookFor("pkg/a.tar.gz");

        assertThat(details(nextRoot(rstuf, mine, mine))).contains("\"role\":\"root\"");
        bench.settle();
        assertThat(bench.store.head().timestamp()).isGreaterThan(rstuf.version("timestamp"));
        lookFor("pkg/a.tar.gz");
        lookFor("pkg/b.tar.gz");
        lookFor("pkg/c.tar.gz");
        assertThat(bench.walk()).containsOnlyKeys("pkg/a.tar.gz", "pkg/b.tar.gz", "pkg/c.tar.gz");
        bench.remove("pkg/a.tar.gz");
        bench.now = bench.now.plus(Duration.ofDays(6));
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("pkg/b.tar.gz", "pkg/c.tar.gz");
        newcomer();
    }

    @Test
    void aRepositoryOfTufOnCiKeepsItsHolders() {
        follow(onCi);
        lookFor("top.txt");
        lookFor("myrole/a.txt");
        assertThat(details(adopt(onCi))).isEqualTo("{\"root\":3,\"timestamp\":2,\"roles\":[\"myrole\"]}");
        source = this::here;
        lookFor("top.txt");

        assertThat(details(nextRoot(onCi, mine, myTimestamp))).contains("\"role\":\"root\"");
        bench.settle();
        lookFor("top.txt");
        lookFor("myrole/a.txt");
        assertThat(served("2.targets.json")).as("as its holders left it").contains(onCi.files.get("2.targets.json"));
        assertThat(bench.store.head().targets()).isEqualTo(2);
        assertThat(bench.store.head().snapshot()).isEqualTo(3);

        // Holders go on with their own tools, for a role and for targets.json itself.
        onCi.targets.get("myrole").put("myrole/b.txt", "b");
        var role = onCi.file(onCi.targets(3, onCi.targets.get("myrole"), null), List.of(onCi.dave));
        var top = new TreeMap<>(onCi.targets.get("targets"));
        top.put("more.txt", "more");
        var targets = onCi.file(onCi.targets(3, top, onCi.delegations()), List.of(onCi.bob));
        details(bench.submit(new Change.PublishRole(RoleName.delegated("myrole"), role)));
        details(bench.submit(new Change.PublishRole(RoleName.TARGETS, targets)));
        assertThat(served("3.targets.json")).contains(targets);
        lookFor("myrole/b.txt");
        lookFor("more.txt");

        // Or here, in a session.
        bench.add("later/x.txt");
        bench.settle();
        var waiting = established().pending().get(RoleName.delegated("later"));
        var sig = onCi.dave.pair().signer().sign(waiting.signedBytes()).sig();
        details(bench.submit(new Change.Sign(
                RoleName.delegated("later"), new Signature(onCi.dave.key().id(), sig))));
        lookFor("later/x.txt");
        bench.now = bench.now.plus(Duration.ofDays(6));
        bench.settle();
        lookFor("top.txt");
        newcomer();
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void whatHoldersOfTargetsKeepIsNotTheServicesToChange() {
        details(adopt(onCi));
        details(nextRoot(onCi, mine, mine));
        assertThat(refusal(bench.submit(new Change.Renew(List.of("targets")))))
                .contains("targets.json is signed by its holders");
        assertThat(refusal(bench.submit(new Change.RemoveDelegations(List.of(RoleName.delegated("myrole"))))))
                .contains("countersign delegation publish targets.json");
        assertThat(details(bench.submit(new Change.Renew(List.of()))))
                .isEqualTo("{\"updated_roles\":[\"snapshot\",\"timestamp\"]}");

        var other = onCi.file(onCi.targets(3, new TreeMap<>(), null), List.of(onCi.dave));
        assertThat(refusal(bench.submit(new Change.PublishRole(RoleName.TARGETS, other))))
                .contains("targets was signed by 0 of its keys");
    }

    @Test
    void aRootThatLeavesAKeyWithOthersIsNotPublished() {
        details(adopt(onCi));
        bench.signers.put(mine.toKey().id(), mine.signer());
        var current = onCi.files.get(onCi.version("root") + ".root.json");
        var edit = new RootEdit(List.of(), List.of(), null, 365, null, mine.toKey(), null);
        var draft = edit.apply(Metadata.parseRoot(current).signed(), bench.now);
        var task = bench.submit(new Change.UpdateRoot(
                draft.withSignature(sign(draft, onCi.alice)).withSignature(sign(draft, onCi.bob))));
        bench.settle();
        assertThat(bench.result(task))
                .isInstanceOfSatisfying(
                        TaskResult.TaskFailed.class,
                        failed -> assertThat(failed.message())
                                .contains(onCi.timestampKey.key().id().value(), "no file"));
        details(nextRoot(onCi, mine, mine));
        assertThat(bench.store.head().root()).isEqualTo(4);
    }

    @Test
    void itIsTakenOverAgainWithWhatOthersPublishedMeanwhile() {
        follow(rstuf);
        details(adopt(rstuf));
        rstuf.advance(Duration.ofHours(2));
        bench.now = bench.now.plus(Duration.ofHours(2));
        rstuf.publish();
        rstuf.publishTimestamp();
        lookFor("pkg/a.tar.gz");
        // Something waits for the key: it must not be in the way.
        bench.add("pkg/c.tar.gz");
        bench.settle();

        assertThat(details(adopt(rstuf))).isEqualTo("{\"root\":2,\"timestamp\":3,\"roles\":[]}");
        assertThat(served("timestamp.json")).contains(rstuf.files.get("timestamp.json"));
        source = this::here;
        lookFor("pkg/a.tar.gz");
        details(nextRoot(rstuf, mine, mine));
        bench.settle();
        assertThat(bench.store.head().timestamp()).isEqualTo(4 + 1);
        lookFor("pkg/c.tar.gz");

        rstuf.publishTimestamp();
        assertThat(refusal(bench.submit(new Change.Adopt(days(), List.of(), rstuf.current()))))
                .contains("there is a repository already, and this service has signed timestamp");
        newcomer();
    }

    @Test
    void itIsTakenOverInPartsThatWereHandedInBefore() {
        follow(rstuf);
        lookFor("pkg/a.tar.gz");
        var parts = parts(rstuf, 3);
        bench.settle();
        assertThat(bench.latest.view().repository())
                .as("parts alone change nothing")
                .isInstanceOf(Repository.Empty.class);
        assertThat(served("1.root.json")).isEmpty();
        bench.log.adopted.addAll(rstuf.files.keySet());
        bench.log.adopted.add("1.timestamp.json");
        bench.log.adoptedTimestamp = 1;
        assertThat(details(bench.submit(new Change.Adopt(days(), parts, new TreeMap<>()))))
                .isEqualTo("{\"root\":2,\"timestamp\":1,\"roles\":[]}");
        rstuf.current()
                .forEach((name, file) -> assertThat(served(name)).as(name).contains(file));
        source = this::here;

        // Again, before their turn: something that needs the key waits before them.
        bench.add("pkg/c.tar.gz");
        bench.settle();
        rstuf.publish();
        bench.log.adopted.addAll(rstuf.files.keySet());
        bench.log.adopted.add("2.timestamp.json");
        bench.log.adoptedTimestamp = 2;
        var again = parts(rstuf, 3);
        details(bench.submit(new Change.Adopt(days(), again, new TreeMap<>())));
        assertThat(served("timestamp.json")).contains(rstuf.files.get("timestamp.json"));
        details(nextRoot(rstuf, mine, mine));
        lookFor("pkg/c.tar.gz");
        newcomer();
    }

    @Test
    void aPartThatIsNotThereOrBringsAFileAgainIsRefused() {
        var parts = new java.util.ArrayList<>(parts(onCi, 4));
        var timestamp = new TreeMap<>(java.util.Map.of("timestamp.json", onCi.files.get("timestamp.json")));
        assertThat(refusal(bench.submit(new Change.Adopt(days(), parts, timestamp))))
                .isEqualTo("timestamp.json is there twice (expected: each file once)");
        var artifacts = bench.add("pkg/c.tar.gz");
        parts.set(0, artifacts);
        assertThat(refusal(bench.submit(new Change.Adopt(days(), parts, new TreeMap<>()))))
                .contains("part " + artifacts.hex() + " is not there", "hand them in again");
        parts.removeFirst();
        assertThat(refusal(bench.submit(new Change.Adopt(days(), parts, new TreeMap<>()))))
                .isEqualTo("2.snapshot.json is missing");
        assertThat(bench.store.files()).isEmpty();
    }

    /** The files of a sample, a few in each part. */
    private List<TaskId> parts(ForeignSample sample, int count) {
        var parts = new java.util.ArrayList<TreeMap<String, Bytes>>();
        for (var file : sample.current().entrySet()) {
            if (parts.isEmpty() || parts.getLast().size() == count) {
                parts.add(new TreeMap<>());
            }
            parts.getLast().put(file.getKey(), file.getValue());
        }
        return parts.stream()
                .map(part -> bench.submit(new Change.HandInFiles(part)))
                .toList();
    }

    @Test
    void aStepBackIsNotTakenOver() {
        var before = new TreeMap<>(rstuf.current());
        rstuf.publish();
        details(adopt(rstuf));
        var old = bench.submit(new Change.Adopt(days(), List.of(), before));
        assertThat(refusal(old)).contains("timestamp.json", "is older than version 2, which was taken over before");
        assertThat(refusal(adopt(ForeignSample.rstuf(bench.now)))).contains("expected: the same repository");
        assertThat(bench.store.head().timestamp()).isEqualTo(2);
    }

    /** A version has one content for ever, whoever asks which node of this service. */
    @Test
    void otherBytesUnderAVersionThatWasTakenOverAreRefused() {
        follow(onCi);
        details(adopt(onCi));
        var taken = served("timestamp.json");
        onCi.publishTimestampAgain();
        assertThat(failure(adopt(onCi))).startsWith("timestamp.json has other bytes than were taken over before");
        assertThat(served("timestamp.json")).isEqualTo(taken);

        var role = onCi.file(onCi.targets(2, new TreeMap<>(), null), List.of(onCi.dave));
        var before = onCi.files.put("2.myrole.json", role);
        onCi.publishSnapshot();
        assertThat(failure(adopt(onCi))).startsWith("2.myrole.json has other bytes than were taken over before");
        assertThat(served("timestamp.json")).isEqualTo(taken);
        assertThat(served("2.myrole.json")).contains(before);

        onCi.publish();
        details(adopt(onCi));
        source = this::here;
        lookFor("top.txt");
        newcomer();
    }

    @Test
    void aRoleThatWasListedAndIsDelegatedToLaterIsTakenOverThen() {
        follow(onCi);
        onCi.targets.put("extra", new TreeMap<>(java.util.Map.of("extra/a.txt", "a")));
        onCi.publish();
        details(adopt(onCi, without("1.extra.json")));
        assertThat(served("1.extra.json")).isEmpty();

        onCi.delegated.add("extra");
        onCi.publishTop();
        details(adopt(onCi));
        assertThat(served("1.extra.json")).contains(onCi.files.get("1.extra.json"));
        source = this::here;
        lookFor("extra/a.txt");
        assertThat(bench.store.steps().getLast().retired())
                .doesNotContain(new RoleVersion(RoleName.delegated("extra"), 1));

        // It leaves and comes back, as it was.
        onCi.delegated.remove("extra");
        onCi.publishTop();
        details(adopt(onCi, without("1.extra.json")));
        onCi.delegated.add("extra");
        onCi.publishTop();
        details(adopt(onCi));
        lookFor("extra/a.txt");
        newcomer();
    }

    @Test
    void aSnapshotThatLostARoleIsRefused() {
        details(adopt(onCi));
        onCi.targets.remove("myrole");
        onCi.publishTop();
        assertThat(refusal(adopt(onCi)))
                .startsWith("3.snapshot.json does not list version 2 of myrole")
                .contains("clients refuse it");
        assertThat(bench.store.head().snapshot()).isEqualTo(2);
    }

    @Test
    void aChainThatLostItsFirstRootsIsContinuedFromItsOldest() {
        onCi.publishTimestamp();
        follow(onCi);
        trusted = onCi.files.get("2.root.json");
        lookFor("top.txt");
        var first = onCi.files.remove("1.root.json");
        details(adopt(onCi));
        assertThat(served("1.root.json")).isEmpty();
        assertThat(served("2.root.json")).contains(onCi.files.get("2.root.json"));
        source = this::here;
        lookFor("top.txt");

        // It is found after all: who began with it can follow, too.
        onCi.files.put("1.root.json", first);
        details(adopt(onCi));
        assertThat(served("1.root.json")).contains(first);
        onCi.files.remove("1.root.json");
        details(adopt(onCi));
        assertThat(served("1.root.json")).as("what was taken over stays").contains(first);
        details(nextRoot(onCi, mine, mine));
        lookFor("top.txt");
        newcomer();
        trusted = first;
        newcomer();
    }

    @Test
    void aRootPublishedElsewhereMeanwhileEndsTheCollectionOfSignatures() {
        details(adopt(rstuf));
        var proposed = draft(rstuf, mine, mine);
        bench.submit(new Change.UpdateRoot(proposed.withSignature(sign(proposed, rstuf.alice))));
        bench.settle();
        assertThat(established().proposedRoot()).isNotNull();
        rstuf.publishTimestamp();
        details(adopt(rstuf));
        assertThat(established().proposedRoot()).as("the same root is followed").isNotNull();
        rstuf.publishRoot();
        rstuf.publishTimestamp();
        details(adopt(rstuf));
        assertThat(established().proposedRoot()).isNull();
        assertThat(established().root().signed().version()).isEqualTo(3);
    }

    @Test
    void whatAClientRefusesOrThisServiceCannotContinueIsRefusedBeforeAnythingIsWritten() {
        rstuf.targets.put("targets", new TreeMap<>(java.util.Map.of("own.txt", "x")));
        rstuf.publish();
        assertThat(refusal(adopt(rstuf))).contains("targets.json, which an online key signs, lists 1 targets itself");

        var tampered = new TreeMap<>(onCi.current());
        tampered.put(
                "2.targets.json",
                Bytes.utf8(tampered.get("2.targets.json").utf8().replace("top.txt", "tip.txt")));
        assertThat(refusal(bench.submit(new Change.Adopt(days(), List.of(), tampered))))
                .contains("targets was signed by 0/1 keys");
        var missing = new TreeMap<>(onCi.current());
        missing.remove("2.root.json");
        assertThat(refusal(bench.submit(new Change.Adopt(days(), List.of(), missing))))
                .contains("Expected root version 2");
        missing.putAll(onCi.current());
        missing.remove("2.myrole.json");
        assertThat(refusal(bench.submit(new Change.Adopt(days(), List.of(), missing))))
                .isEqualTo("2.myrole.json is missing");
        onCi.consistent = false;
        onCi.publishRoot();
        assertThat(refusal(adopt(onCi))).contains("consistent_snapshot false");
        bench.now = bench.now.plus(Duration.ofDays(2));
        assertThat(refusal(adopt(ForeignSample.rstuf(bench.now.minus(Duration.ofDays(2))))))
                .contains("timestamp expired");

        assertThat(bench.store.files()).isEmpty();
        assertThat(bench.latest.view().repository()).isInstanceOf(Repository.Empty.class);
        bench.bootstrapBins(4);
        bench.settle();
        assertThat(refusal(adopt(ForeignSample.rstuf(bench.now)))).contains("there is a repository already");
    }

    @Test
    void survivesAKillAtEachStep() {
        for (var step : MemoryRepository.Step.values()) {
            for (var after : step.changes() ? List.of(false, true) : List.of(false)) {
                var test = new AdoptionTest();
                test.follow(test.onCi);
                test.lookFor("top.txt");
                test.adopt(test.onCi);
                test.bench.store.failOnce(new MemoryRepository.Fault(step, after));
                test.bench.settle();
                test.source = test::here;
                test.lookFor("top.txt");
                test.details(test.nextRoot(test.onCi, test.mine, test.mine));
                test.lookFor("top.txt");
                test.newcomer();
            }
        }
    }

    private void follow(ForeignSample sample) {
        trusted = sample.files.get("1.root.json");
        source = (name, _) -> Optional.ofNullable(sample.files.get(name));
    }

    /** As the client that has followed all along; it must not fail. */
    private void lookFor(String path) {
        MetadataSource moving = (name, max) -> source.fetch(name, max);
        var view = new TufClient(moving, cache, trusted, ClientSettings.USUAL.withClock(() -> bench.now)).refresh();
        assertThat(view.find(new TargetPath(path))).as(path).isPresent();
    }

    /** Somebody who has only the first root, and reads everything that is here. */
    private void newcomer() {
        var _ = RepositoryWalk.read(this::here, trusted, ClientSettings.USUAL.withClock(() -> bench.now));
        bench.log.check(bench.store.published());
    }

    private Optional<Bytes> served(String name) {
        return here(name, Integer.MAX_VALUE);
    }

    private Optional<Bytes> here(String name, int max) {
        if (name.equals(RoleName.TIMESTAMP_FILE)) {
            return Optional.of(bench.latest.view().timestamp());
        }
        var parts = name.split("\\.", 2);
        var role = new RoleName(parts[1].replace(".json", ""));
        return Optional.ofNullable(bench.store.files().get(new RoleVersion(role, Integer.parseInt(parts[0]))))
                .map(file -> file.bytes());
    }

    private TaskId adopt(ForeignSample sample) {
        return adopt(sample, sample.current());
    }

    private TaskId adopt(ForeignSample sample, SortedMap<String, Bytes> files) {
        bench.log.adoptedTimestamp = sample.version("timestamp");
        bench.log.adopted.addAll(sample.files.keySet());
        bench.log.adopted.add(sample.version("timestamp") + ".timestamp.json");
        return bench.submit(new Change.Adopt(days(), List.of(), files));
    }

    private static TreeMap<String, Integer> days() {
        return Bench.days(365, 365, 7, 1);
    }

    /** The next root, which gives the service keys of its own, signed by those who hold the root. */
    private TaskId nextRoot(ForeignSample sample, GeneratedKey online, GeneratedKey timestamp) {
        List.of(online, timestamp).forEach(key -> bench.signers.put(key.toKey().id(), key.signer()));
        var draft = draft(sample, online, timestamp);
        return bench.submit(new Change.UpdateRoot(
                draft.withSignature(sign(draft, sample.alice)).withSignature(sign(draft, sample.bob))));
    }

    private Metadata<Root> draft(ForeignSample sample, GeneratedKey online, GeneratedKey timestamp) {
        var edit = new RootEdit(List.of(), List.of(), null, 365, online.toKey(), null, timestamp.toKey());
        return edit.apply(
                Metadata.parseRoot(sample.files.get(sample.version("root") + ".root.json"))
                        .signed(),
                bench.now);
    }

    private static Signature sign(Metadata<?> metadata, ForeignSample.ForeignKey key) {
        return new Signature(
                key.key().id(), key.pair().signer().sign(metadata.signedBytes()).sig());
    }

    private Repository.Established established() {
        return (Repository.Established) bench.latest.view().repository();
    }

    private String details(TaskId task) {
        bench.settle();
        assertThat(bench.result(task)).isInstanceOf(TaskResult.Succeeded.class);
        var details = ((TaskResult.Succeeded) bench.result(task)).details();
        return details == null ? "" : details.toText();
    }

    private SortedMap<String, Bytes> without(String name) {
        var files = onCi.current();
        files.remove(name);
        return files;
    }

    private String failure(TaskId task) {
        bench.settle();
        return ((TaskResult.TaskFailed) bench.result(task)).message();
    }

    private String refusal(TaskId task) {
        bench.settle();
        return ((TaskResult.TaskRefused) bench.result(task)).error();
    }
}

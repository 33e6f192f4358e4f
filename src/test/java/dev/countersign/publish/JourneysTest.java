package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.HeldRole;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Repository;
import dev.countersign.repository.Settings;
import dev.countersign.repository.TaskId;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Signature;
import dev.countersign.wire.TaskResult;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What key holders do together over days: ceremonies, rotations, delegations, in the order RSTUF's users do them. */
class JourneysTest {
    private final Bench bench = new Bench();
    private final GeneratedKey carol = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
    private final GeneratedKey dave = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());

    @Test
    void aCeremonyIsSignedOneAfterTheOther() {
        var root = Bench.signed(bench.root(1, bench.online, 2, bench.alice, bench.bob, carol), bench.alice);
        var begun = bench.submit(new Change.Bootstrap(bins(4), root));
        bench.settle();
        assertThat(details(begun)).isEqualTo("{\"bootstrap\":\"Root v1 is pending signature\"}");
        assertThat(bench.store.head().timestamp()).isZero();

        bench.restart();
        var wrong = sign(RoleName.ROOT, Bench.signature(root, dave));
        var again = sign(RoleName.ROOT, Bench.signature(root, bench.alice));
        var enough = sign(RoleName.ROOT, Bench.signature(root, bench.bob));
        bench.settle();
        assertThat(bench.result(wrong))
                .isEqualTo(new TaskResult.TaskRefused("sign_metadata", "Signature Failed", "Invalid signature"));
        assertThat(details(again)).isEqualTo("{\"bootstrap\":\"Root v1 is pending signatures\"}");
        assertThat(details(enough)).isEqualTo("{\"bootstrap\":\"Bootstrap Finished\"}");
        assertThat(bench.walk()).isEmpty();
        assertThat(established().task()).isEqualTo(begun);
    }

    @Test
    void aStoppedCeremonyCanBeginAgain() {
        var root = Bench.signed(bench.root(1, bench.online, 2, bench.alice, bench.bob), bench.alice);
        bench.submit(new Change.Bootstrap(bins(4), root));
        var stopped = bench.submit(new Change.StopSigning(RoleName.ROOT));
        var early = bench.add("too-early");
        bench.settle();
        assertThat(details(stopped)).isEqualTo("{\"bootstrap\":\"Bootstrap process has been stopped\"}");
        assertThat(bench.result(early)).isInstanceOf(TaskResult.TaskFailed.class);
        bench.bootstrapBins(4);
        bench.settle();
        assertThat(bench.walk()).isEmpty();
    }

    @Test
    void aRootRotationNeedsOldAndNewHolders() {
        bench.submit(new Change.Bootstrap(
                bins(4),
                Bench.signed(bench.root(1, bench.online, 2, bench.alice, bench.bob, carol), bench.alice, bench.bob)));
        bench.add("a");
        bench.settle();
        var next = bench.root(2, bench.online, 2, bench.bob, carol, dave);
        var unsigned = bench.submit(new Change.UpdateRoot(Bench.signed(next)));
        var proposed = bench.submit(new Change.UpdateRoot(Bench.signed(next, bench.alice)));
        var second = bench.submit(new Change.UpdateRoot(Bench.signed(next, bench.bob)));
        bench.settle();
        assertThat(bench.result(unsigned)).isInstanceOf(TaskResult.TaskRefused.class);
        assertThat(details(proposed)).isEqualTo("{\"role\":\"root\",\"update\":\"Root v2 is pending signatures\"}");
        assertThat(bench.result(second))
                .as("a pending update is never silently replaced")
                .isInstanceOf(TaskResult.TaskRefused.class);

        var metadata = Bench.signed(next);
        var byBob = sign(RoleName.ROOT, Bench.signature(metadata, bench.bob));
        bench.settle();
        assertThat(details(byBob)).isEqualTo("{\"update\":\"Root v2 is pending signatures\"}");
        assertThat(bench.store.head().root()).isEqualTo(1);
        bench.restart();
        var byDave = sign(RoleName.ROOT, Bench.signature(metadata, dave));
        bench.settle();
        assertThat(details(byDave)).isEqualTo("{\"update\":\"Metadata update finished\"}");
        assertThat(bench.store.head().root()).isEqualTo(2);
        assertThat(bench.walk()).containsOnlyKeys("a");
    }

    @Test
    void rootsThatBreakTheSuccessionAreRefusedAndChangeNothing() {
        bench.bootstrapBins(4);
        bench.settle();
        var before = bench.store.files();
        var holders = new GeneratedKey[] {bench.alice, bench.bob};
        var replayed =
                bench.submit(new Change.UpdateRoot(Bench.signed(bench.root(1, bench.online, 2, holders), holders)));
        var skipped =
                bench.submit(new Change.UpdateRoot(Bench.signed(bench.root(3, bench.online, 2, holders), holders)));
        var strangers = bench.submit(
                new Change.UpdateRoot(Bench.signed(bench.root(2, bench.online, 2, carol, dave), carol, dave)));
        var expired = bench.root(2, bench.online, 2, holders);
        bench.settle();
        assertThat(((TaskResult.TaskRefused) bench.result(replayed)).error())
                .isEqualTo("Failed to verify the trust: Expected root version 2 instead got version 1");
        assertThat(((TaskResult.TaskRefused) bench.result(skipped)).error())
                .isEqualTo("Failed to verify the trust: Expected root version 2 instead got version 3");
        assertThat(details(strangers))
                .as("half signed: the old holders are still missing")
                .contains("pending");
        bench.now = bench.now.plus(Duration.ofDays(400));
        bench.submit(new Change.StopSigning(RoleName.ROOT));
        var late = bench.submit(new Change.UpdateRoot(Bench.signed(expired, holders)));
        bench.settle();
        assertThat(bench.result(late)).isInstanceOf(TaskResult.TaskRefused.class);
        before.forEach((key, file) -> assertThat(bench.store.files()).containsEntry(key, file));
        assertThat(bench.store.head().root()).isEqualTo(1);
    }

    @Test
    void artifactsGoToTheFirstRoleThatMatches() {
        bootstrapCustom();
        var task = bench.add("nightly/a", "releases/b", "other/c");
        bench.settle();
        assertThat(details(task))
                .contains("\"added_artifacts\":[\"nightly/a\",\"releases/b\"]")
                .contains("\"invalid_paths\":[\"other/c\"]")
                .contains("\"artifact_roles\":[\"nightly\",\"releases\"],\"pending_roles\":[\"releases\"]");
        assertThat(bench.walk()).as("the offline role waits for its holders").containsOnlyKeys("nightly/a");

        var waiting = established().pending().get(RoleName.delegated("releases"));
        sign(RoleName.delegated("releases"), Bench.signature(waiting, bench.alice));
        var done = sign(RoleName.delegated("releases"), Bench.signature(waiting, dave));
        bench.settle();
        assertThat(details(done)).isEqualTo("{\"update\":\"Role releases signing complete\"}");
        assertThat(bench.walk()).containsOnlyKeys("nightly/a", "releases/b");
        assertThat(established().pending()).isEmpty();

        var removed = bench.remove("nightly/a", "releases/b");
        bench.settle();
        assertThat(details(removed))
                .isEqualTo("{\"deleted_artifacts\":[\"nightly/a\",\"releases/b\"],\"not_found_artifacts\":[],"
                        + "\"pending_roles\":[\"releases\"]}");
        assertThat(bench.walk()).containsOnlyKeys("releases/b");
    }

    @Test
    void aRoleIsRemovedAndMadeAgainUnderTheSameName() {
        bootstrapCustom();
        bench.add("nightly/a");
        bench.settle();
        bench.walk();
        var removed = bench.submit(new Change.RemoveDelegations(List.of(RoleName.delegated("nightly"))));
        bench.settle();
        assertThat(details(removed)).isEqualTo("{\"delegated_roles\":[\"nightly\"],\"failed_roles\":[]}");
        assertThat(bench.walk()).isEmpty();

        bench.submit(new Change.AddDelegations(request(role("nightly", 1, List.of("nightly/*")))));
        bench.settle();
        assertThat(bench.walk()).as("it starts empty").isEmpty();
        bench.add("nightly/b");
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("nightly/b");
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void delegationsThatCannotBeMadeAreReportedOneByOne() {
        bootstrapCustom();
        var task = bench.submit(new Change.AddDelegations(request(
                role("nightly", 1, List.of("x/*")),
                role("bins-0", 1, List.of("y/*")),
                role("dev", 1, List.of("dev/*")))));
        bench.settle();
        assertThat(details(task))
                .contains(
                        "\"delegated_roles\":[\"dev\"]",
                        "\"role\":\"nightly\"",
                        "role already exists",
                        "\"role\":\"bins-0\"");
        assertThat(bench.walk()).isEmpty();
    }

    @Test
    void delegationsOfWhichNoneCanBeMadeAreNoSuccess() {
        bootstrapCustom();
        var task = bench.submit(new Change.AddDelegations(
                request(role("nightly", 1, List.of("x/*")), role("releases", 1, List.of("y/*")))));
        bench.settle();
        assertThat(bench.result(task))
                .isEqualTo(new TaskResult.TaskRefused(
                        "metadata_delegation",
                        "Metadata Delegation Failed",
                        "nightly: role already exists; releases: role already exists"));
    }

    @Test
    void anOnlineRoleHandedToHoldersKeepsItsTargets() {
        bootstrapCustom();
        bench.add("nightly/a");
        bench.settle();
        bench.submit(
                new Change.UpdateDelegations(request(role("nightly", 2, List.of("nightly/*"), bench.alice, dave))));
        bench.settle();
        var nightly = RoleName.delegated("nightly");
        assertThat(bench.walk()).as("the service signs until they have").containsOnlyKeys("nightly/a");
        var first = established().pending().get(nightly);
        sign(nightly, Bench.signature(first, bench.alice));
        bench.add("nightly/b");
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("nightly/a", "nightly/b");
        var waiting = established().pending().get(nightly);
        assertThat(waiting.signatures()).as("of another content").isEmpty();
        signBoth(nightly, bench.alice, dave);
        assertThat(bench.walk()).containsOnlyKeys("nightly/a", "nightly/b");
        assertThat(established().pending()).doesNotContainKey(nightly);
        assertThat(established().proposed()).isEqualTo(Repository.NO_ROLES);
        bench.add("nightly/c");
        bench.settle();
        assertThat(bench.walk()).as("now the holders sign").containsOnlyKeys("nightly/a", "nightly/b");
    }

    @Test
    void rolesStandWhereTheyAreAskedToStand() {
        bootstrapCustom();
        var dev = request(role("dev", 1, List.of("dev/*", "nightly/d*")));
        bench.submit(new Change.AddDelegations(new Change.DelegationRequest(
                dev.delegations(), dev.expirationDays(), new TreeMap<>(Map.of("dev", 2)))));
        var first = bench.add("nightly/d1");
        bench.settle();
        assertThat(details(first)).contains("\"artifact_roles\":[\"dev\"]");
        bench.restart();
        var nightly = request(role("nightly", 1, List.of("nightly/*")));
        bench.submit(new Change.UpdateDelegations(new Change.DelegationRequest(
                nightly.delegations(), nightly.expirationDays(), new TreeMap<>(Map.of("nightly", 1)))));
        var second = bench.add("nightly/d2");
        bench.settle();
        assertThat(details(second)).contains("\"artifact_roles\":[\"nightly\"]");
        assertThat(Layout.of(established()).custom())
                .extracting(role -> role.name().value())
                .containsExactly("nightly", "releases", "dev");
        assertThat(bench.walk()).containsOnlyKeys("nightly/d1", "nightly/d2");
    }

    @Test
    void otherHoldersHaveTheRoleWhenTheyHaveSigned() {
        bootstrapCustom();
        var releases = RoleName.delegated("releases");
        bench.add("releases/a");
        bench.settle();
        signBoth(releases, bench.alice, dave);
        bench.submit(
                new Change.UpdateDelegations(request(role("releases", 2, List.of("releases/*"), bench.bob, carol))));
        bench.settle();
        assertThat(bench.walk()).as("clients can verify what is there").containsOnlyKeys("releases/a");
        bench.add("releases/b");
        bench.settle();
        var waiting = established().pending().get(releases);
        var old = sign(releases, Bench.signature(waiting, bench.alice));
        sign(releases, Bench.signature(waiting, bench.bob));
        bench.settle();
        assertThat(bench.result(old)).isInstanceOf(TaskResult.TaskRefused.class);
        assertThat(bench.walk()).containsOnlyKeys("releases/a");
        bench.restart();
        sign(releases, Bench.signature(waiting, carol));
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("releases/a", "releases/b");
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void aChangeThatTheSignaturesAlreadySatisfyTakesEffectAtOnce() {
        bootstrapCustom();
        var releases = RoleName.delegated("releases");
        signBoth(releases, bench.alice, dave);
        bench.submit(new Change.UpdateDelegations(
                request(role("releases", 2, List.of("releases/*"), bench.alice, dave, bench.bob))));
        bench.settle();
        assertThat(established().proposed()).isEqualTo(Repository.NO_ROLES);
        assertThat(bench.walk()).isEmpty();
    }

    @Test
    void aChangeThatIsCalledOffLeavesTheRoleAsItWas() {
        bootstrapCustom();
        var releases = RoleName.delegated("releases");
        signBoth(releases, bench.alice, dave);
        bench.submit(new Change.UpdateDelegations(request(role("releases", 1, List.of("releases/*"), carol))));
        bench.submit(new Change.StopSigning(releases));
        bench.add("releases/a");
        bench.settle();
        signBoth(releases, bench.alice, dave);
        assertThat(bench.walk()).containsOnlyKeys("releases/a");
    }

    @Test
    void whatWaitsForHoldersIsPublishedWhenTheServiceTakesTheRole() {
        bootstrapCustom();
        bench.add("releases/a");
        bench.submit(new Change.UpdateDelegations(request(role("releases", 1, List.of("releases/*")))));
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("releases/a");
        assertThat(established().pending()).isEmpty();
    }

    @Test
    void aNewOnlineKeyLeavesRolesThatHoldersSignWithTheServiceVerifiable() {
        bootstrapCustom();
        var releases = RoleName.delegated("releases");
        bench.submit(new Change.UpdateDelegations(
                request(role("releases", 2, List.of("releases/*"), bench.online, bench.alice))));
        bench.submit(
                new Change.UpdateDelegations(request(role("nightly", 2, List.of("nightly/*"), bench.alice, dave))));
        bench.add("releases/a", "nightly/b");
        bench.settle();
        sign(releases, Bench.signature(established().pending().get(releases), bench.alice));
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("releases/a", "nightly/b");

        bench.signers.put(carol.toKey().id(), carol.signer());
        bench.submit(new Change.UpdateRoot(
                Bench.signed(bench.root(2, carol, 2, bench.alice, bench.bob), bench.alice, bench.bob)));
        bench.settle();
        bench.signers.remove(bench.online.toKey().id());
        assertThat(bench.walk()).containsOnlyKeys("releases/a", "nightly/b");
        sign(releases, Bench.signature(established().pending().get(releases), bench.alice));
        bench.settle();
        signBoth(RoleName.delegated("nightly"), bench.alice, dave);
        assertThat(bench.walk()).containsOnlyKeys("releases/a", "nightly/b");
        assertThat(established().delegations().keys())
                .doesNotContainKey(bench.online.toKey().id());
        assertThat(bench.failures).isEmpty();
    }

    private void signBoth(RoleName role, GeneratedKey one, GeneratedKey other) {
        var waiting = established().pending().get(role);
        sign(role, Bench.signature(waiting, one));
        sign(role, Bench.signature(waiting, other));
        bench.settle();
    }

    @Test
    void customRolesAndBinsLiveInOneRepository() {
        var both = new Settings(
                Bench.days(365, 365, 7, 1, 30),
                new Settings.BinSettings(8, BinStyle.PATH_HASH_PREFIXES),
                request(role("vip", 1, List.of("vip/*"))));
        bench.submit(new Change.Bootstrap(
                both, Bench.signed(bench.root(1, bench.online, 2, bench.alice, bench.bob), bench.alice, bench.bob)));
        var task = bench.add("vip/x", "else/y", "z");
        bench.settle();
        assertThat(details(task)).contains("\"invalid_paths\":[]", "\"vip\"", "\"bins-");
        assertThat(bench.walk()).containsOnlyKeys("vip/x", "else/y", "z");
    }

    @Test
    void rolesBesideListedBinsComeGoAndComeAgain() {
        var settings = new Settings(
                Bench.days(365, 365, 7, 1, 30), new Settings.BinSettings(4, BinStyle.PATH_HASH_PREFIXES), null);
        var holders = new GeneratedKey[] {bench.alice, bench.bob};
        bench.submit(new Change.Bootstrap(settings, Bench.signed(bench.root(1, bench.online, 2, holders), holders)));
        bench.submit(new Change.AddDelegations(request(role("dev", 1, List.of("dev/*")))));
        bench.add("dev/a", "b");
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("dev/a", "b");

        var moved = bench.submit(new Change.UpdateDelegations(request(role("dev", 1, List.of("dev/*", "qa/*")))));
        var inDev = bench.add("qa/c");
        bench.settle();
        assertThat(details(moved)).isEqualTo("{\"delegated_roles\":[\"dev\"],\"failed_roles\":[]}");
        assertThat(details(inDev)).contains("\"artifact_roles\":[\"dev\"]");
        assertThat(bench.walk()).containsOnlyKeys("dev/a", "b", "qa/c");

        bench.submit(new Change.RemoveDelegations(List.of(RoleName.delegated("dev"))));
        bench.add("qa/c");
        bench.settle();
        assertThat(bench.walk()).as("now the bins take what the role took").containsOnlyKeys("b", "qa/c");

        bench.submit(new Change.AddDelegations(request(role("dev", 1, List.of("dev/*")))));
        bench.add("dev/d");
        bench.submit(new Change.Renew(List.of()));
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("b", "qa/c", "dev/d");
        assertThat(bench.failures).isEmpty();
    }

    /** {@code trusted_…} as before the rule; {@code binstore} could be made, but never changed or removed. */
    @Test
    void rolesOfAnyNameThatIsThereCanBeChangedAndRemoved() {
        var settings = new Settings(
                Bench.days(365, 365, 7, 1, 30),
                new Settings.BinSettings(4, BinStyle.PATH_HASH_PREFIXES),
                request(role("binstore", 1, List.of("a/*")), role("trusted_targets", 1, List.of("b/*"))));
        var holders = new GeneratedKey[] {bench.alice, bench.bob};
        bench.submit(new Change.Bootstrap(settings, Bench.signed(bench.root(1, bench.online, 2, holders), holders)));
        bench.settle();

        for (var name : List.of("binstore", "trusted_targets")) {
            var changed = bench.submit(new Change.UpdateDelegations(request(role(name, 1, List.of(name + "/*")))));
            bench.add(name + "/x");
            bench.settle();
            assertThat(details(changed)).isEqualTo("{\"delegated_roles\":[\"" + name + "\"],\"failed_roles\":[]}");
            var removed = bench.submit(new Change.RemoveDelegations(List.of(RoleName.delegated(name))));
            bench.settle();
            assertThat(details(removed)).isEqualTo("{\"delegated_roles\":[\"" + name + "\"],\"failed_roles\":[]}");
        }
        var again = bench.submit(new Change.AddDelegations(
                request(role("binstore", 1, List.of("a/*")), role("trusted_targets", 1, List.of("b/*")))));
        bench.settle();
        assertThat(details(again))
                .contains("\"delegated_roles\":[\"binstore\"]")
                .contains("trusted_targets", "a name that is not kept for what GET metadata/sign says");
        bench.walk();
    }

    @Test
    void aNewOnlineKeySignsRolesAndListedBinsAlike() {
        var settings = new Settings(
                Bench.days(365, 365, 7, 1, 30),
                new Settings.BinSettings(4, BinStyle.PATH_HASH_PREFIXES),
                request(role("vip", 1, List.of("vip/*"))));
        var holders = new GeneratedKey[] {bench.alice, bench.bob};
        bench.submit(new Change.Bootstrap(settings, Bench.signed(bench.root(1, bench.online, 2, holders), holders)));
        bench.add("vip/x", "y");
        bench.settle();
        bench.signers.put(carol.toKey().id(), carol.signer());
        bench.submit(new Change.UpdateRoot(Bench.signed(bench.root(2, carol, 2, holders), holders)));
        bench.settle();
        bench.signers.remove(bench.online.toKey().id());
        bench.add("z");
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("vip/x", "y", "z");
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void aRoleEqualToAnotherButForCaseIsNotMade() {
        bootstrapCustom();
        var task = bench.submit(new Change.AddDelegations(
                request(role("Nightly", 1, List.of("x/*")), role("dev", 1, List.of("Releases/*")))));
        bench.settle();
        assertThat(((TaskResult.TaskRefused) bench.result(task)).error())
                .contains("role names \"nightly\" and \"Nightly\"", "Releases/*");
        assertThat(bench.walk()).isEmpty();
    }

    @Test
    void settingsChangeWhatTheNextVersionGets() {
        bench.bootstrapBins(4);
        var days = new TreeMap<String, Integer>();
        days.put("timestamp", 3);
        days.put("nobody", 3);
        var task = bench.submit(new Change.UpdateSettings(days));
        bench.settle();
        assertThat(details(task)).isEqualTo("{\"updated_roles\":[\"timestamp\"],\"invalid_roles\":[\"nobody\"]}");
        bench.submit(new Change.Renew(List.of("timestamp")));
        bench.settle();
        bench.now = bench.now.plus(Duration.ofDays(2));
        assertThat(bench.client.walk(bench.store.published(), bench.now)).isEmpty();
    }

    @Test
    void settingsThatNameNoRoleAreRefusedInTheWordsOfRstuf() {
        bench.bootstrapBins(4);
        var task = bench.submit(new Change.UpdateSettings(new TreeMap<>()));
        bench.settle();
        assertThat(bench.result(task))
                .isEqualTo(new TaskResult.TaskRefused(
                        "update_settings", "Update Settings Failed", "No role provided for expiration policy change"));
    }

    @Test
    void theRemovalOfARoleThatIsNotThereIsRefusedInTheWordsOfRstuf() {
        bootstrapCustom();
        var names = List.of(RoleName.delegated("nightly"), RoleName.delegated("nonexist"));
        var task = bench.submit(new Change.RemoveDelegations(names));
        bench.settle();
        assertThat(details(task)).contains("{\"role\":\"nonexist\",\"reason\":\"Role 'nonexist' does not exists\"}");
    }

    @Test
    void renewingOneRoleMovesEverythingAboveIt() {
        bench.bootstrapBins(4);
        bench.settle();
        var before = bench.store.head();
        bench.submit(new Change.Renew(List.of("targets")));
        bench.settle();
        var after = bench.store.head();
        assertThat(after.targets()).isEqualTo(before.targets() + 1);
        assertThat(after.snapshot()).isEqualTo(before.snapshot() + 1);
        assertThat(after.timestamp()).isEqualTo(before.timestamp() + 1);
        var all = bench.submit(new Change.Renew(List.of()));
        bench.settle();
        assertThat(details(all)).isEqualTo("{\"updated_roles\":[\"snapshot\",\"timestamp\",\"targets\",\"bins\"]}");
        assertThat(bench.walk()).isEmpty();
    }

    @Test
    void rolesThatPeopleSignAreDueInTimeWithThoseWhoSignThem() {
        bootstrapCustom();
        var expires = bench.now.plus(Duration.ofDays(30));
        var held = HeldRole.all(established(), _ -> expires);

        assertThat(held).extracting(role -> role.name().value()).containsExactly("root", "releases");
        var root = held.getFirst();
        assertThat(root.signers()).containsExactly(bench.alice.toKey(), bench.bob.toKey());
        assertThat(root.threshold()).isEqualTo(2);
        assertThat(root.isDue(root.expires().minus(Duration.ofDays(29)))).isFalse();
        assertThat(root.isDue(root.expires().minus(Duration.ofDays(27)))).isTrue();
        var releases = held.getLast();
        assertThat(releases.signers()).containsExactly(bench.alice.toKey(), dave.toKey());
        assertThat(releases.waiting()).isTrue();
        assertThat(releases.isDue(expires.minus(releases.lifetime().dividedBy(2))))
                .as("a short life is not due for all of it")
                .isFalse();
        assertThat(releases.isDue(expires.minus(releases.lifetime().dividedBy(4))))
                .isTrue();
        assertThat(releases.isExpired(expires)).isTrue();
        assertThat(HeldRole.all(established(), _ -> null))
                .as("nothing is published that could expire")
                .hasSize(1);
    }

    private void bootstrapCustom() {
        var settings = new Settings(
                Bench.days(365, 365, 7, 1),
                null,
                request(
                        role("releases", 2, List.of("releases/*"), bench.alice, dave),
                        role("nightly", 1, List.of("nightly/*"))));
        bench.submit(new Change.Bootstrap(
                settings,
                Bench.signed(bench.root(1, bench.online, 2, bench.alice, bench.bob), bench.alice, bench.bob)));
        bench.settle();
        var waiting = established().pending().get(RoleName.delegated("releases"));
        assertThat(waiting.signed().expires()).as("never created expired").isAfter(bench.now);
        bench.walk();
    }

    private record Custom(DelegatedRole role, List<GeneratedKey> holders) {}

    private static Custom role(String name, int threshold, List<String> paths, GeneratedKey... holders) {
        var keyids = Arrays.stream(holders).map(holder -> holder.toKey().id()).toList();
        return new Custom(
                new DelegatedRole(
                        RoleName.delegated(name), keyids, threshold, true, new PathSet.Paths(paths), Json.Obj.EMPTY),
                List.of(holders));
    }

    private static Change.DelegationRequest request(Custom... roles) {
        var keys = new LinkedHashMap<KeyId, Key>();
        var days = new TreeMap<String, Integer>();
        for (var role : roles) {
            role.holders().forEach(holder -> keys.put(holder.toKey().id(), holder.toKey()));
            days.put(role.role().name().value(), 30);
        }
        var names = Arrays.stream(roles).map(Custom::role).toList();
        return new Change.DelegationRequest(new Delegations(keys, new Delegates.Roles(names)), days);
    }

    private static Settings bins(int count) {
        return new Settings(Bench.days(365, 365, 7, 1, 30), new Settings.BinSettings(count, BinStyle.SUCCINCT), null);
    }

    private TaskId sign(RoleName role, Signature signature) {
        return bench.submit(new Change.Sign(role, signature));
    }

    private Repository.Established established() {
        return (Repository.Established) bench.latest.view().repository();
    }

    private String details(TaskId task) {
        var outcome = bench.result(task);
        assertThat(outcome).isInstanceOf(TaskResult.Succeeded.class);
        return ((TaskResult.Succeeded) outcome).details().toText();
    }
}

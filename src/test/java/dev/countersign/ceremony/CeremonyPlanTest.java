package dev.countersign.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.ceremony.CeremonyPlan.Bins;
import dev.countersign.ceremony.CeremonyPlan.Days;
import dev.countersign.json.Json;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CeremonyPlanTest {
    private final Holder alice = Holder.named("Alice");
    private final Holder bob = Holder.named("Bob");
    private final Key online = Holder.onlineKey();

    private CeremonyPlan plan(@Nullable Bins bins, List<RoleDraft> roles, int threshold, List<Key> keys) {
        return new CeremonyPlan(Days.DEFAULT, bins, roles, keys, threshold, OnlineRoleKeys.one(online));
    }

    @Test
    void theDraftIsTheRootThatTheHoldersDescribed() {
        var draft = plan(Bins.DEFAULT, List.of(), 2, List.of(alice.key(), bob.key()))
                .draft(Holder.NOW)
                .signed();

        assertThat(draft.version()).isEqualTo(1);
        assertThat(draft.expires()).isEqualTo(Holder.NOW.plus(Duration.ofDays(365)));
        assertThat(draft.root().threshold()).isEqualTo(2);
        assertThat(draft.root().keyids())
                .containsExactly(alice.key().id(), bob.key().id());
        assertThat(draft.key(online.id()))
                .extracting(key -> key == null ? "" : key.uri().orElse(""))
                .isEqualTo("fn:" + KeyId.compute(online.json()));
        assertThat(online.id()).as("what tough computes").isEqualTo(KeyId.computeWhole(online.json()));
        assertThat(List.of(draft.timestamp(), draft.snapshot(), draft.targets()))
                .allSatisfy(role -> assertThat(role.keyids()).containsExactly(online.id()));
    }

    @Test
    void thePayloadHasTheMembersThatRstufSends() {
        var plan = plan(new Bins(4, 1, Bins.SUCCINCT), List.of(), 1, List.of(alice.key()));
        var root = Holder.signed(plan.draft(Holder.NOW), alice);

        var payload = plan.payload(root, 300);

        assertThat(((Json.Obj) payload.members().get("settings")).toText())
                .isEqualTo("{\"roles\":{\"root\":{\"expiration\":365},\"timestamp\":{\"expiration\":1},"
                        + "\"snapshot\":{\"expiration\":1},\"targets\":{\"expiration\":365},"
                        + "\"bins\":{\"expiration\":1,\"number_of_delegated_bins\":4},\"delegations\":null}}");
        assertThat(payload.toText())
                .contains("\"metadata\":{\"root\":{\"signatures\":[{\"keyid\":\""
                        + alice.key().id())
                .endsWith("\"timeout\":300}");
    }

    @Test
    void delegatedRolesTravelWithTheirKeysAndDays() {
        var role = new RoleDraft("releases", List.of("releases/*"), true, 1, 30, List.of(bob.key()));
        var nightly = new RoleDraft("nightly", List.of("nightly/*"), false, 1, 7, List.of());
        var plan = plan(null, List.of(role, nightly), 1, List.of(alice.key()));

        var text = plan.payload(plan.draft(Holder.NOW), 300).toText();

        assertThat(text)
                .contains("\"bins\":null")
                .contains("{\"name\":\"releases\",\"terminating\":true,\"keyids\":[\""
                        + bob.key().id()
                        + "\"],\"threshold\":1,\"x-rstuf-expire-policy\":30,\"paths\":[\"releases/*\"]}")
                .contains("{\"name\":\"nightly\",\"terminating\":false,\"keyids\":[],\"threshold\":1,");
    }

    @Test
    void oneKeyForTwoHoldersIsAProblemUnderWhateverNames() {
        var again = KeyMembers.named(alice.signer().key(), "Mallory");

        assertThat(plan(Bins.DEFAULT, List.of(), 2, List.of(alice.key(), again))
                        .check()
                        .problems())
                .singleElement()
                .asString()
                .contains("Alice", "Mallory", "are the same key");
    }

    @Test
    void theServicesKeyMayNotBeAHoldersKey() {
        assertThat(plan(Bins.DEFAULT, List.of(), 1, List.of(alice.key(), online))
                        .check()
                        .problems())
                .anySatisfy(problem -> assertThat(problem).startsWith("online key: it is also the holder's key"));
    }

    @Test
    void thresholdsThatCannotBeMetOrLockEverybodyOutAreSaid() {
        assertThat(plan(Bins.DEFAULT, List.of(), 3, List.of(alice.key(), bob.key()))
                        .check()
                        .problems())
                .containsExactly("root threshold: 3 (expected: 1 to 2, the number of root keys)");
        assertThat(plan(Bins.DEFAULT, List.of(), 2, List.of(alice.key(), bob.key()))
                        .check()
                        .warnings())
                .containsExactly("root threshold: all 2 keys must sign; one lost key means that no root can follow");
    }

    @Test
    void aRepositoryWithoutAPlaceForArtifactsIsAProblem() {
        assertThat(plan(null, List.of(), 1, List.of(alice.key())).check().problems())
                .containsExactly("neither bins nor delegations (expected: where artifacts are to be listed)");
    }

    @Test
    void binsThatAreNoPowerOfTwoAreRoundedDownAndSaidSo() {
        assertThat(plan(new Bins(100, 1, Bins.SUCCINCT), List.of(), 1, List.of(alice.key(), bob.key()))
                        .check()
                        .warnings())
                .contains("bins: 100 is no power of two; there will be 64");
    }

    @Test
    void binsBesideRolesAreListedByTheirPrefixes() {
        var role = new RoleDraft("nightly", List.of("nightly/*"), true, 1, 7, List.of());
        var keys = List.of(alice.key(), bob.key());

        assertThat(plan(new Bins(16, 1, Bins.PREFIXES), List.of(role), 1, keys)
                        .check()
                        .problems())
                .isEmpty();
        assertThat(plan(new Bins(16, 1, Bins.SUCCINCT), List.of(role), 1, keys)
                        .check()
                        .problems())
                .containsExactly("bins: succinct bins leave no room for delegated roles beside them"
                        + " (expected: path-hash-prefixes)");
        assertThat(plan(new Bins(8192, 1, Bins.PREFIXES), List.of(role), 1, keys)
                        .check()
                        .problems())
                .containsExactly(
                        "bins: 8192 (expected: <= 4096 of style path-hash-prefixes, which are listed one by" + " one)");
    }
}

package dev.countersign.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Json;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.TargetsSigner;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.key.Key;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RootEditTest {
    private final Holder alice = Holder.named("Alice");
    private final Holder bob = Holder.named("Bob");
    private final Holder carol = Holder.named("Carol");
    private final Key online = Holder.onlineKey();
    private final Root current = Holder.root(1, 2, online, alice, bob);

    @Test
    void aHolderIsReplacedByAnother() {
        var next = new RootEdit(List.of(carol.key()), List.of("Alice"), null, null, null, null, null)
                .apply(current, Holder.NOW)
                .signed();

        assertThat(next.version()).isEqualTo(2);
        assertThat(next.root().keyids())
                .containsExactly(bob.key().id(), carol.key().id());
        assertThat(next.keys()).doesNotContainKey(alice.key().id());
        assertThat(next.expires()).isEqualTo(current.expires());
        assertThat(RootDifferences.between(current, next))
                .extracting(Difference::line)
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("+ root key Carol ("),
                        line -> assertThat(line).startsWith("- root key Alice ("));
    }

    @Test
    void daysThatNoServerTakesAreRefused() {
        for (int days : new int[] {0, 36_501}) {
            assertThatThrownBy(() ->
                            new RootEdit(List.of(), List.of(), null, days, null, null, null).apply(current, Holder.NOW))
                    .hasMessage("expiration of root: " + days + " (expected: 1 to 36500 days)");
        }
    }

    @Test
    void theResultFollowsWhenOldAndNewHoldersHaveSigned() {
        var first = Holder.signed(current, alice, bob);
        var draft = new RootEdit(List.of(carol.key()), List.of("Alice"), null, null, null, null, null)
                .apply(current, Holder.NOW);

        assertThat(RootSuccession.check(first, Holder.signed(draft, bob, carol), TargetsSigner.SERVICE)
                        .verified())
                .isFalse();
        assertThat(RootSuccession.check(first, Holder.signed(draft, alice, bob, carol), TargetsSigner.SERVICE)
                        .verified())
                .isTrue();
    }

    @Test
    void anotherOnlineKeyReplacesTheOldOneInAllItsRoles() {
        var other = Holder.onlineKey();
        var next = new RootEdit(List.of(), List.of(), null, 100, other, null, null)
                .apply(current, Holder.NOW)
                .signed();

        assertThat(next.keys()).doesNotContainKey(online.id()).containsKey(other.id());
        assertThat(List.of(next.timestamp(), next.snapshot(), next.targets()))
                .allSatisfy(role -> assertThat(role.keyids()).containsExactly(other.id()));
        assertThat(next.expires()).isEqualTo(Holder.NOW.plus(Duration.ofDays(100)));
        assertThat(RootDifferences.between(current, next)).hasSize(7);
    }

    @Test
    void membersThatNobodyHereKnowsStay() {
        var special = Root.fromJson(current.json().with("x-vendor-note", new Json.Str("kept")));

        var next = new RootEdit(List.of(), List.of(), null, 10, null, null, null)
                .apply(special, Holder.NOW)
                .signed();

        assertThat(next.json().get("x-vendor-note")).isEqualTo(new Json.Str("kept"));
    }

    @Test
    void aRoleGetsAKeyOfItsOwnAndKeepsItWhenTheOnlineKeyChanges() {
        var own = Holder.onlineKey();
        var next = new RootEdit(List.of(), List.of(), null, 100, null, null, own)
                .apply(current, Holder.NOW)
                .signed();

        assertThat(next.timestamp().keyids()).containsExactly(own.id());
        assertThat(next.snapshot()).isEqualTo(next.targets()).isEqualTo(current.targets());

        var other = Holder.onlineKey();
        var later = new RootEdit(List.of(), List.of(), null, 100, other, null, null)
                .apply(next, Holder.NOW)
                .signed();

        assertThat(later.timestamp()).isEqualTo(next.timestamp());
        assertThat(later.snapshot().keyids()).containsExactly(other.id());
        assertThat(later.targets().keyids()).containsExactly(other.id());
        var again = new RootEdit(List.of(), List.of(), null, 100, null, null, other)
                .apply(later, Holder.NOW)
                .signed();
        assertThat(again.timestamp()).isEqualTo(again.targets());
        assertThat(again.keys()).doesNotContainKey(own.id());
    }

    @Test
    void whatCannotBeMetIsRefused() {
        assertThatThrownBy(() -> new RootEdit(List.of(), List.of("Alice"), null, null, null, null, null)
                        .apply(current, Holder.NOW))
                .isInstanceOf(TufException.UntrustedRoot.class)
                .hasMessage("root threshold: 2 (expected: 1 to 1, the number of root keys)");
        assertThatThrownBy(() -> new RootEdit(List.of(), List.of("Nobody"), null, null, null, null, null)
                        .apply(current, Holder.NOW))
                .hasMessageStartingWith("key to remove: \"Nobody\" is no key of root 1 (expected: one of Alice (");
        assertThatThrownBy(() -> new RootEdit(List.of(), List.of(), 2, null, null, null, null)
                        .apply(current, Holder.NOW.plus(Duration.ofDays(400))))
                .hasMessageContaining("give --expiration DAYS");
    }

    @Test
    void aKeyThatBecomesAnotherUnderItsIdIsShown() {
        var keys = (Json.Obj) current.json().members().get("keys");
        var mallory = Holder.named("Alice");
        var swapped = Root.fromJson(current.json()
                .with("version", new Json.Int(2))
                .with("keys", keys.with(alice.key().id().value(), mallory.key().json())));

        assertThat(RootDifferences.between(current, swapped))
                .extracting(Difference::line)
                .anySatisfy(line -> assertThat(line).contains("ANOTHER KEY under the same id"));
    }
}

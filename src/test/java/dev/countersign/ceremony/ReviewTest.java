package dev.countersign.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.key.Key;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReviewTest {
    private static final RoleName RELEASES = RoleName.delegated("releases");

    private final Holder alice = Holder.named("Alice");
    private final Holder bob = Holder.named("Bob");
    private final Holder carol = Holder.named("Carol");
    private final Holder service = Holder.named("service").online();
    private final Key online = service.key();
    private final Metadata<Root> first = Holder.signed(Holder.root(1, 2, online, alice, bob), alice, bob);
    private final RootChain trusted = RootChain.startingFrom(first.toBytes());

    private Metadata<Root> next(Holder... holders) {
        return Holder.signed(
                new RootEdit(List.of(carol.key()), List.of("Alice"), null, null, null, null, null)
                        .apply(first.signed(), Holder.NOW),
                holders);
    }

    @Test
    void bothSetsOfHoldersAreCountedAndThoseMissingAreNamed() {
        var review = Review.ofNextRoot(next(alice), trusted, first, Holder.NOW);

        assertThat(review.quorums()).extracting(Quorum::whose).containsExactly("root 1", "root 2");
        assertThat(review.quorums()).extracting(Quorum::needed).containsExactly(1, 2);
        assertThat(review.missing()).extracting(key -> key.name().orElse("")).containsExactly("Bob", "Carol");
        assertThat(review.complete()).isFalse();
        assertThat(Review.ofNextRoot(next(alice, bob, carol), trusted, first, Holder.NOW)
                        .complete())
                .isTrue();
    }

    @Test
    void aServerWithAnotherTrustedRootIsNotFollowed() {
        var forged = Holder.signed(Holder.root(1, 1, online, carol), carol);

        assertThatThrownBy(() -> Review.ofNextRoot(next(alice), trusted, forged, Holder.NOW))
                .isInstanceOf(TufException.UntrustedRoot.class)
                .hasMessageContaining("is not root 1, the newest that the root you trust leads to");
    }

    @Test
    void aSkippedVersionAndAnExpiredRootAreRefused() {
        var third = Holder.signed(Holder.root(3, 2, online, alice, bob), alice);

        assertThatThrownBy(() -> Review.ofNextRoot(third, trusted, null, Holder.NOW))
                .hasMessage("root 3 waits for signatures (expected: root 2)");
        assertThatThrownBy(() -> Review.ofNextRoot(next(alice), trusted, null, Holder.NOW.plus(Duration.ofDays(366))))
                .hasMessageContaining("while it waited");
    }

    @Test
    void signaturesByStrangersAreWarnedOf() {
        var stranger = Holder.named("Mallory");

        assertThat(Review.ofNextRoot(next(alice, stranger), trusted, null, Holder.NOW)
                        .warnings())
                .containsExactly("the signature by " + stranger.key().id() + " is not valid");
    }

    @Test
    void artifactsAreComparedWithWhatIsPublished() {
        var targets = Holder.signed(Holder.delegating(4, "releases", 2, alice, bob), service);
        var published = Holder.signed(Holder.targets(1, Map.of("releases/a", "one", "releases/b", "two")), alice, bob);
        var waiting = Holder.signed(Holder.targets(2, Map.of("releases/b", "TWO!", "releases/c", "three")), alice);

        var review = Review.ofTargets(RELEASES, waiting, trusted, targets, null, published, Holder.NOW);

        assertThat(review.differences())
                .extracting(difference -> difference.kind().mark() + difference.subject())
                .containsExactly("~artifact releases/b", "+artifact releases/c", "-artifact releases/a");
        assertThat(review.missing()).containsExactly(bob.key());
        assertThat(review.warnings()).isEmpty();
    }

    @Test
    void artifactsOutsideTheDelegationAreWarnedOf() {
        var targets = Holder.signed(Holder.delegating(4, "releases", 1, alice), service);
        var waiting = Holder.signed(Holder.targets(1, Map.of("other/a", "one")));

        assertThat(Review.ofTargets(RELEASES, waiting, trusted, targets, null, null, Holder.NOW)
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("artifact other/a is not for this role");
    }

    @Test
    void aDelegationThatTheTrustedRootDoesNotVouchForIsRefused() {
        var forged = Holder.signed(Holder.delegating(4, "releases", 1, carol), carol);
        var waiting = Holder.signed(Holder.targets(1, Map.of("releases/a", "one")));

        assertThatThrownBy(() -> Review.ofTargets(RELEASES, waiting, trusted, forged, null, null, Holder.NOW))
                .isInstanceOf(TufException.UntrustedMetadata.class)
                .hasMessage("the targets role that delegates to releases is not signed as root 1 says");
    }

    @Test
    void aVersionThatDoesNotFollowThePublishedOneIsRefused() {
        var targets = Holder.signed(Holder.delegating(4, "releases", 1, alice), service);
        var published = Holder.signed(Holder.targets(5, Map.of()), alice);
        var waiting = Holder.signed(Holder.targets(2, Map.of()));

        assertThatThrownBy(() -> Review.ofTargets(RELEASES, waiting, trusted, targets, null, published, Holder.NOW))
                .hasMessage("releases 2 does not follow version 5, which is published");
    }

    @Test
    void holdersWhoAreToTakeOverAreToldSoAndCounted() {
        var targets = Holder.signed(Holder.delegating(4, "releases", 1, alice), service);
        var proposals = Holder.delegating(5, "releases", 2, bob, carol).delegations();
        var published = Holder.signed(Holder.targets(1, Map.of("releases/a", "one")), alice);
        var waiting = Holder.signed(Holder.targets(2, Map.of("releases/a", "one")), bob);

        var review = Review.ofTargets(RELEASES, waiting, trusted, targets, proposals, published, Holder.NOW);

        assertThat(review.missing()).containsExactly(carol.key());
        assertThat(review.differences())
                .singleElement()
                .extracting(Difference::line)
                .asString()
                .startsWith("~ delegation, with this version: 1 of Alice (")
                .contains(") for releases/* -> 2 of Bob (");
    }

    @Test
    void aVersionOfEarlierHoldersIsNoMeasure() {
        var targets = Holder.signed(Holder.delegating(4, "releases", 1, bob), service);
        var published = Holder.signed(Holder.targets(1, Map.of("releases/a", "one")), alice);
        var waiting = Holder.signed(Holder.targets(2, Map.of("releases/a", "one")));

        var review = Review.ofTargets(RELEASES, waiting, trusted, targets, null, published, Holder.NOW);

        assertThat(review.differences())
                .extracting(difference -> difference.kind().mark() + difference.subject())
                .containsExactly("+artifact releases/a");
        assertThat(review.warnings()).singleElement().asString().contains("everything is shown as added");
    }

    @Test
    void theChainTakesOnlyRootsThatFollow() {
        var second = next(alice, bob, carol);
        var chain = trusted.followedBy(second.toBytes());

        assertThat(chain.version()).isEqualTo(2);
        assertThat(trusted.continuedBy(List.of(first.toBytes(), second.toBytes()))
                        .version())
                .isEqualTo(2);
        assertThatThrownBy(() -> trusted.followedBy(next(bob, carol).toBytes()))
                .isInstanceOf(TufException.UntrustedMetadata.class);
        var other = Holder.signed(Holder.root(1, 1, online, carol), carol);
        assertThatThrownBy(() -> trusted.continuedBy(List.of(other.toBytes())))
                .hasMessage("root 1 is not the one that you trust");
    }
}

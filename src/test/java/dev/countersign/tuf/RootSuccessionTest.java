package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

final class RootSuccessionTest {
    private static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");
    private static final TestSigner A = TestSigner.of(1);
    private static final TestSigner B = TestSigner.of(2);
    private static final TestSigner C = TestSigner.of(3);
    private static final TestSigner ONLINE = TestSigner.of(4);
    private static final Role ONLINE_ROLE = new Role(List.of(ONLINE.id()), 1);

    private static Root root(int version, int threshold, TestSigner... signers) {
        var keys = TestSigner.keys(signers);
        keys.putAll(TestSigner.keys(ONLINE));
        return root(version, keys, new Role(List.copyOf(TestSigner.keys(signers).keySet()), threshold));
    }

    private static Root root(int version, SequencedMap<KeyId, Key> keys, Role role) {
        return Root.draft(version, EXPIRES, keys, role, ONLINE_ROLE, ONLINE_ROLE, ONLINE_ROLE);
    }

    private static void assertUntrusted(Metadata<Root> trusted, Metadata<Root> next, String message) {
        assertThatThrownBy(() -> RootSuccession.check(trusted, next, TargetsSigner.SERVICE))
                .isInstanceOf(TufException.UntrustedRoot.class)
                .hasMessageStartingWith("Failed to verify the trust: ")
                .hasMessageContaining(message);
    }

    @Test
    void aFirstRootIsVerifiedByItsOwnKeys() {
        var half = A.sign(root(1, 2, A, B));
        assertThat(RootSuccession.checkFirst(half).verified()).isFalse();
        assertThat(RootSuccession.checkFirst(half).byNew().missing()).containsExactly(B.id());
        assertThat(RootSuccession.checkFirst(B.sign(half)).verified()).isTrue();
    }

    @Test
    void aFirstRootNeedsASignatureAndNoneByOthers() {
        assertThatThrownBy(() -> RootSuccession.checkFirst(Metadata.of(root(1, 1, A), List.of())))
                .isInstanceOf(TufException.UntrustedRoot.class)
                .hasMessage("Metadata requires at least one valid signature");
        for (var stranger : List.of(C, ONLINE)) {
            assertThatThrownBy(() -> RootSuccession.checkFirst(stranger.sign(A.sign(root(1, 1, A)))))
                    .isInstanceOf(TufException.UntrustedRoot.class)
                    .hasMessageContaining("Bootstrap has invalid signature(s)")
                    .hasMessageContaining(stranger.id().value());
        }
    }

    @Test
    void aSignatureOverAnotherRootIsRefused() {
        var other = A.sign(root(2, 1, A)).signatures().getFirst();
        assertThatThrownBy(() -> RootSuccession.checkFirst(
                        Metadata.of(root(1, 1, A), List.of()).withSignature(other)))
                .hasMessageContaining("Bootstrap has invalid signature(s)");
    }

    @Test
    void theNextRootNeedsBothThresholds() {
        var trusted = A.sign(root(1, 1, A));
        var next = B.sign(root(2, 1, B));
        assertThat(RootSuccession.check(trusted, next, TargetsSigner.SERVICE)
                        .byNew()
                        .verified())
                .isTrue();
        assertThat(RootSuccession.check(trusted, next, TargetsSigner.SERVICE)
                        .byOld()
                        .verified())
                .isFalse();
        assertThat(RootSuccession.check(trusted, next, TargetsSigner.SERVICE).verified())
                .isFalse();
        assertThat(RootSuccession.check(trusted, A.sign(next), TargetsSigner.SERVICE)
                        .verified())
                .isTrue();
        assertThat(RootSuccession.check(trusted, A.sign(root(2, 1, B)), TargetsSigner.SERVICE)
                        .verified())
                .isFalse();
    }

    @Test
    void aRaisedThresholdHoldsForTheRootThatRaisesIt() {
        var trusted = A.sign(root(1, 1, A));
        var next = A.sign(root(2, 2, A, B));
        assertThat(RootSuccession.check(trusted, next, TargetsSigner.SERVICE).verified())
                .isFalse();
        assertThat(RootSuccession.check(trusted, B.sign(next), TargetsSigner.SERVICE)
                        .verified())
                .isTrue();
    }

    @Test
    void aLoweredThresholdDoesNotHelpTheRootThatLowersIt() {
        var trusted = B.sign(A.sign(root(1, 2, A, B)));
        assertThat(RootSuccession.check(trusted, A.sign(root(2, 1, A, B)), TargetsSigner.SERVICE)
                        .verified())
                .isFalse();
    }

    @Test
    void versionsGoUpByOne() {
        var trusted = A.sign(root(2, 1, A));
        assertUntrusted(trusted, A.sign(root(2, 1, A)), "Expected root version 3 instead got version 2");
        assertUntrusted(trusted, A.sign(root(1, 1, A)), "Expected root version 3 instead got version 1");
        assertUntrusted(trusted, A.sign(root(4, 1, A)), "Expected root version 3 instead got version 4");
        assertUntrusted(trusted, Metadata.of(root(4, 1, A), List.of()), "instead got version 4");
    }

    @Test
    void aRootWithoutOrWithForeignSignaturesIsRefused() {
        var trusted = A.sign(root(1, 1, A));
        assertUntrusted(trusted, Metadata.of(root(2, 1, A), List.of()), "at least one valid signature");
        assertUntrusted(trusted, C.sign(A.sign(root(2, 1, A))), C.id().value());
        assertUntrusted(trusted, ONLINE.sign(A.sign(root(2, 1, A))), ONLINE.id().value());
        assertUntrusted(trusted, Metadata.of(root(2, 1, A), List.of(A.sign(Bytes.utf8("other")))), "is not valid");
    }

    @Test
    void oneKeyUnderTwoIdsIsRefused() {
        var alias = A.keyUnder("alias");
        var keys = new LinkedHashMap<>(TestSigner.keys(A, ONLINE));
        keys.put(alias.id(), alias);
        var root = root(1, keys, new Role(List.of(A.id(), alias.id()), 2));
        assertThat(RootSuccession.problems(root, TargetsSigner.SERVICE))
                .singleElement()
                .asString()
                .contains("are the same key");
        assertThatThrownBy(() -> RootSuccession.checkFirst(A.sign(root)))
                .isInstanceOf(TufException.UntrustedRoot.class);
    }

    @Test
    void keysThatClientsCannotUseAreRefused() {
        var fulcio = Json.parseObject(
                Bytes.utf8("{\"keytype\":\"sigstore-oidc\",\"scheme\":\"Fulcio\","
                        + "\"keyval\":{\"identity\":\"a@example.com\",\"issuer\":\"https://example.com\"}}"),
                JsonLimits.METADATA);
        var keys = new LinkedHashMap<>(TestSigner.keys(A, ONLINE));
        keys.put(new KeyId("f"), new Key(new KeyId("f"), fulcio));
        var root = root(1, keys, new Role(List.of(A.id()), 1));
        assertThat(RootSuccession.problems(root, TargetsSigner.SERVICE))
                .singleElement()
                .asString()
                .contains("sigstore-oidc");
    }

    @Test
    void eachOnlineRoleHasOneKeyThatIsNoRootKey() {
        var good = new Role(List.of(A.id()), 1);
        var other = new Role(List.of(B.id()), 1);
        var both = new Role(List.of(B.id(), ONLINE.id()), 1);
        var keys = TestSigner.keys(A, B, ONLINE);
        assertThat(RootSuccession.problems(
                        Root.draft(1, EXPIRES, keys, good, ONLINE_ROLE, other, ONLINE_ROLE), TargetsSigner.SERVICE))
                .isEmpty();
        assertThat(RootSuccession.problems(
                        Root.draft(1, EXPIRES, keys, good, ONLINE_ROLE, both, ONLINE_ROLE), TargetsSigner.SERVICE))
                .containsExactly(
                        "the role snapshot has 2 keys and threshold 1 (expected: one online key, threshold 1)");
        assertThat(RootSuccession.problems(Root.draft(1, EXPIRES, keys, good, both, both, both), TargetsSigner.SERVICE))
                .hasSize(3);
        assertThat(RootSuccession.problems(
                        Root.draft(1, EXPIRES, keys, good, other, good, other), TargetsSigner.SERVICE))
                .singleElement()
                .asString()
                .contains("is also a key of the root role");
        assertThat(RootSuccession.problems(
                        Root.draft(1, EXPIRES, keys, good, other, other, other), TargetsSigner.SERVICE))
                .isEmpty();
    }
}

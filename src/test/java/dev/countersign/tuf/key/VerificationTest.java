package dev.countersign.tuf.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidValue;
import dev.countersign.tuf.TestSigner;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerificationTest {
    private static final Bytes MESSAGE = Bytes.utf8("signed");
    private static final TestSigner A = TestSigner.of(1);
    private static final TestSigner B = TestSigner.of(2);
    private static final TestSigner C = TestSigner.of(3);
    private static final Role TWO_OF_THREE = new Role(List.of(A.id(), B.id(), C.id()), 2);

    private static Verification verify(Role role, Signature... signatures) {
        return Verification.verify(role, TestSigner.keys(A, B, C), MESSAGE, List.of(signatures));
    }

    @Test
    void countsValidSignaturesAndNamesWhoIsMissing() {
        var one = verify(TWO_OF_THREE, B.sign(MESSAGE));
        assertThat(one.verified()).isFalse();
        assertThat(one.signed()).containsExactly(B.id());
        assertThat(one.missing()).containsExactly(A.id(), C.id());
        assertThat(verify(TWO_OF_THREE, B.sign(MESSAGE), A.sign(MESSAGE)).verified())
                .isTrue();
    }

    @Test
    void invalidAndForeignSignaturesCountAsNone() {
        var other = Bytes.utf8("other");
        var verification = verify(
                TWO_OF_THREE,
                A.sign(other),
                B.signAs(C.id(), MESSAGE),
                TestSigner.of(9).sign(MESSAGE),
                new Signature(B.id(), ""));
        assertThat(verification.signed()).isEmpty();
        assertThat(verification.missing()).containsExactly(A.id(), B.id(), C.id());
    }

    @Test
    void aSignatureByAKeyOfAnotherRoleDoesNotCount() {
        var onlyA = new Role(List.of(A.id()), 1);
        assertThat(verify(onlyA, B.sign(MESSAGE)).verified()).isFalse();
    }

    @Test
    void oneSignatureListedTwiceCountsOnce() {
        assertThat(verify(TWO_OF_THREE, A.sign(MESSAGE), A.sign(MESSAGE)).verified())
                .isFalse();
    }

    @Test
    void oneKeyUnderTwoIdsCountsOnce() {
        var alias = A.keyUnder("alias");
        var keys = new LinkedHashMap<>(TestSigner.keys(A));
        keys.put(alias.id(), alias);
        var role = new Role(List.of(A.id(), alias.id()), 2);
        var verification =
                Verification.verify(role, keys, MESSAGE, List.of(A.sign(MESSAGE), A.signAs(alias.id(), MESSAGE)));
        assertThat(verification.verified()).isFalse();
        assertThat(verification.signed()).hasSize(1);
        assertThat(verification.missing()).isEmpty();
    }

    @Test
    void aRoleNeedsAThresholdItsKeysCanReach() {
        assertThatThrownBy(() -> new Role(List.of(A.id()), 0)).hasMessage("threshold: 0 (expected: >= 1)");
        assertThat(new Role(List.of(A.id()), 2).thresholdProblem())
                .contains("threshold: 2 (expected: <= 1, the number of keyids)");
        assertThat(new Role(List.of(A.id()), 1).thresholdProblem()).isEmpty();
        assertThatThrownBy(() -> new Role(List.of(A.id(), A.id()), 1)).isInstanceOf(InvalidValue.class);
    }
}

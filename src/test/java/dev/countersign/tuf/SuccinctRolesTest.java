package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.InvalidValue;
import dev.countersign.tuf.key.KeyId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SuccinctRolesTest {
    private static final List<KeyId> KEYS = List.of(TestSigner.of(1).id());

    private static SuccinctRoles bins(int bitLength) {
        return new SuccinctRoles(KEYS, 1, bitLength, "bins");
    }

    @Test
    void refusesWhatIsNoDelegationToBins() {
        assertThatThrownBy(() -> bins(0)).hasMessage("bit_length: 0 (expected: 1..16)");
        assertThatThrownBy(() -> bins(17)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new SuccinctRoles(KEYS, 0, 4, "bins")).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> bins(1).bins().name(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}

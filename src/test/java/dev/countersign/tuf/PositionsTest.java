package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PositionsTest {
    @Test
    void aRoleGoesToItsPlaceAndTheOthersKeepTheirOrder() {
        assertThat(placed(Map.of("d", 1))).containsExactly("d", "a", "b", "c");
        assertThat(placed(Map.of("a", 3))).containsExactly("b", "c", "a", "d");
        assertThat(placed(Map.of("a", 2, "d", 1))).containsExactly("d", "a", "b", "c");
    }

    @Test
    void behindTheEndARoleIsLast() {
        assertThat(placed(Map.of("b", Positions.LAST))).containsExactly("a", "c", "d", "b");
    }

    @Test
    void placesBeginAtOneAndEndSomewhere() {
        assertThat(Positions.problem(1)).isEmpty();
        assertThat(Positions.problem(1_024)).isEmpty();
        assertThat(Positions.problem(0)).contains("0 (expected: 1 to 1024)");
        assertThat(Positions.problem(1_025)).contains("1025 (expected: 1 to 1024)");
    }

    private static List<String> placed(Map<String, Integer> positions) {
        return Positions.placed(List.of("a", "b", "c", "d"), role -> Optional.ofNullable(positions.get(role)));
    }
}

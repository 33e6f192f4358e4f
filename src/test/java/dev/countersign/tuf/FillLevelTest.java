package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FillLevelTest {
    @Test
    void theLevelsBeginAtSixtyEightyAndNinetyFiveHundredthsOfTheRolesOwnLimit() {
        var bin = new RoleName("bins-0");
        assertThat(FillLevel.compute(bin, 2_999_999)).isEqualTo(FillLevel.ROOMY);
        assertThat(FillLevel.compute(bin, 3_000_000)).isEqualTo(FillLevel.NOTABLE);
        assertThat(FillLevel.compute(bin, 3_999_999)).isEqualTo(FillLevel.NOTABLE);
        assertThat(FillLevel.compute(bin, 4_000_000)).isEqualTo(FillLevel.HIGH);
        assertThat(FillLevel.compute(bin, 4_750_000)).isEqualTo(FillLevel.NEARLY_FULL);
        assertThat(FillLevel.compute(RoleName.SNAPSHOT, 1_600_000)).isEqualTo(FillLevel.HIGH);
        assertThat(FillLevel.compute(RoleName.ROOT, 61_000)).isEqualTo(FillLevel.NOTABLE);
    }
}

package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PassingTest {

    private long steady = 1_000;
    private long wall = 1_800_000_000_000_000_000L;
    private final Passing passing = new Passing(() -> steady, () -> wall);
    private final long start = passing.getAsLong();

    private long passed(long steadily, long onTheWall) {
        steady += steadily;
        wall += onTheWall;
        return passing.getAsLong() - start;
    }

    @Test
    void passesLikeBothClocks() {
        assertThat(passed(10, 10)).isEqualTo(10);
        assertThat(passed(10, 10)).isEqualTo(20);
    }

    @Test
    void passesWhileTheMachineIsSuspended() {
        assertThat(passed(1, 5_000)).isEqualTo(5_000);
        assertThat(passed(10, 10)).isEqualTo(5_010);
    }

    @Test
    void isNotHeldUpByAClockThatIsSetBack() {
        assertThat(passed(10, -100_000)).isEqualTo(10);
        assertThat(passed(10, 10)).isEqualTo(20);
        // Set right again: nothing has passed but what has passed.
        assertThat(passed(10, 100_010)).isEqualTo(30);
    }
}

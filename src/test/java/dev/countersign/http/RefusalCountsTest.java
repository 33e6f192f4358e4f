package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.Permission;
import dev.countersign.http.RefusalCounts.RefusalCount;
import dev.countersign.tuf.RepositoryName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalCountsTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    private Instant now = NOON;
    private final RefusalCounts counts = new RefusalCounts(() -> now);

    private static RefusedAccess from(int network) {
        return from(network, "GET /api/v1/config");
    }

    private static RefusedAccess from(int network, String operation) {
        var address = ClientAddress.plain("2001:db8:0:" + Integer.toHexString(network) + "::1")
                .orElseThrow();
        return new RefusedAccess(
                address.network(),
                Optional.empty(),
                new RequestPurpose(operation, new Need.Permitted(Permission.READ), Optional.of(RepositoryName.DEFAULT)),
                RefusedAccess.Cause.NOT_VALID);
    }

    @Test
    void theSameIsCountedOnceWithItsFirstAndLastTime() {
        counts.refused(from(1));
        now = NOON.plusSeconds(3);
        counts.refused(from(2));
        now = NOON.plusSeconds(5);
        counts.refused(from(1));

        assertThat(counts.take())
                .containsExactly(
                        new RefusalCount(Optional.of(from(1)), 2, NOON, NOON.plusSeconds(5)),
                        new RefusalCount(Optional.of(from(2)), 1, NOON.plusSeconds(3), NOON.plusSeconds(3)));
        assertThat(counts.take()).isEmpty();
    }

    @Test
    void aFloodFromManyNetworksStaysSmallAndNoneIsLost() {
        IntStream.range(0, 100_000).forEach(i -> counts.refused(from(i % 5_000)));

        var taken = counts.take();
        assertThat(taken).hasSize(RefusalCounts.MOST + 1);
        assertThat(taken.stream().mapToLong(RefusalCount::times).sum()).isEqualTo(100_000);
        assertThat(taken).filteredOn(count -> count.access().isEmpty()).hasSize(1);
    }

    @Test
    void whoeverTriesEverythingLeavesRoomForOthers() {
        IntStream.range(0, 1_000).forEach(i -> counts.refused(from(1, "GET /" + i)));
        counts.refused(from(2));

        var taken = counts.take();
        assertThat(taken).hasSize(RefusalCounts.MOST_OF_ONE + 2);
        assertThat(taken).contains(new RefusalCount(Optional.of(from(2)), 1, NOON, NOON));
        assertThat(taken.stream().mapToLong(RefusalCount::times).sum()).isEqualTo(1_001);
    }

    @Test
    void whatCouldNotBeKeptIsCountedOn() {
        counts.refused(from(1));
        var taken = counts.take();
        now = NOON.plusSeconds(9);
        counts.refused(from(1));
        taken.forEach(counts::add);

        assertThat(counts.take())
                .isEqualTo(List.of(new RefusalCount(Optional.of(from(1)), 2, NOON, NOON.plusSeconds(9))));
    }
}

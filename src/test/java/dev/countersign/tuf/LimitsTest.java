package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import org.junit.jupiter.api.Test;

final class LimitsTest {
    @Test
    void refusesFilesThatClientsWouldNotDownload() {
        var largest = Bytes.wrap(new byte[Limits.TIMESTAMP]);
        assertThatCode(() -> Limits.check(RoleName.TIMESTAMP, largest)).doesNotThrowAnyException();
        var tooLarge = Bytes.wrap(new byte[Limits.TIMESTAMP + 1]);
        assertThatThrownBy(() -> Limits.check(RoleName.TIMESTAMP, tooLarge))
                .isInstanceOf(TufException.TooLarge.class)
                .hasMessageStartingWith("timestamp would have 16385 bytes (expected: <= 16384");
    }

    @Test
    void delegatedRolesHaveTheLimitOfTargets() {
        assertThat(Limits.maxBytes(new RoleName("bins-00")))
                .isEqualTo(Limits.maxBytes(RoleName.TARGETS))
                .isEqualTo(5_000_000);
        assertThat(Limits.maxBytes(RoleName.ROOT)).isEqualTo(101_376);
        assertThat(Limits.maxBytes(RoleName.SNAPSHOT)).isEqualTo(2_000_000);
    }
}

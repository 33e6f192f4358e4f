package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ForeignRepositoryTest {
    private final Instant now = Instant.now();

    @Test
    void emptyFilesWithoutEndAreRefusedBeforeTheyFillTheMemory() {
        var kept = new AtomicInteger();
        HandedInFiles endless = each -> {
            while (kept.get() < 1_000_000) {
                each.accept(kept.incrementAndGet() + ".root.json", Bytes.EMPTY);
            }
        };
        assertThatThrownBy(() -> ForeignRepository.verify(endless, now))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("more than 33554432 bytes together");
        assertThat(kept).hasValueLessThan(100_000);
    }

    @Test
    void aFileThatComesTwiceIsRefusedOfWhateverRole() {
        var files = ForeignSample.tufOnCi(now).current();
        for (var twice : new String[] {"2.root.json", "timestamp.json", "2.myrole.json"}) {
            HandedInFiles handedIn = each -> {
                files.forEach(each);
                each.accept(twice, files.get(twice));
            };
            assertThatThrownBy(() -> ForeignRepository.verify(handedIn, now))
                    .as(twice)
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining(twice + " is there twice (expected: each file once)");
        }
    }
}

package dev.countersign.publish;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * How a publication that makes many files shares the machine with readers.
 *
 * @param sliceBytes how many bytes of role files are loaded, signed and written together; memory use is a small multiple
 * @param pauses the longest time that all pauses between slices may take together; zero for no pauses, and then the next
 *     slice is loaded while one is being signed
 */
public record Pace(int sliceBytes, Duration pauses) {

    /** While somebody waits for the publication: for a change, or because metadata has expired. */
    static final Pace SWIFT = new Pace(1 << 20, Duration.ZERO);

    /**
     * While nobody waits, as when roles are only signed again: small slices with pauses, so that readers hardly notice.
     */
    static final Pace GENTLE = new Pace(1 << 16, Duration.ofSeconds(4));

    /** A pause is at most this many times as long as the slice before it. */
    private static final int TIMES_THE_SLICE = 2;

    /** The transaction stays open during a pause, and PostgreSQL ends one in which nothing happens for long. */
    private static final Duration LONGEST = Duration.ofMillis(100);

    /**
     * How long to pause after a slice.
     *
     * @param slice how long it took
     * @param share how much of the whole publication it was, from 0 to 1
     */
    Duration pauseAfter(Duration slice, double share) {
        var due = Duration.ofNanos((long) (pauses.toNanos() * share));
        return Collections.min(List.of(LONGEST, due, slice.multipliedBy(TIMES_THE_SLICE)));
    }
}

package dev.countersign.publish;

import java.time.Duration;
import java.time.Instant;

/** Whether this machine's clock can be believed. */
public sealed interface ClockVerdict {

    /** Whether anything may be signed and dated by the clock. */
    boolean mayPublish();

    /** Whether this witness tells another time. */
    boolean isDoubtedBy(Witness witness);

    /** Nothing speaks against it. */
    record Sound() implements ClockVerdict {
        @Override
        public boolean mayPublish() {
            return true;
        }

        @Override
        public boolean isDoubtedBy(Witness witness) {
            return false;
        }
    }

    /** Who tells another time. */
    enum Witness {
        /** The last publication, which is dated later. */
        PUBLICATION,
        /** PostgreSQL, whose clock shows another time. */
        POSTGRESQL
    }

    /**
     * A witness tells another time. Which of the two is right is not known.
     *
     * @param clock what this machine's clock shows
     * @param other what the witness says
     * @param sentence for an operator: what is wrong, what follows, what to do
     */
    record Doubtful(Witness witness, Instant clock, Instant other, boolean mayPublish, String sentence)
            implements ClockVerdict {

        @Override
        public boolean isDoubtedBy(Witness other) {
            return witness == other;
        }

        /** How much later the witness says it is; negative when it says earlier. */
        public Duration difference() {
            return Duration.between(clock, other);
        }
    }
}

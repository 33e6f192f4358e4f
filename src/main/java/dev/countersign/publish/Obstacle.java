package dev.countersign.publish;

/** What keeps a leader from publishing while submissions are accepted and readers are served; it ends by itself. */
public sealed interface Obstacle {

    /** For an operator: what is wrong and what to do about it. */
    String sentence();

    /** The online key cannot sign. */
    record UnusableKey(String sentence) implements Obstacle {}

    /** This machine's clock cannot be believed. */
    record DoubtedClock(ClockVerdict.Doubtful doubt) implements Obstacle {
        @Override
        public String sentence() {
            return doubt.sentence();
        }
    }
}

package dev.countersign.publish;

/** What became of one step of leading. */
sealed interface Progress {

    /** There was nothing to do. */
    record Idle() implements Progress {}

    /**
     * Something was published or decided.
     *
     * @param state afterwards
     * @param changes of targets; 0 also when there was no room for more of them in the batch
     * @param files made of them
     */
    record Worked(State state, long changes, int files) implements Progress {

        static Worked by(Published published, long changes) {
            return new Worked(published.state(), changes, published.files().count());
        }
    }

    /** There may be something to do, but nothing can be published. */
    record Blocked(Obstacle why) implements Progress {}
}

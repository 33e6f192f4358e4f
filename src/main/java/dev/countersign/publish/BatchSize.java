package dev.countersign.publish;

/**
 * How many submissions one publication applies. It is halved by a failure that one submission may be the cause of, until
 * that one is alone and can be set aside; afterwards it is doubled until it is what it was.
 */
record BatchSize(int most, int now) {

    static BatchSize full(int most) {
        return new BatchSize(most, most);
    }

    BatchSize afterSuccess() {
        return new BatchSize(most, (int) Math.min(most, 2L * now));
    }

    /** @param submissions in the batch that failed, more than one */
    BatchSize afterFailure(int submissions) {
        return new BatchSize(most, submissions / 2);
    }
}

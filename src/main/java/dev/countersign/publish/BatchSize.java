package dev.countersign.publish;

/**
 * How many submissions one publication applies. Each failure that a single submission may have caused halves it, until
 * that submission is alone and can be set aside. Each success doubles it again, up to the most.
 */
record BatchSize(int most, int now) {

    static BatchSize full(int most) {
        return new BatchSize(most, most);
    }

    BatchSize afterSuccess() {
        return new BatchSize(most, (int) Math.min(most, 2L * now));
    }

    /** @param submissions how many the failed batch had; more than one */
    BatchSize afterFailure(int submissions) {
        return new BatchSize(most, submissions / 2);
    }
}

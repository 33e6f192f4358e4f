package dev.countersign.cli.artifact;

import dev.countersign.cli.CliFailure;
import dev.countersign.wire.RequestLimits;

/** How many artifacts a command puts into one request: its option {@code --batch}. */
public final class RequestBatch {
    private RequestBatch() {}

    /** @throws CliFailure.Misused for a number that no request may have */
    public static void check(int batch) {
        if (batch < 1 || batch > RequestLimits.ARTIFACTS) {
            throw new CliFailure.Misused("--batch: " + batch + " (expected: 1 to " + RequestLimits.ARTIFACTS + ")");
        }
    }
}

package dev.countersign.app.service;

import dev.countersign.publish.SignsOfLife;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Lines of the log that say how far a signing of many roles is, once in a while. Any thread. */
final class SigningLines {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Logger log;
    private final InstantSource clock;

    /** Guarded by this, as is the next one: what is being signed, and since when nothing was said of it. */
    private @Nullable SignsOfLife told;

    private Instant silentSince;

    SigningLines(Logger log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
        this.silentSince = clock.instant();
    }

    /** @param about makes a line of a sentence */
    synchronized void tell(@Nullable SignsOfLife signing, UnaryOperator<String> about) {
        var now = clock.instant();
        if (signing != told) {
            told = signing;
            silentSince = now;
        } else if (signing != null && Duration.between(silentSince, now).compareTo(EVERY) >= 0) {
            signing.sentence().ifPresent(sentence -> log.info("{}", about.apply(sentence)));
            silentSince = now;
        }
    }
}

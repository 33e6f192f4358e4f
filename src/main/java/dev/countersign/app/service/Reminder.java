package dev.countersign.app.service;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Logs what lasts: when it begins, once in a while as long as it lasts, and when it is over. Any thread. */
final class Reminder {

    private final Logger log;
    private final LongSupplier nanos;
    private final Map<String, Long> said = new HashMap<>();

    /** @param nanos a steady clock, as {@link System#nanoTime} */
    Reminder(Logger log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    /** @param every how long it is silent after the last time */
    synchronized void say(String what, Duration every, String sentence) {
        var now = nanos.getAsLong();
        var last = said.get(what);
        if (last == null || now - Objects.requireNonNull(last) >= every.toNanos()) {
            said.put(what, now);
            log.warn("{}", sentence);
        }
    }

    /** @param sentence logged once, and only if there was a complaint about this before */
    synchronized void over(String what, String sentence) {
        if (said.remove(what) != null) {
            log.info("{}", sentence);
        }
    }
}

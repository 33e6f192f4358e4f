package dev.countersign.publish;

import dev.countersign.publish.ClockVerdict.Witness;
import dev.countersign.repository.Head;
import dev.countersign.repository.Repository;
import dev.countersign.repository.StoreClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * This machine's clock, and what speaks against it. Everything is decided and dated by this clock. When a witness tells
 * another time, this class alone judges whether anything may be published. Any thread.
 *
 * <p>The rule: publishing goes on while what is signed now is valid by either clock, which is while they differ by at
 * most half of the shortest lifetime. Beyond that, a clock that is ahead would sign metadata that stays valid too long,
 * so that clients could be kept on old versions; a clock that is behind would sign what has expired already.
 */
public final class WatchedClock implements InstantSource {

    /** Clocks that are synchronised differ by much less. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** Before there is a repository. */
    private static final int DAYS = 1;

    private record Reading(Instant store, long nanos) {}

    private final InstantSource clock;
    private final LongSupplier nanos;
    private final StoreClock store;
    private final long misdated;
    private volatile @Nullable Reading reading;

    /**
     * A clock that nothing has been compared with yet.
     *
     * @param nanos a steady clock, as {@link System#nanoTime}
     * @param misdated the last publication that an operator knows to have been dated by a wrong clock; 0 for none
     */
    public WatchedClock(InstantSource clock, LongSupplier nanos, StoreClock store, long misdated) {
        this.clock = clock;
        this.nanos = nanos;
        this.store = store;
        this.misdated = misdated;
    }

    @Override
    public Instant instant() {
        return clock.instant();
    }

    /** Asks PostgreSQL for its time. */
    public Future<Void> compare() {
        var asked = nanos.getAsLong();
        return store.now().map(then -> {
            reading = new Reading(then, asked + (nanos.getAsLong() - asked) / 2);
            return null;
        });
    }

    /**
     * How much later it is by PostgreSQL's clock. That clock is asked now and then; in between, the steady clock is
     * added.
     */
    public Duration storeAhead() {
        return storeAhead(clock.instant());
    }

    private Duration storeAhead(Instant now) {
        var last = reading;
        return last == null
                ? Duration.ZERO
                : Duration.between(now, last.store.plusNanos(nanos.getAsLong() - last.nanos));
    }

    /** How much later than this clock the last publication is dated; negative for the past, as it should be. */
    public Duration publicationAhead(Head head) {
        return Duration.between(clock.instant(), head.committedAt());
    }

    /** Judges the clock as it is now. */
    public ClockVerdict judge(Head head, Repository repository) {
        return judge(clock.instant(), head, repository);
    }

    /** @param now what the clock has just shown */
    ClockVerdict judge(Instant now, Head head, Repository repository) {
        var bound = bound(repository);
        var storeAhead = storeAhead(now);
        if (storeAhead.abs().compareTo(TOLERANCE) > 0) {
            return byStore(now, storeAhead, storeAhead.abs().compareTo(bound) <= 0);
        }
        var publicationAhead = Duration.between(now, head.committedAt());
        if (publicationAhead.compareTo(TOLERANCE) > 0) {
            var nothingSigned = !(repository instanceof Repository.Established);
            var known = head.publication() <= misdated;
            return byPublication(now, head, nothingSigned || known || publicationAhead.compareTo(bound) <= 0);
        }
        return new ClockVerdict.Sound();
    }

    private static Duration bound(Repository repository) {
        var days = repository instanceof Repository.Established established
                ? established.settings().shortestDays()
                : DAYS;
        return Duration.ofDays(days).dividedBy(2);
    }

    private static ClockVerdict byStore(Instant now, Duration ahead, boolean mayPublish) {
        var sentence = "the clock of this machine shows " + shown(now) + ", which is " + text(ahead.abs())
                + (ahead.isNegative() ? " ahead of" : " behind") + " the clock of PostgreSQL; set the wrong one right. "
                + (mayPublish
                        ? "Publishing goes by this machine's clock meanwhile"
                        : "Nothing is published until they agree; publishing goes on by itself then");
        return new ClockVerdict.Doubtful(Witness.POSTGRESQL, now, now.plus(ahead), mayPublish, sentence);
    }

    private static ClockVerdict byPublication(Instant now, Head head, boolean mayPublish) {
        var dated = "publication " + head.publication() + " is dated " + shown(head.committedAt()) + ", "
                + text(Duration.between(now, head.committedAt())) + " after the clock of this machine, which shows "
                + shown(now) + ". ";
        var sentence = mayPublish
                ? dated + "What was signed with a wrong date is signed again by this clock"
                : dated + "Nothing is published until they agree. If this clock is wrong, set it right: publishing goes"
                        + " on by itself. If it is right, that publication was dated by a wrong clock: set"
                        + " publishing.misdated to " + head.publication() + " and restart, and everything is signed"
                        + " again with the right expiry";
        return new ClockVerdict.Doubtful(Witness.PUBLICATION, now, head.committedAt(), mayPublish, sentence);
    }

    private static String shown(Instant instant) {
        return instant.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    }

    private static String text(Duration duration) {
        if (duration.toDays() >= 2) {
            return duration.toDays() + " days";
        }
        return duration.toHours() >= 2 ? duration.toHours() + " hours" : duration.toMinutes() + " minutes";
    }
}

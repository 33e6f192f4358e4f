package dev.countersign.app.service;

import dev.countersign.ceremony.Shown;
import dev.countersign.publish.ClockVerdict;
import dev.countersign.publish.Obstacle;
import dev.countersign.publish.WatchedClock;
import dev.countersign.repository.HeldRole;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RepositoryId;
import dev.countersign.sign.KeyPlaces;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.tuf.key.Key;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * Looks, on every node that uses a repository, at what people have to mend while everything else goes on: an online key that cannot sign, a
 * clock that cannot be believed, roles whose holders must sign soon or that are nearly full. Tells readiness, metrics and the log.
 */
final class Lookout {

    private static final Duration EVERY_MINUTE = Duration.ofMinutes(1);
    private static final String SLOW_KEY = "slow-key";
    private static final Duration EVERY_HOUR = Duration.ofHours(1);
    private static final Duration EVERY_DAY = Duration.ofDays(1);

    private final String about;
    private final Conditions conditions;
    private final PublicationMetrics metrics;
    private final Latest latest;
    private final WatchedClock clock;
    private final RepositoryId id;
    private final EventBusSigningPool signing;
    private final HeldRoles heldRoles;
    private final FullRoles fullRoles;
    private final Reminder reminder;
    private Set<String> announced = Set.of();
    private Future<Void> looking = Future.succeededFuture();

    /** @param about what log lines begin with */
    Lookout(
            String about,
            Conditions conditions,
            PublicationMetrics metrics,
            Latest latest,
            WatchedClock clock,
            RepositoryId id,
            EventBusSigningPool signing,
            HeldRoles heldRoles,
            FullRoles fullRoles,
            LongSupplier nanos) {
        this.about = about;
        this.conditions = conditions;
        this.metrics = metrics;
        this.latest = latest;
        this.clock = clock;
        this.id = id;
        this.signing = signing;
        this.heldRoles = heldRoles;
        this.fullRoles = fullRoles;
        this.reminder = new Reminder(LoggerFactory.getLogger(Lookout.class), nanos);
    }

    /** Looks once, unless a look is still under way. Never fails: others report a store that is away. */
    synchronized Future<Void> look() {
        if (looking.isComplete()) {
            var view = latest.view();
            lookAtClock(view);
            metrics.tellSigning();
            looking = Future.join(lookAtKey(view.repository()), lookAtHolders(view), fullRoles.look(view))
                    .transform(_ -> Future.succeededFuture());
        }
        return looking;
    }

    private void lookAtClock(Latest.View view) {
        metrics.clock(clock.publicationAhead(view.head()));
        switch (clock.judge(view.head(), view.repository())) {
            case ClockVerdict.Sound _ -> met(Condition.CLOCK, "the clock of this machine is right again");
            case ClockVerdict.Doubtful doubtful -> waitFor(Condition.CLOCK, doubtful.sentence());
        }
    }

    private Future<Void> lookAtKey(Repository repository) {
        if (!(repository instanceof Repository.Established established)) {
            met(Condition.KEY, "no online key is needed");
            return Future.succeededFuture();
        }
        var keys = established.onlineKeys();
        mentionSlow(keys);
        var looks = keys.stream().map(this::problem).toList();
        return Future.join(looks).transform(looked -> {
            var problems = looks.stream()
                    .filter(Future::succeeded)
                    .flatMap(look -> look.result().stream())
                    .toList();
            if (!problems.isEmpty()) {
                waitFor(Condition.KEY, String.join("; ", problems));
            } else if (looked.succeeded() && metrics.obstacle() instanceof Obstacle.UnusableKey refused) {
                waitFor(Condition.KEY, sentence(established.onlineKey(), refused.sentence()));
            } else if (looked.succeeded()) {
                met(Condition.KEY, "the online key signs again");
            }
            return Future.succeededFuture();
        });
    }

    /** Why the key cannot sign; empty for one that can. Fails when that is not known. */
    private Future<Optional<String>> problem(Key key) {
        return signing.standing(id, key)
                .map(_ -> Optional.<String>empty())
                .recover(failure -> failure instanceof KeyUnavailable unavailable
                        ? Future.succeededFuture(Optional.of(sentence(key, String.valueOf(unavailable.getMessage()))))
                        : Future.failedFuture(failure));
    }

    private void mentionSlow(Set<Key> keys) {
        keys.stream()
                .flatMap(key -> signing.slow(key).stream()
                        .map(sentence -> "the online key " + Shown.text(KeyPlaces.uri(key)) + " " + sentence))
                .findFirst()
                .ifPresentOrElse(
                        sentence -> {
                            conditions.mention(SLOW_KEY, sentence);
                            reminder.say(SLOW_KEY, EVERY_MINUTE, about + sentence);
                        },
                        () -> {
                            conditions.unmention(SLOW_KEY);
                            reminder.over(SLOW_KEY, about + "the online key signs as fast as is needed again");
                        });
    }

    private static String sentence(Key key, String problem) {
        return "the online key " + Shown.text(KeyPlaces.uri(key)) + " cannot sign: " + problem
                + (KeyPlaces.scheme(key).equals(KeyPlaces.IN_FILES)
                        ? " (fn: keys lie in the folder that keys.directory names)"
                        : " (docs/online-keys.md says how keys elsewhere are reached)")
                + ". Readers are served and submissions accepted; they are published as soon as the key can sign,"
                + " without a restart";
    }

    /** Not by a clock that cannot be believed. */
    private Future<Void> lookAtHolders(Latest.View view) {
        return view.repository() instanceof Repository.Established established
                        && clock.judge(view.head(), established).mayPublish()
                ? heldRoles.of(established, view.head()).map(roles -> {
                    announce(roles, clock.instant());
                    return null;
                })
                : Future.succeededFuture();
    }

    private void announce(List<HeldRole> roles, Instant now) {
        metrics.heldRoles(roles, now);
        var due = new HashSet<String>();
        for (var role : roles) {
            if (role.isDue(now)) {
                var name = role.name().value();
                due.add(name);
                var sentence = HeldRoles.sentence(role, now);
                conditions.mention(name, sentence);
                reminder.say(name, role.isExpired(now) ? EVERY_HOUR : EVERY_DAY, about + sentence);
            }
        }
        for (var name : announced) {
            if (!due.contains(name)) {
                conditions.unmention(name);
                reminder.over(name, about + name + " has been signed in time or is no longer needed");
            }
        }
        announced = due;
    }

    private void waitFor(Condition condition, String sentence) {
        conditions.waitFor(condition, sentence);
        reminder.say(condition.word(), EVERY_MINUTE, about + sentence);
    }

    private void met(Condition condition, String sentence) {
        conditions.met(condition);
        reminder.over(condition.word(), about + sentence);
    }
}

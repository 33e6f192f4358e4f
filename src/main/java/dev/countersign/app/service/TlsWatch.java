package dev.countersign.app.service;

import dev.countersign.app.config.StartFailure;
import dev.countersign.http.tls.PemFiles;
import dev.countersign.http.tls.ServerTls;
import dev.countersign.http.tls.UnusableFiles;
import dev.countersign.tuf.Validity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a listener at what its PEM files hold, and tells operators when that is not to be used or expires. */
public final class TlsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);
    private static final Duration WEEKS = Duration.ofDays(21);
    private static final Duration EVERY_DAY = Duration.ofDays(1);
    private static final Duration EVERY_HOUR = Duration.ofHours(1);

    private final String name;
    private final PemFiles files;
    private final ServerTls tls;
    private final Conditions conditions;
    private final Clock clock;
    private final Reminder reminder = new Reminder(LOG, System::nanoTime);
    private Optional<String> said = Optional.empty();
    private Future<Void> looking = Future.succeededFuture();

    private TlsWatch(String name, PemFiles files, ServerTls tls, Conditions conditions, Clock clock) {
        this.name = name;
        this.files = files;
        this.tls = tls;
        this.conditions = conditions;
        this.clock = clock;
    }

    /**
     * Reads the files, and again every few seconds.
     *
     * @param listener its group in the configuration
     * @param conditions where it is mentioned what people must see to
     * @throws StartFailure when they cannot be used now
     */
    public static ServerTls follow(
            String listener, PemFiles files, Vertx vertx, Conditions conditions, MeterRegistry registry, Clock clock) {
        var watch = of(listener, files, vertx, conditions, registry, clock);
        watch.look();
        vertx.setPeriodic(LOOK_INTERVAL.toMillis(), _ -> watch.look());
        return watch.tls;
    }

    private static TlsWatch of(
            String listener, PemFiles files, Vertx vertx, Conditions conditions, MeterRegistry registry, Clock clock) {
        try {
            var tls = ServerTls.load(vertx, files, clock);
            TimeGauge.builder(
                            "countersign.tls.certificate.expiry",
                            tls,
                            TimeUnit.SECONDS,
                            it -> it.expires().getEpochSecond())
                    .description("When the certificate of a listener expires, in seconds since 1970")
                    .tag("listener", listener)
                    .register(registry);
            return new TlsWatch(listener + ".tls", files, tls, conditions, clock);
        } catch (UnusableFiles unusable) {
            throw StartFailure.misconfigured(listener + ".tls: " + unusable.getMessage());
        }
    }

    /** Looks once, unless a look is still under way. */
    synchronized void look() {
        if (looking.isComplete()) {
            looking = tls.look().transform(looked -> {
                tell(
                        looked.failed()
                                ? Optional.of("a listener did not take them: "
                                        + looked.cause().getMessage())
                                : tls.problem());
                if (looked.succeeded() && looked.result()) {
                    LOG.info("{}: the new certificate is in use, valid until {}", name, tls.expires());
                }
                return Future.succeededFuture();
            });
        }
    }

    private synchronized void tell(Optional<String> problem) {
        tellOfFiles(problem);
        tellOfExpiry();
    }

    /** Once for each thing that is wrong, because files can stay half written for a while. */
    private void tellOfFiles(Optional<String> problem) {
        var what = "files of " + name;
        problem.ifPresentOrElse(
                why -> conditions.mention(what, why + "; what was read before stays in use until then"),
                () -> conditions.unmention(what));
        if (!problem.equals(said)) {
            problem.ifPresentOrElse(
                    why -> LOG.warn("{}: the new files are not used: {}; what was read before stays in use", name, why),
                    () -> LOG.info("{}: the files are right again", name));
            said = problem;
        }
    }

    private void tellOfExpiry() {
        var what = "certificate of " + name;
        var now = clock.instant();
        var expires = tls.expires();
        var notice = Validity.notice(tls.lifetime(), WEEKS);
        if (now.plus(notice).isBefore(expires)) {
            conditions.unmention(what);
            reminder.over(what, "the certificate of " + name + " has been replaced in time");
            return;
        }
        boolean expired = !now.isBefore(expires);
        var sentence = "the certificate of " + name + " (" + files.certificate() + ") "
                + (expired ? "has expired: clients refuse it since " : "expires ")
                + expires.truncatedTo(ChronoUnit.SECONDS)
                + "; put a new one and its key in place of the files, which are read again without a restart";
        conditions.mention(what, sentence);
        reminder.say(what, expired ? EVERY_HOUR : EVERY_DAY, sentence);
    }
}

package dev.countersign.cli.watch;

import dev.countersign.aws.AwsSettings;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Words;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.Credentials;
import dev.countersign.client.HostAddresses;
import dev.countersign.client.Transport;
import dev.countersign.json.Json;
import dev.countersign.watch.Alarm;
import dev.countersign.watch.RegistryWatch;
import dev.countersign.watch.SourceSettings;
import dev.countersign.watch.SourceTrouble;
import dev.countersign.watch.TargetSigning;
import dev.countersign.watch.Watching;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign watch}: has signed what registries publish that know nothing of TUF. */
@Command(
        name = "watch",
        description = {
            "Follow registries, and have what they publish signed: files are fetched and hashed once, and added to the"
                    + " repository. A file whose bytes change later under the same name is an alarm and no update.",
            "Give one source by options, or several in a file: conf/watch.yaml shows every key.",
            "With --once, for cron: ends with 0 when everything is signed, 1 when something cannot be, 4 when a"
                    + " registry could not be read, 5 with an alarm."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class WatchCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The sources, in YAML.")
    private @Nullable Path config;

    @Option(names = "--once", description = "Look at everything once, and return when all of it is signed.")
    private boolean once;

    @Mixin
    private WatchOptions watched = new WatchOptions();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() throws InterruptedException {
        var plan = WatchPlan.read(config, watched);
        var terminal = options.terminal();
        var figures = new WatchFigures();
        var report = new WatchReport(terminal, figures, InstantSource.system());
        plan.sources().forEach(source -> figures.begin(source.settings().name()));
        try (var http = options.http();
                var watch = open(plan, report)) {
            var signing = new ServerSigning(options.api(http), options::polling, terminal);
            return once ? once(watch, signing, report, terminal) : follow(watch, signing, plan, figures, terminal);
        } catch (SourceTrouble e) {
            throw new CliFailure.CommandRefused(String.valueOf(e.getMessage()));
        } catch (TargetSigning.SigningTrouble e) {
            throw e.getCause() instanceof CliFailure failure ? failure : e;
        }
    }

    private static RegistryWatch open(WatchPlan plan, WatchReport report) {
        var credentials = plan.sources().stream()
                .collect(Collectors.toMap(source -> source.settings().name(), DeclaredSource::credentials));
        var clock = InstantSource.system();
        var parts = new RegistryWatch.Parts(
                settings -> new Transport(credentials.getOrDefault(settings.name(), Credentials.NONE)),
                HostAddresses.OF_MACHINE,
                new AwsSettings(System.getenv(), Path.of(System.getProperty("user.home")), clock),
                report,
                report::fetched,
                clock);
        return RegistryWatch.open(plan.state(), settings(plan), parts);
    }

    private static List<SourceSettings> settings(WatchPlan plan) {
        return plan.sources().stream().map(DeclaredSource::settings).toList();
    }

    private static int once(RegistryWatch watch, TargetSigning signing, WatchReport report, Terminal terminal)
            throws InterruptedException {
        var outcome = watch.once(signing);
        var alarms = outcome.alarms().stream().map(Alarm::sentence).toList();
        var troubles = Json.object();
        outcome.troubles().forEach(troubles::put);
        var json = Json.object()
                .put("signed", report.signed())
                .put("withdrawn", report.withdrawn())
                .put("alarms", alarms)
                .put("not_signed", outcome.refused())
                .put("troubles", troubles.build())
                .build();
        terminal.result(json, text(outcome, report));
        if (!alarms.isEmpty()) {
            return Exit.UNVERIFIED.code();
        }
        if (!outcome.troubles().isEmpty()) {
            return Exit.UNREACHABLE.code();
        }
        return outcome.refused().isEmpty() ? Exit.OK.code() : Exit.REFUSED.code();
    }

    private static String text(RegistryWatch.WatchOutcome outcome, WatchReport report) {
        var lines = new ArrayList<String>();
        lines.add(
                Words.count(report.signed(), "file") + " signed, " + Words.number(report.withdrawn()) + " withdrawn.");
        outcome.troubles().forEach((source, sentence) -> lines.add("Not read: " + source + ": " + sentence));
        if (!outcome.refused().isEmpty()) {
            lines.add("Not signed: " + Words.some(outcome.refused()) + ".");
        }
        outcome.alarms().forEach(alarm -> lines.add("ALARM: " + alarm.sentence()));
        return String.join("\n", lines);
    }

    private static int follow(
            RegistryWatch watch, TargetSigning signing, WatchPlan plan, WatchFigures figures, Terminal terminal)
            throws InterruptedException {
        try (var watching = watch.follow(signing)) {
            var ended = stopsWhenAsked(watching);
            var listeners = new ArrayList<WatchListener>();
            try {
                listen(watch, watching, plan, figures, listeners, terminal);
                terminal.note("Following " + String.join(", ", watching.sources()) + "; end with Ctrl-C");
                watching.await();
                return Exit.OK.code();
            } finally {
                ended.set(true);
                listeners.forEach(WatchListener::close);
            }
        }
    }

    private static void listen(
            RegistryWatch watch,
            Watching watching,
            WatchPlan plan,
            WatchFigures figures,
            List<WatchListener> listeners,
            Terminal terminal) {
        if (plan.metrics() != null) {
            var listener = WatchListener.open(plan.metrics());
            listeners.add(listener);
            WatchPages.operators(listener, figures::text);
            listener.start();
            terminal.note("Metrics on " + plan.metrics().getHostString() + ":" + listener.port());
        }
        if (plan.listen() != null) {
            var listener = WatchListener.open(plan.listen());
            listeners.add(listener);
            WatchPages.lists(listener, watch.lists());
            WatchPages.wakeUps(listener, watching, plan.secret());
            listener.start();
            terminal.note("Wake-ups and lists on " + plan.listen().getHostString() + ":" + listener.port());
        }
    }

    /**
     * On Ctrl-C and SIGTERM. The process ends with 0, since what is not signed yet is signed after the next start.
     *
     * @return to be set when following ends by itself, which has a status of its own
     */
    private static AtomicBoolean stopsWhenAsked(Watching watching) {
        var ended = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            if (!ended.get()) {
                watching.close();
                Runtime.getRuntime().halt(Exit.OK.code());
            }
        }));
        return ended;
    }
}

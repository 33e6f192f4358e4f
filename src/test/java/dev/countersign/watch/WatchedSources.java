package dev.countersign.watch;

import dev.countersign.aws.AwsSettings;
import dev.countersign.client.Credentials;
import dev.countersign.client.HostAddresses;
import dev.countersign.client.Transport;
import dev.countersign.packages.TargetNames;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Looks at registries as a process does that starts, looks once, and ends; the service is a map. */
final class WatchedSources {
    static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    /** What is signed now. */
    final Map<String, TargetFile> signed = new TreeMap<>();
    /** Everything that was ever added, in order. */
    final List<String> added = new ArrayList<>();

    /** Until everything was looked at once. */
    CountDownLatch rounds = new CountDownLatch(1);

    final List<String> told = new CopyOnWriteArrayList<>();
    final Map<String, String> refusals = new HashMap<>();
    /** What names of hosts are taken for. */
    HostAddresses hosts = HostAddresses.OF_MACHINE;

    private final Path state;
    private final Map<String, String> environment = new HashMap<>();
    private Credentials credentials = Credentials.NONE;
    private Instant now = NOW;
    /** Adds that succeed before the service is away; negative for all. */
    int addsLeft = -1;

    WatchedSources(Path state) {
        this.state = state;
    }

    static SourceSettings settings(SourceKind kind, URI address) {
        return new SourceSettings(
                kind.wireName(),
                kind,
                address,
                null,
                new TargetNames(kind.ecosystem(), kind.ecosystem().wireName()),
                List.of(),
                Duration.ofMinutes(1),
                Duration.ofDays(1),
                OnRemoval.KEEP,
                1 << 20,
                4);
    }

    static SourceSettings with(SourceSettings settings, OnRemoval onRemoval, String... projects) {
        return new SourceSettings(
                settings.name(),
                settings.kind(),
                settings.address(),
                settings.changes(),
                settings.names(),
                List.of(projects),
                settings.interval(),
                settings.recheck(),
                onRemoval,
                settings.mostBytes(),
                settings.atOnce());
    }

    static SourceSettings withChanges(SourceSettings settings, URI changes) {
        return new SourceSettings(
                settings.name(),
                settings.kind(),
                settings.address(),
                changes,
                settings.names(),
                settings.projects(),
                settings.interval(),
                settings.recheck(),
                settings.onRemoval(),
                settings.mostBytes(),
                settings.atOnce());
    }

    void credentials(Credentials shown) {
        credentials = shown;
    }

    void environment(String name, String value) {
        environment.put(name, value);
    }

    void later(Duration time) {
        now = now.plus(time);
    }

    RegistryWatch open(SourceSettings settings) {
        InstantSource clock = Clock.fixed(now, ZoneOffset.UTC);
        return RegistryWatch.open(
                state,
                List.of(settings),
                new RegistryWatch.Parts(
                        _ -> new Transport(credentials),
                        hosts,
                        new AwsSettings(environment, state.resolve("home"), clock),
                        log,
                        _ -> {},
                        clock));
    }

    RegistryWatch.WatchOutcome once(SourceSettings settings) throws InterruptedException {
        try (var watch = open(settings)) {
            return watch.once(service);
        }
    }

    final TargetSigning service = new TargetSigning() {
        @Override
        public Map<TargetPath, String> add(SequencedMap<TargetPath, TargetFile> targets) {
            if (addsLeft == 0) {
                throw new SigningTrouble("away", new IllegalStateException("away"));
            }
            addsLeft--;
            var refused = new HashMap<TargetPath, String>();
            targets.forEach((path, file) -> {
                var reason = refusals.get(path.value());
                if (reason == null) {
                    added.add(path.value());
                    signed.put(path.value(), file);
                } else {
                    refused.put(path, reason);
                }
            });
            return refused;
        }

        @Override
        public void remove(List<TargetPath> paths) {
            paths.forEach(path -> signed.remove(path.value()));
        }
    };

    final WatchLog log = new WatchLog() {
        @Override
        public void alarm(String source, Alarm alarm) {
            told.add("alarm " + alarm.kind() + " " + alarm.path());
        }

        @Override
        public void over(String source, Alarm alarm) {
            told.add("over " + alarm.path());
        }

        @Override
        public void refused(String source, String name, String reason) {
            told.add("refused " + name);
        }

        @Override
        public void trouble(String source, String sentence) {
            told.add("trouble " + sentence);
        }

        @Override
        public void hashed(String source, TargetPath path) {
            told.add("hashed " + path);
        }

        @Override
        public void round(String source) {
            rounds.countDown();
        }

        @Override
        public void signed(String source, List<TargetPath> paths, Duration since) {}

        @Override
        public void withdrawn(String source, List<TargetPath> paths) {
            told.add("withdrawn " + paths);
        }
    };

    /** The hash of what is signed under a path; null for nothing. */
    @Nullable
    String sha256(String path) {
        var file = signed.get(path);
        return file == null ? null : file.hashes().get(HashAlgorithm.SHA256);
    }

    /** Paths of artifacts, without the lists. */
    List<String> artifacts() {
        return signed.keySet().stream()
                .filter(path -> !path.contains("/.index/"))
                .toList();
    }
}

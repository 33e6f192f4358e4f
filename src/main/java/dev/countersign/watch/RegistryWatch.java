package dev.countersign.watch;

import dev.countersign.aws.AwsSettings;
import dev.countersign.client.HostAddresses;
import dev.countersign.client.Transport;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.tuf.TargetPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** Follows registries, each by itself, and has what they publish signed by one service. One process holds a folder. */
public final class RegistryWatch implements AutoCloseable {
    private final FileChannel lock;
    private final ListStore lists;
    private final SequencedMap<String, Followed> sources = new LinkedHashMap<>();
    private final Parts parts;

    /**
     * What following needs besides the settings.
     *
     * @param transports gives each source the credentials for its own host
     * @param hosts what names of hosts stand for
     * @param progress told of bytes as they come
     */
    public record Parts(
            Function<SourceSettings, Transport> transports,
            HostAddresses hosts,
            AwsSettings aws,
            WatchLog log,
            LongConsumer progress,
            InstantSource clock) {}

    /** How one look at everything ended. */
    public record WatchOutcome(List<Alarm> alarms, Set<String> refused, Map<String, String> troubles) {}

    /** One source while it is followed. */
    private record Followed(SourceSettings settings, Sources.OpenedSource opened, Transport http, WatchState state) {}

    private RegistryWatch(FileChannel lock, Path folder, Parts parts) {
        this.lock = lock;
        this.lists = new ListStore(folder.resolve("lists"));
        this.parts = parts;
    }

    /**
     * Opens what is known of these sources.
     *
     * @throws SourceTrouble when another process has the folder, or it belongs to other sources
     */
    public static RegistryWatch open(Path folder, List<SourceSettings> settings, Parts parts) {
        var watch = new RegistryWatch(locked(folder), folder, parts);
        try {
            settings.forEach(each -> watch.sources.put(each.name(), watch.followed(folder, each)));
            return watch;
        } catch (RuntimeException e) {
            watch.close();
            throw e;
        }
    }

    private Followed followed(Path folder, SourceSettings settings) {
        var http = parts.transports().apply(settings);
        var state = WatchState.open(folder.resolve(settings.name() + ".jsonl"), identity(settings));
        return new Followed(settings, Sources.open(settings, http, parts.hosts(), parts.aws()), http, state);
    }

    private static Json.Obj identity(SourceSettings settings) {
        return Json.object()
                .put("watch", 1)
                .put("kind", settings.kind().wireName())
                .put("prefix", settings.names().prefix())
                .put("template", settings.names().template().toString())
                .build();
    }

    private static FileChannel locked(Path folder) {
        try {
            Files.createDirectories(folder);
            var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tried(channel).isEmpty()) {
                channel.close();
                throw new SourceTrouble(folder + " is in use by another 'countersign watch'", null);
            }
            return channel;
        } catch (IOException e) {
            throw new SourceTrouble(folder + ": " + e.getMessage(), e);
        }
    }

    private static Optional<FileLock> tried(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    /** The lists of projects, to be fetched by whoever verifies them. */
    public ListStore lists() {
        return lists;
    }

    /**
     * Looks at everything once, and returns when all of it is signed.
     *
     * @throws TargetSigning.SigningTrouble when the service could not be had
     */
    public WatchOutcome once(TargetSigning signing) throws InterruptedException {
        var submissions = SigningQueue.oneTry(signing);
        var followers = followers(submissions);
        var sender = Thread.ofVirtual().name("signing").start(submissions::run);
        try {
            var troubles = new ConcurrentHashMap<String, String>();
            new AtOnce(followers.size()).all(followers, follower -> once(follower, troubles));
            submissions.awaitAll();
            return new WatchOutcome(
                    followers.stream()
                            .flatMap(follower -> follower.alarms().stream())
                            .sorted(Comparator.comparing(Alarm::path, TargetPath.BYTE_ORDER))
                            .toList(),
                    followers.stream()
                            .flatMap(follower -> follower.refused().stream())
                            .collect(Collectors.toCollection(TreeSet::new)),
                    new TreeMap<>(troubles));
        } finally {
            submissions.close();
            sender.join();
        }
    }

    private static void once(RegistryFollower follower, Map<String, String> troubles) throws InterruptedException {
        var name = follower.settings().name();
        try {
            var failures = follower.round();
            if (failures > 0) {
                troubles.put(name, failures + " projects could not be read");
            }
        } catch (InvalidInput | SourceTrouble e) {
            troubles.put(name, String.valueOf(e.getMessage()));
        }
    }

    /** Follows everything until the result is closed. */
    public Watching follow(TargetSigning signing) {
        var submissions =
                SigningQueue.persistent(signing, sentence -> parts.log().trouble("", sentence));
        return new Watching(followers(submissions), submissions, parts.log());
    }

    private List<RegistryFollower> followers(SigningQueue submissions) {
        return sources.values().stream()
                .map(source -> new RegistryFollower(
                        source.settings(),
                        source.opened().source(),
                        new Downloads(
                                source.opened().fetcher(),
                                source.settings().mostBytes(),
                                parts.progress(),
                                parts.clock()),
                        source.state(),
                        lists,
                        submissions,
                        parts.log(),
                        parts.clock()))
                .toList();
    }

    @Override
    public void close() {
        try {
            sources.values().forEach(source -> {
                source.state().close();
                source.http().close();
            });
            lock.close();
        } catch (IOException e) {
            throw new SourceTrouble("closing the folder of the state: " + e.getMessage(), e);
        }
    }
}

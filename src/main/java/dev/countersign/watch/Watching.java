package dev.countersign.watch;

import dev.countersign.concurrent.Backoff;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Printable;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Registries that are followed until this is closed: each by a thread of its own, woken by time or by somebody. */
public final class Watching implements AutoCloseable {
    /** Projects that may wait to be looked at for their own sake; more than that, and everything is looked at. */
    private static final int MOST_WOKEN = 1_000;

    private final SequencedMap<String, Woken> sources = new LinkedHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final SigningQueue submissions;
    private final WatchLog log;

    /** A source, and what asks for a look at it. */
    private record Woken(RegistryFollower follower, Semaphore everything, Set<String> projects) {}

    Watching(List<RegistryFollower> followers, SigningQueue submissions, WatchLog log) {
        this.submissions = submissions;
        this.log = log;
        followers.forEach(follower -> sources.put(
                follower.settings().name(), new Woken(follower, new Semaphore(0), ConcurrentHashMap.newKeySet())));
        threads.add(Thread.ofVirtual().name("signing").start(submissions::run));
        sources.values()
                .forEach(source -> threads.add(Thread.ofVirtual()
                        .name(source.follower().settings().name())
                        .start(() -> follow(source))));
    }

    /** The names of the sources. */
    public Set<String> sources() {
        return sources.keySet();
    }

    /**
     * Somebody says that something has changed.
     *
     * @param project which one; null when that is not said, so that everything is looked at
     * @return false when there is no such source
     */
    public boolean wake(String source, @Nullable String project) {
        var woken = sources.get(source);
        if (woken == null) {
            return false;
        }
        if (project == null || woken.projects().size() >= MOST_WOKEN) {
            woken.everything().release();
        } else if (woken.projects().add(project)) {
            threads.removeIf(thread -> !thread.isAlive());
            threads.add(Thread.ofVirtual().name("wake " + source).start(() -> look(woken, project)));
        }
        return true;
    }

    /** The alarms that stand, by source. */
    public Map<String, Collection<Alarm>> alarms() {
        var alarms = new LinkedHashMap<String, Collection<Alarm>>();
        sources.forEach((name, source) -> alarms.put(name, source.follower().alarms()));
        return alarms;
    }

    /** Waits until this is closed, or cannot go on. */
    public void await() throws InterruptedException {
        submissions.awaitEnd();
    }

    private void look(Woken source, String project) {
        try {
            // From here on a further wake-up means another look.
            source.projects().remove(project);
            if (!source.follower().wake(project)) {
                log.trouble(
                        source.follower().settings().name(),
                        "there is nothing of " + Printable.line(project)
                                + ", which a wake-up named (expected: a project's"
                                + " name as the registry has it); looking at everything");
                source.everything().release();
            }
        } catch (InvalidInput | SourceTrouble e) {
            // It was told; the next look at everything tries again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(Woken source) {
        var settings = source.follower().settings();
        var backoff = new Backoff(Duration.ofSeconds(1), settings.interval());
        try {
            while (true) {
                if (round(source)) {
                    backoff.reset();
                    await(source, settings.interval());
                } else {
                    await(source, backoff.next());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            submissions.fail(e);
        }
    }

    /** Whether everything could be read. */
    private boolean round(Woken source) throws InterruptedException {
        try {
            return source.follower().round() == 0;
        } catch (InvalidInput | SourceTrouble e) {
            log.trouble(source.follower().settings().name(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static void await(Woken source, Duration pause) throws InterruptedException {
        if (source.everything().tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            source.everything().drainPermits();
        }
    }

    /** Ends everything; what was not signed is signed after the next start. */
    @Override
    public void close() {
        submissions.close();
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : List.copyOf(threads)) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

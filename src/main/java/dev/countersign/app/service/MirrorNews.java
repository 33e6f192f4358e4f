package dev.countersign.app.service;

import dev.countersign.mirror.MirrorFailure;
import dev.countersign.mirror.Mirroring;
import dev.countersign.node.Directory;
import dev.countersign.repository.Mirror;
import dev.countersign.repository.MirrorState;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/** Tells readiness, metrics and the log how mirrors stand. Any thread. */
final class MirrorNews implements Mirroring.MirrorListener {
    private static final Duration EVERY_HOUR = Duration.ofHours(1);

    /** A mirror may be so far behind before people are told. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Directory directory;
    private final Function<RepositoryId, Conditions> conditions;
    private final MirrorMetrics metrics;
    private final InstantSource clock;
    private final Reminder reminder;

    /** Guarded by this: what readiness says of mirrors, by repository. */
    private final Map<RepositoryId, Set<String>> mentioned = new HashMap<>();

    /**
     * @param conditions of a repository that is in use
     * @param nanos a steady clock, as {@link System#nanoTime}
     */
    MirrorNews(
            Directory directory,
            Function<RepositoryId, Conditions> conditions,
            MirrorMetrics metrics,
            InstantSource clock,
            LongSupplier nanos) {
        this.directory = directory;
        this.conditions = conditions;
        this.metrics = metrics;
        this.clock = clock;
        this.reminder = new Reminder(LoggerFactory.getLogger(MirrorNews.class), nanos);
    }

    /** All there are. */
    synchronized void tell(List<MirrorState> states) {
        var byTags = new HashMap<Tags, MirrorState>();
        states.forEach(state -> byTags.put(tags(state.mirror()), state));
        metrics.states(byTags);
        var sentences = new HashMap<RepositoryId, Map<String, String>>();
        states.forEach(state -> sentence(state, clock.instant())
                .ifPresent(text -> sentences
                        .computeIfAbsent(state.mirror().repository(), _ -> new HashMap<>())
                        .put(key(state.mirror()), text)));
        var concerned = new HashSet<>(mentioned.keySet());
        concerned.addAll(sentences.keySet());
        concerned.forEach(id -> mention(id, sentences.getOrDefault(id, Map.of())));
    }

    private void mention(RepositoryId id, Map<String, String> sentences) {
        var told = conditions.apply(id);
        new ArrayList<>(mentioned.getOrDefault(id, Set.of()))
                .stream().filter(key -> !sentences.containsKey(key)).forEach(told::unmention);
        sentences.forEach(told::mention);
        if (sentences.isEmpty()) {
            mentioned.remove(id);
        } else {
            mentioned.put(id, Set.copyOf(sentences.keySet()));
        }
    }

    private static String key(Mirror mirror) {
        return "mirror " + mirror.name();
    }

    /** What people should know of it; empty while all is well. */
    static Optional<String> sentence(MirrorState state, Instant now) {
        var behind = state.behindSince()
                .map(_ -> state.lag(now))
                .filter(time -> state.problem().isPresent() || time.compareTo(PATIENCE) > 0)
                .map(time -> "the mirror " + state.mirror().name() + " is " + time.toSeconds() + " s behind");
        var problem = state.problem()
                .map(found -> (found.alarm() ? "clients do not find what was published: " : "") + found.sentence());
        return behind.isEmpty() && problem.isEmpty()
                ? Optional.empty()
                : Optional.of(behind.orElse("the mirror " + state.mirror().name())
                        + problem.map(text -> ": " + text).orElse(" (it is being filled)"));
    }

    private Tags tags(Mirror mirror) {
        return MirrorMetrics.tags(repository(mirror), mirror.name().value());
    }

    private String repository(Mirror mirror) {
        return directory
                .known(mirror.repository())
                .map(Repositories.ServedRepository::name)
                .map(RepositoryName::value)
                .orElseGet(() -> mirror.repository().toString());
    }

    @Override
    public void well(Mirror mirror, int files) {
        metrics.written(tags(mirror), files);
        reminder.over(named(mirror), named(mirror) + " is as its repository again");
    }

    @Override
    public void failed(Mirror mirror, MirrorFailure failure) {
        metrics.failed(tags(mirror), failure.kind());
        reminder.say(
                named(mirror),
                EVERY_HOUR,
                named(mirror) + ": " + failure.getMessage()
                        + (failure.isAlarm() ? "; ALARM: clients do not find what was published" : "")
                        + ". It is tried again");
    }

    private String named(Mirror mirror) {
        return "mirror " + mirror.name() + " of " + repository(mirror) + " ("
                + mirror.place().text() + ")";
    }
}

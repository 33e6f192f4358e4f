package dev.countersign.watch;

import dev.countersign.json.InvalidInput;
import dev.countersign.packages.Listing;
import dev.countersign.packages.NamedProject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Follows one registry: looks, compares with what is known, and submits what is new. Used by several threads. */
final class RegistryFollower {
    private final SourceSettings settings;
    private final Source source;
    private final WatchState state;
    private final Alarms alarms;
    private final UnsignableNames refused;
    private final FoundFiles.Means means;
    private final ProjectSigner signer;
    private final WatchLog log;
    private final InstantSource clock;
    private final AtOnce looks;
    private final AtOnce fetches;

    /** Guarded by this. */
    private boolean resumed;

    RegistryFollower(
            SourceSettings settings,
            Source source,
            Downloads downloads,
            WatchState state,
            ListStore lists,
            SigningQueue queue,
            WatchLog log,
            InstantSource clock) {
        this.settings = settings;
        this.source = source;
        this.state = state;
        this.alarms = new Alarms(settings.name(), log);
        this.refused = new UnsignableNames(settings.name(), log);
        this.means = new FoundFiles.Means(settings, downloads, state, alarms, refused, log);
        this.signer = new ProjectSigner(settings, state, lists, queue, refused, log, clock);
        this.log = log;
        this.clock = clock;
        this.looks = new AtOnce(settings.atOnce());
        this.fetches = new AtOnce(settings.atOnce());
    }

    SourceSettings settings() {
        return settings;
    }

    /** The alarms that stand. */
    Collection<Alarm> alarms() {
        return alarms.standing();
    }

    /** Names that cannot be signed. */
    Set<String> refused() {
        return refused.names();
    }

    /**
     * Looks at everything that may have changed.
     *
     * @return how many projects could not be read
     * @throws SourceTrouble when the registry cannot be read
     * @throws InvalidInput when it says what its ecosystem does not know
     */
    int round() throws InterruptedException {
        resume();
        var begin = clock.instant();
        var changes = source.changes(state.cursor());
        var projects = due(changes, begin);
        var failures = looks.all(
                projects.entrySet(),
                each -> tryToLook(each.getKey(), each.getValue().mark(), begin));
        if (failures == 0) {
            state.cursor(changes.cursor());
        }
        log.round(settings.name());
        return failures;
    }

    /**
     * Looks at one project, because somebody said that it has changed.
     *
     * @return false when there is nothing of it, and never was: its name may be written otherwise
     */
    boolean wake(String project) throws InterruptedException {
        var begin = clock.instant();
        var name = name(project);
        if (name.isEmpty()) {
            return false;
        }
        if (!isFollowed(name.get())) {
            return true;
        }
        var failures = looks.all(List.of(name.get()), each -> tryToLook(each, null, begin));
        return failures > 0 || state.project(name.get()).count() > 0;
    }

    private synchronized void resume() {
        if (!resumed) {
            state.projects().forEach(signer::resume);
            resumed = true;
        }
    }

    /** Those that have changed, are gone, stand under an alarm, or have files to compare again. */
    private Map<String, NamedProject> due(Source.ChangedProjects changes, Instant begin) {
        var due = new TreeMap<String, NamedProject>();
        changes.projects().forEach(project -> name(project.name()).ifPresent(name -> due.put(name, project)));
        var listed = Set.copyOf(due.keySet());
        due.entrySet()
                .removeIf(each -> !hasChanged(each.getKey(), each.getValue().mark()));
        for (var known : state.projects()) {
            var isGone = changes.complete() && !listed.contains(known.name());
            if ((isGone || known.isAlarmed() || isRecheckDue(known, begin)) && isFollowed(known.name())) {
                due.putIfAbsent(known.name(), new NamedProject(known.name(), null));
            }
        }
        return due;
    }

    /** Where the user names projects, only those are followed, whoever else is named in a message or was followed before. */
    private boolean isFollowed(String project) {
        return settings.projects().isEmpty()
                || settings.projects().stream()
                        .anyMatch(each -> project.equals(name(each).orElse(null)));
    }

    private boolean hasChanged(String project, @Nullable String mark) {
        return mark == null || !mark.equals(state.project(project).mark());
    }

    private boolean isRecheckDue(SeenProject known, Instant begin) {
        return !settings.recheck().isZero() && known.hasCheckedBefore(begin.minus(settings.recheck()));
    }

    /** The one name of a project; empty for what cannot be one. */
    private Optional<String> name(String project) {
        var ecosystem = settings.names().ecosystem();
        if (!ecosystem.hasProjects()) {
            return Optional.of("");
        }
        try {
            return Optional.of(ecosystem.project(project));
        } catch (InvalidInput e) {
            refused.add(project, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void tryToLook(String project, @Nullable String mark, Instant begin) throws InterruptedException {
        signer.awaitRoom();
        try {
            look(state.project(project), mark, begin);
        } catch (InvalidInput | SourceTrouble e) {
            log.trouble(settings.name(), (project.isEmpty() ? "" : project + ": ") + e.getMessage());
            throw e;
        }
    }

    private void look(SeenProject project, @Nullable String mark, Instant begin) throws InterruptedException {
        project.looking.lockInterruptibly();
        try {
            var listing = source.files(project.name()).orElse(new Listing(List.of(), List.of()));
            listing.unread().forEach(entry -> refused.add(project.name() + " " + entry.entry(), entry.reason()));
            var found = new FoundFiles(means, project, begin);
            var failures = fetches.all(listing.files(), found::file);
            state.keep(project, found.changed());
            signer.submit(project, begin);
            // What could not be read may be what seems to be gone.
            var isWhole = failures == 0 && listing.unread().isEmpty();
            var isAlarmed = isWhole && removed(project, found.known(), listing);
            state.alarmed(project, isAlarmed || found.isAlarmed());
            if (failures > 0) {
                throw new SourceTrouble(failures + " of its files could not be fetched", null);
            }
            if (mark != null && !mark.equals(project.mark())) {
                project.mark(mark);
                state.note(project);
            }
        } finally {
            project.looking.unlock();
        }
    }

    /** What follows for files that were there and no longer are. Returns whether that is an alarm. */
    private boolean removed(SeenProject project, Map<String, SeenFile> known, Listing listing) {
        var gone = new TreeMap<>(known);
        gone.values().removeIf(file -> !file.stage().isListed());
        listing.files().forEach(file -> gone.remove(file.name()));
        switch (settings.onRemoval()) {
            case KEEP -> {}
            case ALARM -> gone.values().forEach(file -> alarms.raise(project.name(), new Alarm.Vanished(file.path())));
            case WITHDRAW -> signer.withdraw(project, gone);
        }
        return settings.onRemoval() == OnRemoval.ALARM && !gone.isEmpty();
    }
}

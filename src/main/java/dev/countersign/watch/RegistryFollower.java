package dev.countersign.watch;

import dev.countersign.json.InvalidInput;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.NamedProject;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Follows one registry: looks, compares with what is known, and submits what is new. Used by several threads. */
final class RegistryFollower {
    private final SourceSettings settings;
    private final Source source;
    private final Downloads downloads;
    private final WatchState state;
    private final ListStore lists;
    private final SigningQueue submissions;
    private final Alarms alarms;
    private final WatchLog log;
    private final InstantSource clock;
    private final AtOnce looks;
    private final AtOnce fetches;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** Guarded by this. */
    private boolean resumed;

    RegistryFollower(
            SourceSettings settings,
            Source source,
            Downloads downloads,
            WatchState state,
            ListStore lists,
            SigningQueue submissions,
            WatchLog log,
            InstantSource clock) {
        this.settings = settings;
        this.source = source;
        this.downloads = downloads;
        this.state = state;
        this.lists = lists;
        this.submissions = submissions;
        this.alarms = new Alarms(settings.name(), log);
        this.log = log;
        this.clock = clock;
        this.looks = new AtOnce(settings.atOnce());
        this.fetches = new AtOnce(settings.atOnce());
    }

    SourceSettings settings() {
        return settings;
    }

    Alarms alarms() {
        return alarms;
    }

    /** Names that cannot be signed. */
    Set<String> refused() {
        return Set.copyOf(refused);
    }

    /** Submits what was known and not signed when the process ended, and what was refused then. */
    private synchronized void resume() {
        if (resumed) {
            return;
        }
        state.projects().forEach(project -> {
            var again = new TreeMap<String, SeenFile>();
            project.files().forEach((name, file) -> {
                if (file.stage() == SeenFile.Stage.REFUSED) {
                    again.put(name, file.in(SeenFile.Stage.SEEN));
                }
            });
            state.note(project, again);
            restoreList(project);
            submit(project, clock.instant());
        });
        resumed = true;
    }

    /** A list that is signed can be fetched, even where its folder was lost. */
    private void restoreList(SeenProject project) {
        if (project.signedList() != null) {
            var bytes = project.list(settings.names().ecosystem()).canonical();
            lists.write(settings.names().list(project.name()), bytes);
        }
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
        var projects = new TreeMap<String, @Nullable String>();
        changes.projects().forEach(project -> named(project).ifPresent(name -> projects.put(name, project.mark())));
        if (changes.complete()) {
            state.projects().forEach(known -> projects.putIfAbsent(known.name(), null));
        }
        state.projects().stream()
                .filter(project -> project.isAlarmed() || isRecheckDue(project, begin.minus(settings.recheck())))
                .forEach(project -> projects.putIfAbsent(project.name(), null));
        var due = clock.instant().minus(settings.recheck());
        var failures = looks.all(projects.entrySet(), each -> {
            if (isDue(each.getKey(), each.getValue(), due)) {
                tryToLook(each.getKey(), each.getValue(), begin);
            }
        });
        if (failures == 0) {
            state.cursor(changes.cursor());
        }
        log.round(settings.name(), Duration.between(begin, clock.instant()));
        return failures;
    }

    /** Looks at one project, because somebody said that it has changed. */
    void wake(String project) throws InterruptedException {
        var begin = clock.instant();
        var name = named(new NamedProject(project, null));
        if (name.isPresent()) {
            tryToLook(name.get(), null, begin);
        }
    }

    private Optional<String> named(NamedProject project) {
        var ecosystem = settings.names().ecosystem();
        if (!ecosystem.hasProjects()) {
            return Optional.of("");
        }
        try {
            return Optional.of(ecosystem.project(project.name()));
        } catch (InvalidInput e) {
            refuse(project.name(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private boolean isDue(String project, @Nullable String mark, Instant checkedAfter) {
        var known = state.project(project);
        return mark == null || known.isAlarmed() || !mark.equals(known.mark()) || isRecheckDue(known, checkedAfter);
    }

    private boolean isRecheckDue(SeenProject known, Instant checkedAfter) {
        return !settings.recheck().isZero() && known.hasCheckedBefore(checkedAfter);
    }

    private void tryToLook(String project, @Nullable String mark, Instant begin) throws InterruptedException {
        submissions.awaitRoom();
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
            listing.unread().forEach(entry -> refuse(project.name() + " " + entry.entry(), entry.reason()));
            var known = project.files();
            var found = new FoundFiles(project, known, begin);
            var failures = fetches.all(listing.files(), found::file);
            state.keep(project, found.changed);
            submit(project, begin);
            var isComplete = failures == 0 && listing.unread().isEmpty();
            var removed = isComplete && removed(project, known, listing);
            state.alarmed(project, removed || found.alarmed);
            if (failures == 0 && mark != null && !mark.equals(project.mark())) {
                project.mark(mark);
                state.note(project);
            }
            if (failures > 0) {
                throw new SourceTrouble(failures + " of its files could not be fetched", null);
            }
        } finally {
            project.looking.unlock();
        }
    }

    private void refuse(String name, String reason) {
        if (refused.add(name)) {
            log.refused(settings.name(), name, reason);
        }
    }

    /** What one look at a project finds. Files come from several threads. */
    private final class FoundFiles {
        private final SeenProject project;
        private final Map<String, SeenFile> known;
        private final Instant begin;
        private final Map<String, SeenFile> changed = new ConcurrentHashMap<>();
        private volatile boolean alarmed;

        FoundFiles(SeenProject project, Map<String, SeenFile> known, Instant begin) {
            this.project = project;
            this.known = known;
            this.begin = begin;
        }

        void file(ListedFile listed) {
            TargetPath path;
            try {
                path = settings.names().artifact(project.name(), listed.name());
            } catch (InvalidInput e) {
                refuse(listed.name(), String.valueOf(e.getMessage()));
                return;
            }
            try {
                file(path, listed);
            } catch (SourceTrouble e) {
                log.trouble(settings.name(), path + ": " + e.getMessage());
                throw e;
            }
        }

        private void file(TargetPath path, ListedFile listed) {
            var before = known.get(listed.name());
            if (before == null) {
                first(path, listed);
            } else {
                again(before, listed);
            }
        }

        /** Trust on first publication, unless the registry contradicts itself. */
        private void first(TargetPath path, ListedFile listed) {
            var content = hash(path, listed);
            var alarm = Comparison.contradiction(path, listed, content).or(() -> otherUnder(path, content));
            if (alarm.isPresent()) {
                raise(alarm.get());
                return;
            }
            alarms.clear(path);
            changed.put(
                    listed.name(),
                    new SeenFile(
                            path,
                            content,
                            listed.yanked(),
                            listed.requirements(),
                            listed.mark(),
                            SeenFile.Stage.SEEN,
                            begin));
        }

        /** Two projects may have files of one path, but not with different bytes. */
        private Optional<Alarm> otherUnder(TargetPath path, TargetFile content) {
            var first = state.first(path, content);
            return first.equals(content) ? Optional.empty() : Optional.of(new Alarm.Changed(path, first, content));
        }

        private void raise(Alarm alarm) {
            alarmed = true;
            alarms.raise(alarm);
        }

        private void again(SeenFile before, ListedFile listed) {
            var alarm = Comparison.contradiction(before.path(), listed, before.content())
                    .or(() -> Comparison.otherRequirements(before, listed));
            if (alarm.isPresent()) {
                raise(alarm.get());
                return;
            }
            var due = settings.recheck().isZero() ? Instant.EPOCH : begin.minus(settings.recheck());
            if (!Comparison.isDue(before, listed, due)) {
                alarms.clear(before.path());
                told(before, listed, before.checked());
                return;
            }
            var content = hash(before.path(), listed);
            if (!content.equals(before.content())) {
                raise(new Alarm.Changed(before.path(), before.content(), content));
                return;
            }
            alarms.clear(before.path());
            told(before.stage() == SeenFile.Stage.WITHDRAWN ? before.in(SeenFile.Stage.SEEN) : before, listed, begin);
        }

        private void told(SeenFile before, ListedFile listed, Instant checked) {
            var now = before.told(listed.yanked(), listed.requirements(), listed.mark(), checked);
            if (!now.equals(known.get(listed.name()))) {
                changed.put(listed.name(), now);
            }
        }

        private TargetFile hash(TargetPath path, ListedFile listed) {
            var content = downloads
                    .hash(listed.address())
                    .orElseThrow(() -> new SourceTrouble("is listed, and not at " + listed.address(), null));
            log.hashed(settings.name(), path, content.length());
            return content;
        }
    }

    /** What follows for files that were there and no longer are. Returns whether that is an alarm. */
    private boolean removed(SeenProject project, Map<String, SeenFile> known, Listing listing) {
        var gone = new TreeMap<>(known);
        gone.values().removeIf(file -> !file.stage().isListed());
        listing.files().forEach(file -> gone.remove(file.name()));
        switch (settings.onRemoval()) {
            case KEEP -> {}
            case ALARM -> gone.values().forEach(file -> alarms.raise(new Alarm.Vanished(file.path())));
            case WITHDRAW -> withdraw(project, gone);
        }
        return settings.onRemoval() == OnRemoval.ALARM && !gone.isEmpty();
    }

    private void withdraw(SeenProject project, Map<String, SeenFile> gone) {
        var going = new TreeMap<String, SeenFile>();
        gone.forEach((name, file) -> {
            if (project.send(name)) {
                going.put(name, file.in(SeenFile.Stage.WITHDRAWN));
            }
        });
        if (going.isEmpty()) {
            return;
        }
        var paths = going.values().stream().map(SeenFile::path).toList();
        submissions.add(new SigningRequest(new LinkedHashMap<>(), paths, _ -> {
            state.note(project, going);
            going.keySet().forEach(project::arrived);
            log.withdrawn(settings.name(), paths);
            submit(project, clock.instant());
        }));
    }

    /** Sends what is seen and not signed, and the list of the project if that is new. */
    private void submit(SeenProject project, Instant begin) {
        var unsent = new ArrayList<String>();
        project.files().forEach((name, file) -> {
            if (file.stage() == SeenFile.Stage.SEEN && project.send(name)) {
                unsent.add(name);
            }
        });
        for (int from = 0; from < unsent.size(); from += TargetSigning.MOST_AT_ONCE - 1) {
            var part = unsent.subList(from, Math.min(unsent.size(), from + TargetSigning.MOST_AT_ONCE - 1));
            var isLast = from + part.size() == unsent.size();
            submissions.add(submission(project, List.copyOf(part), isLast ? list(project) : null, begin));
        }
        if (unsent.isEmpty()) {
            var list = list(project);
            if (list != null) {
                submissions.add(submission(project, List.of(), list, begin));
            }
        }
    }

    /** A list that is on its way. */
    private record SentList(TargetPath path, TargetFile file, String sha256) {}

    private @Nullable SentList list(SeenProject project) {
        if (!settings.names().ecosystem().hasProjects()) {
            return null;
        }
        var list = project.list(settings.names().ecosystem());
        var bytes = list.canonical();
        var sha256 = bytes.sha256().hex();
        var isEmptyAndNew = list.files().isEmpty() && project.signedList() == null;
        if (isEmptyAndNew || !project.isNewList(sha256)) {
            return null;
        }
        var path = settings.names().list(project.name());
        lists.write(path, bytes);
        project.sentList(sha256);
        return new SentList(path, file(bytes.length(), sha256), sha256);
    }

    private static TargetFile file(long length, String sha256) {
        return new TargetFile(length, new TreeMap<>(Map.of(HashAlgorithm.SHA256, sha256)), null);
    }

    private SigningRequest submission(SeenProject project, List<String> names, @Nullable SentList list, Instant begin) {
        SequencedMap<TargetPath, TargetFile> add = new LinkedHashMap<>();
        var files = project.files();
        names.forEach(name -> {
            var file = files.get(name);
            if (file != null) {
                add.put(file.path(), file.content());
            }
        });
        if (list != null) {
            add.put(list.path(), list.file());
        }
        return new SigningRequest(add, List.of(), reasons -> signed(project, names, list, reasons, begin));
    }

    private void signed(
            SeenProject project,
            List<String> names,
            @Nullable SentList list,
            Map<TargetPath, String> reasons,
            Instant begin) {
        var ended = new TreeMap<String, SeenFile>();
        var paths = new ArrayList<TargetPath>();
        for (var name : names) {
            var file = project.file(name);
            if (file != null) {
                var reason = reasons.get(file.path());
                ended.put(name, file.in(reason == null ? SeenFile.Stage.SIGNED : SeenFile.Stage.REFUSED));
                if (reason == null) {
                    paths.add(file.path());
                } else {
                    refuse(file.path().value(), reason);
                }
            }
        }
        state.note(project, ended);
        names.forEach(project::arrived);
        listed(project, list, reasons);
        if (!paths.isEmpty()) {
            log.signed(settings.name(), paths, Duration.between(begin, clock.instant()));
        }
        if (!reasons.isEmpty()) {
            submit(project, begin);
        }
    }

    private void listed(SeenProject project, @Nullable SentList list, Map<TargetPath, String> reasons) {
        if (list == null) {
            return;
        }
        var reason = reasons.get(list.path());
        if (reason != null) {
            refuse(list.path().value(), reason);
            return;
        }
        var keep = new HashSet<>(Set.of(list.sha256()));
        var before = project.signedList();
        if (before != null) {
            keep.add(before);
        }
        project.signedList(list.sha256());
        state.note(project);
        lists.keepOnly(list.path(), keep);
    }
}

package dev.countersign.watch;

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
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Has signed what is known of the projects of one source, and the lists of them. Used by several threads. */
final class ProjectSigner {
    /** Files of one submission; the list of their project comes with the last of them. */
    private static final int MOST_FILES = TargetSigning.MOST_AT_ONCE - 1;

    private final SourceSettings settings;
    private final WatchState state;
    private final ListStore lists;
    private final SigningQueue queue;
    private final UnsignableNames refused;
    private final WatchLog log;
    private final InstantSource clock;

    ProjectSigner(
            SourceSettings settings,
            WatchState state,
            ListStore lists,
            SigningQueue queue,
            UnsignableNames refused,
            WatchLog log,
            InstantSource clock) {
        this.settings = settings;
        this.state = state;
        this.lists = lists;
        this.queue = queue;
        this.refused = refused;
        this.log = log;
        this.clock = clock;
    }

    /** A list that is on its way. */
    private record SentList(TargetPath path, TargetFile file, String sha256) {}

    /** Waits while much is waiting to be signed. Called before a project is looked at. */
    void awaitRoom() throws InterruptedException {
        queue.awaitRoom();
    }

    /** Submits what was known and not signed when the process ended, and what was refused then. */
    void resume(SeenProject project) {
        var again = new TreeMap<String, SeenFile>();
        project.files().forEach((name, file) -> {
            if (file.stage() == SeenFile.Stage.REFUSED) {
                again.put(name, file.in(SeenFile.Stage.SEEN));
            }
        });
        state.note(project, again);
        if (project.signedList() != null) {
            // It can be fetched, even where its folder was lost.
            var list = project.list(settings.names().ecosystem()).canonical();
            lists.write(settings.names().list(project.name()), list);
        }
        submit(project, clock.instant());
    }

    /**
     * Submits what is seen and not signed, and the list of the project if that is new.
     *
     * @param begin when the look began that found it
     */
    void submit(SeenProject project, Instant begin) {
        var unsent = new ArrayList<String>();
        project.files().forEach((name, file) -> {
            if (file.stage() == SeenFile.Stage.SEEN && project.send(name)) {
                unsent.add(name);
            }
        });
        for (int from = 0; from < unsent.size(); from += MOST_FILES) {
            var part = List.copyOf(unsent.subList(from, Math.min(unsent.size(), from + MOST_FILES)));
            var isLast = from + part.size() == unsent.size();
            queue.add(request(project, part, isLast ? newList(project) : null, begin));
        }
        var list = unsent.isEmpty() ? newList(project) : null;
        if (list != null) {
            queue.add(request(project, List.of(), list, begin));
        }
    }

    /** Submits that files are no longer to be signed. */
    void withdraw(SeenProject project, Map<String, SeenFile> gone) {
        var going = new TreeMap<String, SeenFile>();
        gone.forEach((name, file) -> {
            if (project.send(name)) {
                going.put(name, file.in(SeenFile.Stage.WITHDRAWN));
            }
        });
        if (!going.isEmpty()) {
            var paths = going.values().stream().map(SeenFile::path).toList();
            queue.add(new SigningRequest(new LinkedHashMap<>(), paths, _ -> withdrawn(project, going, paths)));
        }
    }

    private void withdrawn(SeenProject project, Map<String, SeenFile> gone, List<TargetPath> paths) {
        state.note(project, gone);
        gone.keySet().forEach(project::arrived);
        log.withdrawn(settings.name(), paths);
        submit(project, clock.instant());
    }

    /** The list as it should be signed, on disk; null when that is signed or on its way. */
    private @Nullable SentList newList(SeenProject project) {
        if (!settings.names().ecosystem().hasProjects()) {
            return null;
        }
        var list = project.list(settings.names().ecosystem());
        var bytes = list.canonical();
        var sha256 = bytes.sha256().hex();
        var wasNeverThere = list.files().isEmpty() && project.signedList() == null;
        if (wasNeverThere || !project.isNewList(sha256)) {
            return null;
        }
        var path = settings.names().list(project.name());
        lists.write(path, bytes);
        project.sentList(sha256);
        var file = new TargetFile(bytes.length(), new TreeMap<>(Map.of(HashAlgorithm.SHA256, sha256)), null);
        return new SentList(path, file, sha256);
    }

    private SigningRequest request(SeenProject project, List<String> names, @Nullable SentList list, Instant begin) {
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
        var paths = noteFiles(project, names, reasons);
        if (list != null) {
            noteList(project, list, reasons);
        }
        if (!paths.isEmpty()) {
            log.signed(settings.name(), paths, Duration.between(begin, clock.instant()));
        }
        if (!reasons.isEmpty()) {
            // The list named what was refused.
            submit(project, begin);
        }
    }

    /** Returns what is signed now. */
    private List<TargetPath> noteFiles(SeenProject project, List<String> names, Map<TargetPath, String> reasons) {
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
                    refused.add(file.path().value(), reason);
                }
            }
        }
        state.note(project, ended);
        names.forEach(project::arrived);
        return paths;
    }

    private void noteList(SeenProject project, SentList list, Map<TargetPath, String> reasons) {
        var reason = reasons.get(list.path());
        if (reason != null) {
            refused.add(list.path().value(), reason);
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

package dev.countersign.watch;

import dev.countersign.json.InvalidInput;
import dev.countersign.packages.ListedFile;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What one look at the files of a project finds: new ones, and what became of known ones. Used by several threads. */
final class FoundFiles {
    /** What all looks at a source have in common. */
    record Means(
            SourceSettings settings,
            Downloads downloads,
            WatchState state,
            Alarms alarms,
            UnsignableNames refused,
            WatchLog log) {}

    private final Means means;
    private final SeenProject project;
    private final Map<String, SeenFile> known;
    private final Instant begin;
    private final Map<String, SeenFile> changed = new ConcurrentHashMap<>();
    private volatile boolean alarmed;

    /** @param begin of the look */
    FoundFiles(Means means, SeenProject project, Instant begin) {
        this.means = means;
        this.project = project;
        this.known = project.files();
        this.begin = begin;
    }

    /** What is to be noted, by the names of the files. */
    Map<String, SeenFile> changed() {
        return changed;
    }

    /** What was known before. */
    Map<String, SeenFile> known() {
        return known;
    }

    boolean isAlarmed() {
        return alarmed;
    }

    /** One file that the registry lists. @throws SourceTrouble when it cannot be had now */
    void file(ListedFile listed) {
        TargetPath path;
        try {
            path = means.settings().names().artifact(project.name(), listed.name());
        } catch (InvalidInput e) {
            means.refused().add(listed.name(), String.valueOf(e.getMessage()));
            return;
        }
        var before = known.get(listed.name());
        try {
            if (before == null) {
                first(path, listed);
            } else {
                again(before, listed);
            }
        } catch (SourceTrouble e) {
            means.log().trouble(means.settings().name(), path + ": " + e.getMessage());
            throw e;
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
        means.alarms().clear(project.name(), path);
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
        var first = means.state().first(path, content);
        return first.equals(content) ? Optional.empty() : Optional.of(new Alarm.Changed(path, first, content));
    }

    private void again(SeenFile before, ListedFile listed) {
        var isDue = isDue(before, listed);
        var alarm = Comparison.contradiction(before.path(), listed, before.content())
                .or(() -> Comparison.otherRequirements(before, listed))
                .or(() -> isDue ? otherBytes(before, listed) : Optional.empty());
        if (alarm.isPresent()) {
            raise(alarm.get());
            return;
        }
        means.alarms().clear(project.name(), before.path());
        var now = before.told(listed.yanked(), listed.requirements(), listed.mark(), isDue ? begin : before.checked());
        var next = now.stage() == SeenFile.Stage.WITHDRAWN ? now.in(SeenFile.Stage.SEEN) : now;
        if (!next.equals(before)) {
            changed.put(listed.name(), next);
        }
    }

    private Optional<Alarm> otherBytes(SeenFile before, ListedFile listed) {
        var content = hash(before.path(), listed);
        return content.equals(before.content())
                ? Optional.empty()
                : Optional.of(new Alarm.Changed(before.path(), before.content(), content));
    }

    private boolean isDue(SeenFile before, ListedFile listed) {
        var recheck = means.settings().recheck();
        return Comparison.isDue(before, listed, recheck.isZero() ? Instant.EPOCH : begin.minus(recheck));
    }

    private void raise(Alarm alarm) {
        alarmed = true;
        means.alarms().raise(project.name(), alarm);
    }

    private TargetFile hash(TargetPath path, ListedFile listed) {
        var content = means.downloads()
                .hash(listed.address())
                .orElseThrow(() -> new SourceTrouble("is listed, and not at " + listed.address(), null));
        means.log().hashed(means.settings().name(), path);
        return content;
    }
}

package dev.countersign.publish;

import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.Layout;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetEntry;
import dev.countersign.tuf.TargetPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive changes of targets, folded into one edit per path, that are applied by one publication.
 *
 * <p>The last change of a path wins. Whether a removal found its target follows from the change before it in the batch
 * or, for the first of a path, from the published role; that is asked of the signing worker, which reads the role
 * anyway.
 */
final class Batch {

    /**
     * What a worker and the publisher know once the batch is signed.
     *
     * @param pending the roles of which a version waits for its holders' signatures
     */
    record Answers(Set<TargetPath> absent, Collection<RoleName> published, Set<RoleName> pending) {}

    /** Why a target of a submission is left out: with it, the role would be too large. */
    private record NoRoom(RoleName role, String reason) {}

    private enum Found {
        YES,
        NO,
        AS_PUBLISHED
    }

    /** The state of one path while the batch is folded. */
    private static final class Folded {
        final RoleName role;
        final boolean firstRemoved;
        TargetEntry last;
        /** Of the journal entry with the last change. */
        long position;

        Folded(RoleName role, TargetEntry first, long position) {
            this.role = role;
            this.firstRemoved = first.file() == null;
            this.last = first;
            this.position = position;
        }

        void change(TargetEntry next, long nextPosition) {
            last = next;
            position = nextPosition;
        }
    }

    private final Layout layout;
    /** In the order of each path's last change. */
    private final LinkedHashMap<TargetPath, Folded> paths = new LinkedHashMap<>();

    private final Map<Long, Map<TargetPath, Found>> removals = new LinkedHashMap<>();
    private final List<JournalEntry> entries;
    private final Map<Long, Map<TargetPath, NoRoom>> refused;

    private Batch(Layout layout, List<JournalEntry> entries, Map<Long, Map<TargetPath, NoRoom>> refused) {
        this.layout = layout;
        this.entries = entries;
        this.refused = refused;
        entries.forEach(this::fold);
    }

    static Batch of(List<JournalEntry> entries, Layout layout) {
        return new Batch(layout, entries, Map.of());
    }

    /** The same batch without the additions that its roles have no room for; what they replaced in it counts again. */
    Batch without(Map<RoleName, Overflow> overflows) {
        var more = new HashMap<Long, Map<TargetPath, NoRoom>>();
        refused.forEach((position, targets) -> more.put(position, new LinkedHashMap<>(targets)));
        overflows.forEach((role, overflow) -> overflow.paths()
                .forEach(path -> more.computeIfAbsent(lastChangeOf(path), _ -> new LinkedHashMap<>())
                        .put(path, new NoRoom(role, overflow.reason()))));
        return new Batch(layout, entries, more);
    }

    private long lastChangeOf(TargetPath path) {
        return Objects.requireNonNull(paths.get(path)).position;
    }

    private void fold(JournalEntry entry) {
        switch (entry.submission().change()) {
            case Change.AddTargets add -> {
                var without = refusedOf(entry);
                add.entries().stream()
                        .filter(target -> !without.containsKey(target.path()))
                        .forEach(target -> fold(target, entry.position()));
            }
            case Change.RemoveTargets remove -> {
                var found = new LinkedHashMap<TargetPath, Found>();
                remove.paths().forEach(path -> found.put(path, remove(path, entry.position())));
                removals.put(entry.position(), found);
            }
            case Change.Publish _ -> {}
            default -> throw new IllegalArgumentException(entry + " is not a change of targets");
        }
    }

    private Map<TargetPath, NoRoom> refusedOf(JournalEntry entry) {
        return refused.getOrDefault(entry.position(), Map.of());
    }

    private void fold(TargetEntry target, long position) {
        var known = paths.get(target.path());
        if (known != null) {
            known.change(target, position);
            paths.putLast(target.path(), known);
            return;
        }
        var role = layout.roleFor(target.path());
        if (role != null) {
            paths.put(target.path(), new Folded(role, target, position));
        }
    }

    private Found remove(TargetPath path, long position) {
        var known = paths.get(path);
        if (known == null) {
            fold(new TargetEntry(path, null), position);
            return paths.containsKey(path) ? Found.AS_PUBLISHED : Found.NO;
        }
        var found = known.last.file() == null ? Found.NO : Found.YES;
        known.change(new TargetEntry(path, null), position);
        return found;
    }

    /** The edits by role, as the journal orders them; a role is there only if some path of the batch belongs to it. */
    SequencedMap<RoleName, RoleChange> edits() {
        var byRole = new LinkedHashMap<RoleName, RoleChange.Edit>();
        paths.forEach((path, folded) -> {
            var edit =
                    byRole.computeIfAbsent(folded.role, _ -> new RoleChange.Edit(new ArrayList<>(), new ArrayList<>()));
            edit.entries().add(folded.last);
            if (folded.firstRemoved && folded.last.file() != null) {
                edit.questions().add(path);
            }
        });
        return new LinkedHashMap<>(byRole);
    }

    /**
     * Outcomes that do not follow from the change alone: removals that missed, paths no role accepts or has
     * room for, and what a request to publish published. An addition to bins says nothing that its paths do not say.
     */
    Map<Long, TaskOutcome> outcomes(Answers answers) {
        var outcomes = new HashMap<Long, TaskOutcome>();
        for (var entry : entries) {
            var outcome = outcome(entry, answers);
            if (outcome != null) {
                outcomes.put(entry.position(), outcome);
            }
        }
        return outcomes;
    }

    private @Nullable TaskOutcome outcome(JournalEntry entry, Answers answers) {
        return switch (entry.submission().change()) {
            case Change.AddTargets add -> added(add, refusedOf(entry), answers);
            case Change.RemoveTargets _ -> removed(removals.getOrDefault(entry.position(), Map.of()), answers);
            case Change.Publish _ -> published(answers.published());
            default -> throw new IllegalArgumentException(entry + " is not a change of targets");
        };
    }

    private @Nullable TaskOutcome added(Change.AddTargets add, Map<TargetPath, NoRoom> without, Answers answers) {
        if (without.isEmpty()) {
            return layout.custom().isEmpty()
                    ? null
                    : new TaskOutcome.Succeeded(
                            "add_artifacts", "Artifact(s) Added", additions(add.entries(), answers));
        }
        var kept = add.entries().stream()
                .filter(target -> !without.containsKey(target.path()))
                .toList();
        return new TaskOutcome.Refused(
                "add_artifacts",
                "Adding artifact(s) Failed",
                sentence(without, kept.size()),
                additions(kept, answers).with("refused_artifacts", byRole(without)));
    }

    private static String sentence(Map<TargetPath, NoRoom> without, int kept) {
        var reasons = without.values().stream().map(NoRoom::reason).distinct().collect(Collectors.joining("; "));
        var count = kept == 0
                ? without.size() + (without.size() == 1 ? " artifact" : " artifacts")
                : without.size() + " of " + (without.size() + kept) + " artifacts, the others were added";
        return "no room for " + count + ": " + reasons;
    }

    private static Json.Arr byRole(Map<TargetPath, NoRoom> without) {
        var paths = new LinkedHashMap<NoRoom, List<String>>();
        without.forEach((path, noRoom) ->
                paths.computeIfAbsent(noRoom, _ -> new ArrayList<>()).add(path.value()));
        return new Json.Arr(paths.entrySet().stream()
                .<Json>map(group -> Json.Obj.EMPTY
                        .with("role", new Json.Str(group.getKey().role().value()))
                        .with("reason", new Json.Str(group.getKey().reason()))
                        .with("artifacts", array(group.getValue())))
                .toList());
    }

    private Json.Obj additions(List<TargetEntry> targets, Answers answers) {
        var valid = new ArrayList<String>();
        var invalid = new ArrayList<String>();
        var roles = new LinkedHashSet<RoleName>();
        for (var target : targets) {
            var role = layout.roleFor(target.path());
            (role == null ? invalid : valid).add(target.path().value());
            if (role != null) {
                roles.add(role);
            }
        }
        return withPending(
                Json.Obj.EMPTY
                        .with("added_artifacts", array(valid))
                        .with("invalid_paths", array(invalid))
                        .with(
                                "artifact_roles",
                                array(roles.stream().map(RoleName::value).toList())),
                roles,
                answers);
    }

    private @Nullable TaskOutcome removed(Map<TargetPath, Found> found, Answers answers) {
        var deleted = new ArrayList<String>();
        var missing = new ArrayList<String>();
        var roles = new LinkedHashSet<RoleName>();
        found.forEach((path, state) -> {
            var there = state == Found.YES
                    || (state == Found.AS_PUBLISHED && !answers.absent().contains(path));
            (there ? deleted : missing).add(path.value());
            var role = layout.roleFor(path);
            if (there && role != null) {
                roles.add(role);
            }
        });
        if (missing.isEmpty() && Collections.disjoint(roles, answers.pending())) {
            return null;
        }
        return new TaskOutcome.Succeeded(
                "remove_artifacts",
                "Artifact(s) removed",
                withPending(
                        Json.Obj.EMPTY
                                .with("deleted_artifacts", array(deleted))
                                .with("not_found_artifacts", array(missing)),
                        roles,
                        answers));
    }

    /**
     * Names the roles whose holders have still to sign, so that a success is not taken for more than it is. Not in
     * RSTUF, which calls the change published.
     */
    private static Json.Obj withPending(Json.Obj details, Collection<RoleName> roles, Answers answers) {
        var pending = roles.stream()
                .filter(answers.pending()::contains)
                .map(RoleName::value)
                .toList();
        return pending.isEmpty() ? details : details.with("pending_roles", array(pending));
    }

    private static TaskOutcome published(Collection<RoleName> roles) {
        var names = roles.stream().map(RoleName::value).sorted().toList();
        return new TaskOutcome.Succeeded(
                "publish_artifacts",
                "Publish Artifacts Processed",
                Json.Obj.EMPTY.with("artifact_roles", names.isEmpty() ? new Json.Null() : array(names)));
    }

    private static Json.Arr array(Collection<String> texts) {
        return new Json.Arr(texts.stream().<Json>map(Json.Str::new).toList());
    }
}

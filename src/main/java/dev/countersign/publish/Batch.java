package dev.countersign.publish;

import dev.countersign.repository.Change;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.Layout;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.tuf.Json;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetEntry;
import dev.countersign.tuf.TargetPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive changes of targets, folded into one edit per path, that are applied by one publication.
 *
 * <p>The last change of a path wins. Whether a removal found its target follows from the change before it in the batch
 * or, for the first of a path, from the published role; that is asked of the signing worker, which reads the role
 * anyway.
 */
final class Batch {

    /** The edits of one role, and the paths of which the worker must tell whether they were there. */
    record RoleEdits(List<TargetEntry> edits, List<TargetPath> questions) {}

    /**
     * What a worker and the publisher know once the batch is signed.
     *
     * @param pending the roles of which a version waits for its holders' signatures
     */
    record Answers(Set<TargetPath> absent, Collection<RoleName> published, Set<RoleName> pending) {}

    private static final Comparator<TargetEntry> BY_PATH =
            Comparator.comparing(TargetEntry::path, TargetPath.BYTE_ORDER);

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

        Folded(RoleName role, TargetEntry first) {
            this.role = role;
            this.firstRemoved = first.file() == null;
            this.last = first;
        }
    }

    private final Layout layout;
    private final Map<TargetPath, Folded> paths = new HashMap<>();
    private final Map<Long, Map<TargetPath, Found>> removals = new LinkedHashMap<>();
    private final List<JournalEntry> entries;

    private Batch(Layout layout, List<JournalEntry> entries) {
        this.layout = layout;
        this.entries = entries;
    }

    static Batch of(List<JournalEntry> entries, Layout layout) {
        var batch = new Batch(layout, entries);
        for (var entry : entries) {
            batch.fold(entry);
        }
        return batch;
    }

    private void fold(JournalEntry entry) {
        switch (entry.submission().change()) {
            case Change.AddTargets add -> add.entries().forEach(this::fold);
            case Change.RemoveTargets remove -> {
                var found = new LinkedHashMap<TargetPath, Found>();
                remove.paths().forEach(path -> found.put(path, remove(path)));
                removals.put(entry.position(), found);
            }
            case Change.Publish _ -> {}
            default -> throw new IllegalArgumentException(entry + " is not a change of targets");
        }
    }

    private void fold(TargetEntry target) {
        var known = paths.get(target.path());
        if (known != null) {
            known.last = target;
            return;
        }
        var role = layout.roleFor(target.path());
        if (role != null) {
            paths.put(target.path(), new Folded(role, target));
        }
    }

    private Found remove(TargetPath path) {
        var known = paths.get(path);
        if (known == null) {
            fold(new TargetEntry(path, null));
            return paths.containsKey(path) ? Found.AS_PUBLISHED : Found.NO;
        }
        var found = known.last.file() == null ? Found.NO : Found.YES;
        known.last = new TargetEntry(path, null);
        return found;
    }

    /** The edits by role; a role is there only if some path of the batch belongs to it. */
    Map<RoleName, RoleEdits> edits() {
        var byRole = new LinkedHashMap<RoleName, RoleEdits>();
        paths.forEach((path, folded) -> {
            var edits = byRole.computeIfAbsent(folded.role, _ -> new RoleEdits(new ArrayList<>(), new ArrayList<>()));
            edits.edits().add(folded.last);
            if (folded.firstRemoved && folded.last.file() != null) {
                edits.questions().add(path);
            }
        });
        byRole.values().forEach(edits -> edits.edits().sort(BY_PATH));
        return byRole;
    }

    /** This batch without the submissions that add targets to any of the given roles. */
    List<JournalEntry> entriesAddingTo(Set<RoleName> roles) {
        return entries.stream()
                .filter(entry -> entry.submission().change() instanceof Change.AddTargets add
                        && add.entries().stream().anyMatch(target -> roles.contains(layout.roleFor(target.path()))))
                .toList();
    }

    /**
     * Outcomes that do not follow from the change alone: removals that missed, paths no role accepts, and what a
     * request to publish published. An addition to bins says nothing that its paths do not say.
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
            case Change.AddTargets add -> layout.custom().isEmpty() ? null : added(add, answers);
            case Change.RemoveTargets _ -> removed(removals.getOrDefault(entry.position(), Map.of()), answers);
            case Change.Publish _ -> published(answers.published());
            default -> throw new IllegalArgumentException(entry + " is not a change of targets");
        };
    }

    private TaskOutcome added(Change.AddTargets add, Answers answers) {
        var valid = new ArrayList<String>();
        var invalid = new ArrayList<String>();
        var roles = new LinkedHashSet<RoleName>();
        for (var target : add.entries()) {
            var role = layout.roleFor(target.path());
            (role == null ? invalid : valid).add(target.path().value());
            if (role != null) {
                roles.add(role);
            }
        }
        return new TaskOutcome.Succeeded(
                "add_artifacts",
                "Artifact(s) Added",
                withPending(
                        Json.Obj.EMPTY
                                .with("added_artifacts", array(valid))
                                .with("invalid_paths", array(invalid))
                                .with(
                                        "artifact_roles",
                                        array(roles.stream()
                                                .map(RoleName::value)
                                                .toList())),
                        roles,
                        answers));
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

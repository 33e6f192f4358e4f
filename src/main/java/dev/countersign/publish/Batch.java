package dev.countersign.publish;

import dev.countersign.repository.Change;
import dev.countersign.repository.Layout;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive changes of targets that one publication applies, reduced to one edit for each path.
 *
 * <p>The last change of a path wins. Whether a removal found its target is known from the change before it in the
 * batch. When there is none, the published role tells; the signing worker is asked, because it reads the role anyway.
 */
final class Batch {

    /**
     * What is known once the batch is signed.
     *
     * @param pending the roles of which a version waits for its holders' signatures
     */
    record AfterSigning(Set<TargetPath> absent, Collection<RoleName> published, Set<RoleName> pending) {}

    /** Why a target of a submission is left out: with it, the role would be too large. */
    private record LeftOut(RoleName role, String reason) {}

    private enum Presence {
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

    private final Map<Long, Map<TargetPath, Presence>> removals = new LinkedHashMap<>();
    private final List<Due.TargetsEntry> entries;
    private final Map<Long, Map<TargetPath, LeftOut>> refused;

    private Batch(Layout layout, List<Due.TargetsEntry> entries, Map<Long, Map<TargetPath, LeftOut>> refused) {
        this.layout = layout;
        this.entries = entries;
        this.refused = refused;
        entries.forEach(this::fold);
    }

    static Batch fold(List<Due.TargetsEntry> entries, Layout layout) {
        return new Batch(layout, entries, Map.of());
    }

    /** Leaves out additions that their roles have no room for. Changes of the same path before them count again. */
    Batch without(Map<RoleName, Overflow> overflows) {
        var more = new HashMap<Long, Map<TargetPath, LeftOut>>();
        refused.forEach((position, targets) -> more.put(position, new LinkedHashMap<>(targets)));
        overflows.forEach((role, overflow) -> overflow.paths()
                .forEach(path -> more.computeIfAbsent(lastChangeOf(path), _ -> new LinkedHashMap<>())
                        .put(path, new LeftOut(role, overflow.reason()))));
        return new Batch(layout, entries, more);
    }

    private long lastChangeOf(TargetPath path) {
        return Objects.requireNonNull(paths.get(path)).position;
    }

    private void fold(Due.TargetsEntry entry) {
        switch (entry.change()) {
            case Change.AddTargets add -> {
                var without = refusedOf(entry);
                add.entries().stream()
                        .filter(target -> !without.containsKey(target.path()))
                        .forEach(target -> fold(target, entry.position()));
            }
            case Change.RemoveTargets remove -> {
                var found = new LinkedHashMap<TargetPath, Presence>();
                remove.paths().forEach(path -> found.put(path, remove(path, entry.position())));
                removals.put(entry.position(), found);
            }
            case Change.Publish _ -> {}
        }
    }

    private Map<TargetPath, LeftOut> refusedOf(Due.TargetsEntry entry) {
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

    private Presence remove(TargetPath path, long position) {
        var known = paths.get(path);
        if (known == null) {
            fold(new TargetEntry(path, null), position);
            return paths.containsKey(path) ? Presence.AS_PUBLISHED : Presence.NO;
        }
        var found = known.last.file() == null ? Presence.NO : Presence.YES;
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
     * Outcomes that do not follow from the change alone: removals that found nothing, paths that no role accepts or has
     * room for, and what a request to publish has published. An addition to bins needs none, because its paths tell the
     * bins.
     */
    Map<Long, TaskOutcome> outcomes(AfterSigning answers) {
        var outcomes = new HashMap<Long, TaskOutcome>();
        for (var entry : entries) {
            var outcome = outcome(entry, answers);
            if (outcome != null) {
                outcomes.put(entry.position(), outcome);
            }
        }
        return outcomes;
    }

    private @Nullable TaskOutcome outcome(Due.TargetsEntry entry, AfterSigning answers) {
        return switch (entry.change()) {
            case Change.AddTargets add -> added(add, refusedOf(entry), answers);
            case Change.RemoveTargets _ -> removed(removals.getOrDefault(entry.position(), Map.of()), answers);
            case Change.Publish _ -> published(answers.published());
        };
    }

    private @Nullable TaskOutcome added(Change.AddTargets add, Map<TargetPath, LeftOut> without, AfterSigning answers) {
        if (without.isEmpty()) {
            return layout.custom().isEmpty() ? null : added(add.entries(), List.of(), answers);
        }
        var kept = add.entries().stream()
                .filter(target -> !without.containsKey(target.path()))
                .toList();
        return added(kept, byRole(without), answers);
    }

    private static List<TaskOutcome.NoRoom> byRole(Map<TargetPath, LeftOut> without) {
        var paths = new LinkedHashMap<LeftOut, List<TargetPath>>();
        without.forEach((path, noRoom) ->
                paths.computeIfAbsent(noRoom, _ -> new ArrayList<>()).add(path));
        return paths.entrySet().stream()
                .map(group -> new TaskOutcome.NoRoom(
                        group.getKey().role(), group.getKey().reason(), group.getValue()))
                .toList();
    }

    private TaskOutcome added(List<TargetEntry> targets, List<TaskOutcome.NoRoom> noRoom, AfterSigning answers) {
        var valid = new ArrayList<TargetPath>();
        var invalid = new ArrayList<TargetPath>();
        var roles = new LinkedHashSet<RoleName>();
        for (var target : targets) {
            var role = layout.roleFor(target.path());
            (role == null ? invalid : valid).add(target.path());
            if (role != null) {
                roles.add(role);
            }
        }
        return new TaskOutcome.TargetsAdded(valid, invalid, List.copyOf(roles), awaiting(roles, answers), noRoom);
    }

    private @Nullable TaskOutcome removed(Map<TargetPath, Presence> found, AfterSigning answers) {
        var deleted = new ArrayList<TargetPath>();
        var missing = new ArrayList<TargetPath>();
        var roles = new LinkedHashSet<RoleName>();
        found.forEach((path, state) -> {
            var there = state == Presence.YES
                    || (state == Presence.AS_PUBLISHED && !answers.absent().contains(path));
            (there ? deleted : missing).add(path);
            var role = layout.roleFor(path);
            if (there && role != null) {
                roles.add(role);
            }
        });
        var awaiting = awaiting(roles, answers);
        return missing.isEmpty() && awaiting.isEmpty()
                ? null
                : new TaskOutcome.TargetsRemoved(deleted, missing, awaiting);
    }

    /** The roles whose holders have still to sign: their targets are not published yet. */
    private static List<RoleName> awaiting(Collection<RoleName> roles, AfterSigning answers) {
        return roles.stream().filter(answers.pending()::contains).toList();
    }

    private static TaskOutcome published(Collection<RoleName> roles) {
        return new TaskOutcome.RolesPublished(
                roles.stream().sorted(Comparator.comparing(RoleName::value)).toList());
    }
}

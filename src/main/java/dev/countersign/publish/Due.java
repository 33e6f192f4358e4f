package dev.countersign.publish;

import dev.countersign.repository.DecidedChange;
import dev.countersign.repository.TargetChange;
import dev.countersign.repository.TaskId;
import java.util.List;

/** What the next publication applies. */
sealed interface Due {

    /** Nothing asks for publication. */
    record Nothing() implements Due {}

    /** Consecutive changes of targets, at least one, applied together. */
    record TargetChanges(List<TargetsEntry> entries) implements Due {
        public TargetChanges {
            entries = List.copyOf(entries);
        }

        /** The journal position up to which they go. */
        long position() {
            return entries.getLast().position();
        }

        /** How many targets are to be added or removed. */
        long targets() {
            return entries.stream().mapToLong(entry -> entry.change().targets()).sum();
        }
    }

    /** One change of targets at its place in the journal. */
    record TargetsEntry(long position, TargetChange change) {}

    /** One change that is decided, and applied, alone. */
    record Decided(long position, TaskId task, DecidedChange change) implements Due {}
}

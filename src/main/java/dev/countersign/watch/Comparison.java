package dev.countersign.watch;

import dev.countersign.packages.ListedFile;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** What the registry says of a file now, against what is known of it. No I/O. */
final class Comparison {
    private Comparison() {}

    /** What the index says that the bytes do not: a hash, or the size. */
    static Optional<Alarm> contradiction(TargetPath path, ListedFile listed, TargetFile content) {
        for (var claim : listed.claimed().entrySet()) {
            var actual = content.hashes().get(claim.getKey());
            if (actual != null && !actual.equals(claim.getValue())) {
                return Optional.of(new Alarm.Contradicted(path, claim.getKey().wireName(), claim.getValue(), actual));
            }
        }
        var size = listed.size();
        return size == null || size == content.length()
                ? Optional.empty()
                : Optional.of(
                        new Alarm.Contradicted(path, "size", String.valueOf(size), String.valueOf(content.length())));
    }

    /** That a resolver is told something else of the file; never for files of which no index of their kind tells anything. */
    static Optional<Alarm> otherRequirements(SeenFile known, ListedFile listed) {
        var before = known.requirements();
        return before == null || before.equals(listed.requirements())
                ? Optional.empty()
                : Optional.of(new Alarm.Contradicted(
                        known.path(), "requirements", String.valueOf(listed.requirements()), before));
    }

    /** Whether the bytes of a known file are to be fetched and compared again. */
    static boolean isDue(SeenFile known, ListedFile listed, Instant checkedAfter) {
        return known.stage() == SeenFile.Stage.WITHDRAWN
                || known.checked().isBefore(checkedAfter)
                || !Objects.equals(known.mark(), listed.mark());
    }
}

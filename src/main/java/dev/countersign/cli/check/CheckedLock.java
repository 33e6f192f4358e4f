package dev.countersign.cli.check;

import dev.countersign.packages.lock.LockFormat;
import java.nio.file.Path;
import java.util.List;

/**
 * A lock file, and what became of all that it pins.
 *
 * @param allowed names that may stand in it though they cannot be judged
 */
record CheckedLock(Path file, LockFormat format, List<Verdict> verdicts, List<String> allowed) {
    CheckedLock {
        verdicts = List.copyOf(verdicts);
        allowed = List.copyOf(allowed);
    }

    long verified() {
        return verdicts.stream().filter(Verdict.Verified.class::isInstance).count();
    }

    /** All that is not verified, in the order of the file. */
    List<Verdict> findings() {
        return verdicts.stream()
                .filter(verdict -> !(verdict instanceof Verdict.Verified))
                .toList();
    }

    /** Whether something has other bytes than what is signed, or is not signed at all. */
    boolean isRefused() {
        return verdicts.stream()
                .anyMatch(verdict -> verdict instanceof Verdict.Unlisted || verdict instanceof Verdict.Differs);
    }

    /** Whether something cannot be judged that nobody has allowed. */
    boolean isInDoubt() {
        return verdicts.stream().anyMatch(verdict -> verdict instanceof Verdict.NotJudged && !isAllowed(verdict));
    }

    boolean isAllowed(Verdict verdict) {
        return verdict instanceof Verdict.NotJudged
                && allowed.contains(verdict.about().name());
    }
}

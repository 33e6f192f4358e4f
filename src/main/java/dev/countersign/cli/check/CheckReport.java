package dev.countersign.cli.check;

import dev.countersign.cli.Exit;
import dev.countersign.cli.Words;
import dev.countersign.json.Json;
import dev.countersign.packages.lock.LockedPackage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the lock files pin and what is signed, for programs and for people. */
record CheckReport(List<CheckedLock> locks) {

    Exit exit() {
        if (locks.stream().anyMatch(CheckedLock::isRefused)) {
            return Exit.UNVERIFIED;
        }
        return locks.stream().anyMatch(CheckedLock::isInDoubt) ? Exit.REFUSED : Exit.OK;
    }

    Json.Obj json() {
        return Json.object()
                .put("ok", exit() == Exit.OK)
                .put(
                        "files",
                        new Json.Arr(locks.stream().<Json>map(CheckReport::json).toList()))
                .build();
    }

    private static Json.Obj json(CheckedLock lock) {
        return Json.object()
                .put("file", lock.file().toString())
                .put("format", lock.format().word())
                .put("locked", lock.verdicts().size())
                .put("verified", lock.verified())
                .put(
                        "findings",
                        new Json.Arr(lock.findings().stream()
                                .<Json>map(verdict -> json(lock, verdict))
                                .toList()))
                .build();
    }

    private static Json.Obj json(CheckedLock lock, Verdict verdict) {
        return Json.object()
                .put("verdict", lock.isAllowed(verdict) ? "allowed" : word(verdict))
                .put("name", verdict.about().name())
                .put("version", verdict.about().version())
                .put("text", text(verdict))
                .build();
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Verified verified -> "verified";
            case Verdict.Unlisted unsigned -> "not signed";
            case Verdict.Differs differs -> "differs";
            case Verdict.NotJudged doubtful -> "not judged";
        };
    }

    private static String text(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Verified verified -> "";
            case Verdict.Unlisted unsigned -> unsigned.text();
            case Verdict.Differs differs -> differs.text();
            case Verdict.NotJudged doubtful -> doubtful.text();
        };
    }

    String text() {
        var lines = new ArrayList<String>();
        locks.forEach(lock -> {
            lines.add(lock.file() + ": " + Words.number(lock.verified()) + " of "
                    + Words.number(lock.verdicts().size()) + " verified");
            lock.findings().forEach(verdict -> lines.add("  " + line(lock, verdict)));
        });
        return String.join("\n", lines);
    }

    private static String line(CheckedLock lock, Verdict verdict) {
        var word = lock.isAllowed(verdict) ? "allowed" : word(verdict).toUpperCase(Locale.ROOT);
        return word + "  " + name(verdict.about()) + ": " + text(verdict);
    }

    private static String name(LockedPackage locked) {
        return locked.version().isEmpty() ? locked.name() : locked.name() + " " + locked.version();
    }
}

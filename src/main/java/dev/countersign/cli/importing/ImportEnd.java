package dev.countersign.cli.importing;

import dev.countersign.cli.api.TaskReport;
import dev.countersign.tuf.HashBins;
import java.util.ArrayList;
import java.util.List;

/**
 * How one task of an import ended.
 *
 * @param refused what was not added after all
 * @param withoutRoom how many of those found no room in their role
 * @param roles the custom roles that took the rest
 */
record ImportEnd(List<Rejection> refused, long withoutRoom, List<String> roles) {

    static ImportEnd decide(ImportCheckpoint.Handed handed, TaskReport report) {
        if (report.isUnknown()) {
            return all(
                    handed,
                    "the server no longer knows what became of them (task " + handed.task()
                            + "); adding them again does no harm");
        }
        if (report.failed() && report.details().refused().isEmpty()) {
            return all(handed, report.sentence());
        }
        var refused = new ArrayList<Rejection>();
        report.details()
                .refused()
                .forEach(group -> group.artifacts().forEach(path -> refused.add(named(path, group.reason()))));
        var withoutRoom = refused.size();
        report.details().invalid().forEach(path -> refused.add(named(path, "no role is responsible for the path")));
        return new ImportEnd(refused, withoutRoom, customRoles(report));
    }

    /** Artifacts that were not added. */
    long artifacts() {
        return refused.stream()
                .mapToLong(rejection -> rejection.place().artifacts())
                .sum();
    }

    private static ImportEnd all(ImportCheckpoint.Handed handed, String reason) {
        var lines = new Rejection.Lines(handed.from(), handed.to(), handed.artifacts());
        return new ImportEnd(List.of(new Rejection(lines, reason)), 0, List.of());
    }

    private static Rejection named(String path, String reason) {
        return new Rejection(new Rejection.Named(path), reason);
    }

    /** Leaves bins out: they never wait for signatures, and there may be thousands. */
    private static List<String> customRoles(TaskReport report) {
        return report.details().roles().stream()
                .filter(role -> !HashBins.isBin(role))
                .toList();
    }
}

package dev.countersign.cli.verify;

import dev.countersign.cli.Words;
import dev.countersign.cli.log.RepositoryLog;
import dev.countersign.client.Inspection;
import dev.countersign.client.Observation;
import dev.countersign.client.RepositoryView;
import dev.countersign.json.Json;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a look at a repository found, for programs and for people. */
record VerifyReport(URI address, Inspection inspection, LogResult log) {

    /** What became of the public log. */
    sealed interface LogResult {}

    /** The repository has none. */
    record Unlogged() implements LogResult {}

    /** There is one, and no key for it is trusted. */
    record UnknownKey(URI place) implements LogResult {}

    record Agrees(RepositoryLog.Agreement agreement) implements LogResult {}

    record Disagrees(String text) implements LogResult {}

    boolean has(Observation.Severity severity) {
        return findings().stream().anyMatch(finding -> finding.severity() == severity);
    }

    /** Those of the repository, and what there is to tell of its log. */
    private List<Observation> findings() {
        var findings = new ArrayList<>(inspection.findings());
        switch (log) {
            case Disagrees(var text) ->
                findings.addFirst(new Observation(Observation.Severity.PROBLEM, "the public log", text));
            case UnknownKey(var place) ->
                findings.add(new Observation(
                        Observation.Severity.NOTE,
                        "the public log",
                        "there is one at " + place + ", which --log-key KEY would verify"));
            case Unlogged none -> {}
            case Agrees agrees -> {}
        }
        return findings;
    }

    Json.Obj json() {
        var json = Json.object().put("url", address.toString()).put("ok", !has(Observation.Severity.PROBLEM));
        var view = inspection.view();
        if (view != null) {
            json.put(
                    "top_level",
                    new Json.Arr(topLevel(view)
                            .<Json>map(role -> Json.object()
                                    .put("role", role.name().value())
                                    .put("version", role.metadata().signed().version())
                                    .put(
                                            "expires",
                                            role.metadata().signed().expires().toString())
                                    .put("signed", role.signed())
                                    .put("threshold", role.threshold())
                                    .build())
                            .toList()));
        }
        json.put("roles", inspection.roles()).put("targets", inspection.targets());
        if (log instanceof Agrees(var agreement)) {
            json.put(
                    "log",
                    Json.object()
                            .put("entries", agreement.entries())
                            .put("confirmed", agreement.confirmed())
                            .put("unlisted", agreement.unlisted())
                            .build());
        }
        return json.put(
                        "findings",
                        new Json.Arr(findings().stream()
                                .<Json>map(finding -> Json.object()
                                        .put("severity", word(finding))
                                        .put("about", finding.about())
                                        .put("text", finding.text())
                                        .build())
                                .toList()))
                .build();
    }

    private static String word(Observation finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }

    String text() {
        var lines = new ArrayList<String>();
        lines.add(address + (has(Observation.Severity.PROBLEM) ? ": NOT AS IT SHOULD BE" : ": verified"));
        var view = inspection.view();
        if (view != null) {
            topLevel(view)
                    .forEach(role -> lines.add(String.format(
                            Locale.ROOT,
                            "  %-9s  version %d, signed by %d (needed: %d), expires %s",
                            role.name(),
                            role.metadata().signed().version(),
                            role.signed(),
                            role.threshold(),
                            role.metadata().signed().expires())));
            lines.add("  " + Words.count(inspection.roles(), "targets role") + " there, signed and fresh, with "
                    + Words.count(inspection.targets(), "target"));
        }
        if (log instanceof Agrees(var agreement)) {
            lines.add("  the public log has " + Words.number(agreement.entries())
                    + (agreement.entries() == 1 ? " entry" : " entries") + " and confirms "
                    + Words.count(agreement.confirmed(), "file"));
        }
        findings().forEach(finding -> lines.add(finding.severity() + "  " + finding.about() + ": " + finding.text()));
        return String.join("\n", lines);
    }

    private record TopLevelRole(RoleName name, Metadata<?> metadata, int signed, int threshold) {}

    private static Stream<TopLevelRole> topLevel(RepositoryView view) {
        return Stream.of(
                role(RoleName.ROOT, view.root(), view),
                role(RoleName.TIMESTAMP, view.timestamp(), view),
                role(RoleName.SNAPSHOT, view.snapshot(), view),
                role(RoleName.TARGETS, view.targets(), view));
    }

    private static TopLevelRole role(RoleName name, Metadata<?> metadata, RepositoryView view) {
        var root = view.root().signed();
        var verification = metadata.verify(root.role(name), root.keys());
        return new TopLevelRole(name, metadata, verification.signed().size(), verification.threshold());
    }
}

package dev.countersign.cli.api;

import dev.countersign.cli.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** What a number of finished tasks did together. */
public record TaskSummary(
        List<String> added,
        List<String> invalid,
        List<TaskReport.NotAdded> refused,
        List<String> deleted,
        List<String> notFound,
        SequencedSet<String> roles,
        List<String> pendingRoles) {

    public static TaskSummary gather(List<TaskReport> reports, List<ApiClient.PendingRole> pending) {
        var added = new ArrayList<String>();
        var invalid = new ArrayList<String>();
        var refused = new ArrayList<TaskReport.NotAdded>();
        var deleted = new ArrayList<String>();
        var notFound = new ArrayList<String>();
        var roles = new LinkedHashSet<String>();
        for (var report : reports) {
            added.addAll(report.details().added());
            invalid.addAll(report.details().invalid());
            refused.addAll(report.details().refused());
            deleted.addAll(report.details().deleted());
            notFound.addAll(report.details().notFound());
            roles.addAll(report.details().roles());
        }
        var waiting = new HashSet<String>();
        pending.forEach(role -> waiting.add(role.role()));
        var pendingRoles = roles.stream().filter(waiting::contains).toList();
        return new TaskSummary(added, invalid, refused, deleted, notFound, roles, pendingRoles);
    }

    /** Clients see nothing of the change in these roles before their holders have signed. */
    public boolean pending() {
        return !pendingRoles.isEmpty();
    }

    /** A sentence about what is still to be signed; empty when nothing is. */
    public String pendingSentence() {
        return pending() ? "\n" + pendingSentence(pendingRoles) : "";
    }

    public static String pendingSentence(List<String> roles) {
        return "Not visible to clients yet: " + Words.some(roles)
                + " still needs signatures ('countersign sign' tells of whom).";
    }

    /** The paths that were not added although a role is responsible for them. */
    public List<String> refusedPaths() {
        return refused.stream().flatMap(group -> group.artifacts().stream()).toList();
    }

    /** What was not added, as lines to follow a sentence; empty when everything was. */
    public String refusedSentence() {
        var text = new StringBuilder();
        if (!invalid.isEmpty()) {
            text.append("\nNot added, because no role is responsible for the path: ")
                    .append(Words.some(invalid))
                    .append('.');
        }
        refused.forEach(group -> text.append("\nNot added: ")
                .append(Words.some(group.artifacts()))
                .append(" (")
                .append(group.reason())
                .append(")."));
        return text.toString();
    }
}

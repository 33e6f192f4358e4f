package dev.countersign.cli.delegation;

import dev.countersign.ceremony.Findings;
import dev.countersign.ceremony.PendingSignatures;
import dev.countersign.ceremony.RoleDraft;
import dev.countersign.ceremony.Shown;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.cli.holder.SignatureStanding;
import dev.countersign.json.Json;
import dev.countersign.tuf.RoleName;
import dev.countersign.wire.WireNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of a request about delegated roles: done, refused role by role, or waiting for signatures. */
final class DelegationReport {
    private final HolderSession session;
    private final Terminal terminal;

    DelegationReport(HolderSession session, Terminal terminal) {
        this.session = session;
        this.terminal = terminal;
    }

    /** Says what is wrong with the new roles among those that are there already. */
    static void check(List<RoleDraft> now, List<RoleDraft> wanted, Terminal terminal) {
        var before = RoleDraft.check(now);
        Findings after = RoleDraft.check(wanted);
        after.warnings().stream()
                .filter(warning -> !before.warnings().contains(warning))
                .forEach(warning -> terminal.warn("Warning: " + warning));
        var problems = after.problems().stream()
                .filter(problem -> !before.problems().contains(problem))
                .toList();
        if (!problems.isEmpty()) {
            throw new CliFailure.CommandRefused(String.join("; ", problems));
        }
    }

    /**
     * Waits for the task and reports it.
     *
     * @param done such as {@code Added}
     */
    int of(String task, String done) {
        var report = session.finished("the change of delegations", task);
        var details = report.said();
        var succeeded = details.texts(WireNames.DELEGATED_ROLES);
        var refused = refused(details);
        var pending = session.api().pending();
        var waiting = waiting(succeeded, pending);
        var held = waiting.stream()
                .map(SignatureStanding::role)
                .filter(pending::isProposed)
                .map(RoleName::value)
                .toList();
        terminal.result(json(task, succeeded, refused, waiting), text(done, succeeded, held, refused, waiting));
        if (!refused.isEmpty() || succeeded.isEmpty()) {
            return Exit.REFUSED.code();
        }
        return waiting.isEmpty() ? Exit.OK.code() : Exit.PENDING.code();
    }

    private record NotDelegated(String role, String reason) {}

    private static List<NotDelegated> refused(Json.Obj details) {
        var refused = new ArrayList<NotDelegated>();
        if (details.get(WireNames.FAILED_ROLES) instanceof Json.Arr list) {
            for (var item : list.items()) {
                if (item instanceof Json.Obj entry) {
                    refused.add(new NotDelegated(
                            Shown.text(text(entry.get(WireNames.ROLE))),
                            Shown.text(text(entry.get(WireNames.REASON)))));
                }
            }
        }
        return refused;
    }

    /** RSTUF gives some reasons as lists of one. */
    private static String text(@Nullable Json value) {
        return switch (value) {
            case Json.Str text -> text.value();
            case Json.Arr list
            when list.items().size() == 1 -> text(list.items().getFirst());
            case null -> "no reason given";
            default -> value.toText();
        };
    }

    private static List<SignatureStanding> waiting(List<String> roles, PendingSignatures pending) {
        return roles.stream()
                .map(RoleName::publishable)
                .filter(pending.roles()::containsKey)
                .map(role -> new SignatureStanding(
                        role,
                        Objects.requireNonNull(pending.roles().get(role))
                                .signed()
                                .version(),
                        true,
                        pending.quorums(role)))
                .toList();
    }

    private static Json.Obj json(
            String task, List<String> succeeded, List<NotDelegated> refused, List<SignatureStanding> waiting) {
        var failures = refused.stream()
                .<Json>map(entry -> Json.object()
                        .put("role", entry.role())
                        .put("reason", entry.reason())
                        .build())
                .toList();
        return Json.object()
                .put("roles", succeeded)
                .put("refused", new Json.Arr(failures))
                .put(
                        "pending",
                        new Json.Arr(waiting.stream()
                                .<Json>map(standing -> standing.json().build())
                                .toList()))
                .put("task", task)
                .build();
    }

    private static String text(
            String done,
            List<String> succeeded,
            List<String> held,
            List<NotDelegated> refused,
            List<SignatureStanding> waiting) {
        var lines = new ArrayList<String>();
        var now = succeeded.stream().filter(role -> !held.contains(role)).toList();
        if (!now.isEmpty()) {
            lines.add(done + " " + String.join(", ", now) + ".");
        }
        if (!held.isEmpty()) {
            lines.add("NOT YET changed: " + String.join(", ", held)
                    + ". The change takes effect when a version is signed as it asks for.");
        }
        refused.forEach(entry -> lines.add("REFUSED: " + entry.role() + ": " + entry.reason()));
        waiting.forEach(standing -> lines.add(standing.pendingText()));
        return lines.isEmpty() ? "The server changed nothing." : String.join("\n", lines);
    }
}

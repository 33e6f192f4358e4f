package dev.countersign.cli.settings;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Questions;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.json.Json;
import dev.countersign.tuf.Validity;
import dev.countersign.wire.WireNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign config set}: other days of validity. */
@Command(
        name = "set",
        description = {
            "Set for how many days versions of a role are valid, from its next version on.",
            "Ends with 1 when the server does not know a role; the others are set."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class ConfigSetCommand implements Callable<Integer> {
    private static final Pattern FORM = Pattern.compile("(.+)=([0-9]{1,6})");

    @Parameters(paramLabel = "ROLE=DAYS", arity = "0..*", description = "Such as timestamp=2; bins means every bin.")
    private List<String> values = new ArrayList<>();

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final Questions questions;

    public ConfigSetCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    public ConfigSetCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        if (values.isEmpty() && !questions.possible()) {
            throw new CliFailure.Misused("nothing to set: give ROLE=DAYS");
        }
        try (var session = new HolderSession(options)) {
            if (values.isEmpty()) {
                values = asked(session.api().settings().days());
            }
            var days = days();
            var task = session.api().changeDays(days);
            var report = session.finished("the change of settings", task);
            var details = report.said();
            var updated = details.texts(WireNames.UPDATED_ROLES);
            var unknown = details.texts(WireNames.INVALID_ROLES);
            options.terminal()
                    .result(
                            Json.object()
                                    .put("updated", updated)
                                    .put("unknown", unknown)
                                    .put("task", task)
                                    .build(),
                            text(days, updated, unknown));
            return unknown.isEmpty() && !updated.isEmpty() ? Exit.OK.code() : Exit.REFUSED.code();
        }
    }

    private List<String> asked(SequencedMap<String, Integer> now) {
        var asked = new ArrayList<String>();
        now.forEach((role, days) -> {
            int wanted = questions.number("Days a version of " + role + " is valid", days);
            if (wanted != days) {
                asked.add(role + "=" + wanted);
            }
        });
        if (asked.isEmpty()) {
            throw new CliFailure.CommandRefused("nothing was set, as you asked");
        }
        return asked;
    }

    private SequencedMap<String, Integer> days() {
        var days = new LinkedHashMap<String, Integer>();
        for (var value : values) {
            var form = FORM.matcher(value);
            var count = form.matches() ? Integer.parseInt(form.group(2)) : 0;
            if (Validity.problem(count).isPresent()) {
                throw new CliFailure.Misused("'" + value + "' (expected: a role, =, and 1 to " + Validity.MAX_DAYS
                        + " days, such as timestamp=2)");
            }
            days.put(form.group(1), count);
        }
        return days;
    }

    private static String text(SequencedMap<String, Integer> days, List<String> updated, List<String> unknown) {
        var lines = new ArrayList<String>();
        updated.forEach(role -> lines.add(role + ": " + days.get(role) + " days from its next version on."));
        unknown.forEach(role -> lines.add("REFUSED: " + role + ": the repository has no such role."));
        return lines.isEmpty() ? "The server changed nothing." : String.join("\n", lines);
    }
}

package dev.countersign.cli.status;

import dev.countersign.cli.Exit;
import dev.countersign.cli.Words;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.api.TaskReport;
import dev.countersign.cli.api.TaskWait;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign task}: what became of something that was handed in. */
@Command(
        name = "task",
        description = "Show how far a task is, or wait until it has ended.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class TaskCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The id that the server gave when it accepted the task.")
    private String id = "";

    @Option(names = "--wait", description = "Wait until the task has ended, at most for --timeout.")
    private boolean wait;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var terminal = options.terminal();
        try (var http = options.http()) {
            var api = options.api(http);
            var polling = options.polling();
            var report = wait ? new TaskWait(api, polling, terminal).one(id) : polling.whenNotBusy(() -> api.task(id));
            terminal.result(report.data(), text(report));
            return exit(report).code();
        }
    }

    private static Exit exit(TaskReport report) {
        if (report.failed()) {
            return Exit.REFUSED;
        }
        return report.finished() && !report.awaitsSignatures() ? Exit.OK : Exit.PENDING;
    }

    private static String text(TaskReport report) {
        if (!report.finished()) {
            return "Task " + report.id() + " has not ended (" + report.state().toLowerCase(Locale.ROOT) + ")."
                    + (report.isUnknown() ? " It waits, or the server does not know this id." : "");
        }
        var text =
                new StringBuilder("Task ").append(report.id()).append(report.succeeded() ? " is done: " : " failed: ");
        text.append(report.sentence()).append('.');
        var details = report.details();
        line(text, details.bootstrap());
        line(text, details.update());
        list(text, "Added", details.added());
        list(text, "Removed", details.deleted());
        list(text, "In roles", details.roles());
        list(text, "Not added, no role is responsible", details.invalid());
        details.refused().forEach(group -> list(text, "Not added (" + group.reason() + ")", group.artifacts()));
        list(text, "Not in the repository", details.notFound());
        return text.toString();
    }

    private static void line(StringBuilder text, @Nullable String sentence) {
        if (sentence != null) {
            text.append('\n').append(sentence).append('.');
        }
    }

    private static void list(StringBuilder text, String title, List<String> names) {
        if (!names.isEmpty()) {
            text.append('\n')
                    .append(title)
                    .append(": ")
                    .append(Words.some(names))
                    .append('.');
        }
    }
}

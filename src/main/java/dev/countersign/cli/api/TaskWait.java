package dev.countersign.cli.api;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Waiting for tasks to end. */
public final class TaskWait {
    private final ApiClient api;
    private final Polling polling;
    private final Terminal terminal;

    public TaskWait(ApiClient api, Polling polling, Terminal terminal) {
        this.api = api;
        this.polling = polling;
        this.terminal = terminal;
    }

    /**
     * The reports of all these tasks, each finished, in their order.
     *
     * @throws CliFailure.CommandRefused when one did not end well, except those that tell which part was refused
     * @throws CliFailure.TimedOut when the time ran out
     */
    public List<TaskReport> all(List<String> ids) {
        var reports = new ArrayList<TaskReport>();
        for (var id : ids) {
            terminal.progress(
                    "Waiting for publication (" + reports.size() + "/" + Words.count(ids.size(), "task") + ")");
            var report = one(id);
            if (report.failedWhole()) {
                throw new CliFailure.CommandRefused(
                        "task " + id + " ended as " + report.state() + ": " + report.sentence());
            }
            reports.add(report);
        }
        return reports;
    }

    /** The report of a task once it has ended, well or not. */
    public TaskReport one(String id) {
        return polling.until(
                () -> Optional.of(polling.whenNotBusy(() -> api.task(id))).filter(TaskReport::finished),
                () -> new CliFailure.TimedOut("task " + id + " was accepted but did not end in time; it goes on: see"
                        + " 'countersign task " + id + " --wait'"));
    }
}

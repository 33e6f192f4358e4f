package dev.countersign.cli.holder;

import dev.countersign.ceremony.Quorum;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.api.TaskReport;
import dev.countersign.cli.api.TaskWait;
import dev.countersign.client.Transport;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import java.util.List;

/** A conversation with a server about something that holders decide, until it is known how it ended. */
public final class HolderSession implements AutoCloseable {
    private final Transport http;
    private final TaskWait tasks;
    private final HolderApi api;

    public HolderSession(ServerOptions options) {
        this.http = options.http();
        var client = options.api(http);
        var polling = options.polling();
        this.tasks = new TaskWait(client, polling, options.terminal());
        this.api = new HolderApi(client, polling);
    }

    public HolderApi api() {
        return api;
    }

    public Transport http() {
        return http;
    }

    /**
     * Waits for a task.
     *
     * @param what it was about, to begin the refusal's sentence
     * @throws CliFailure.CommandRefused with the server's words when it did not end well
     */
    public TaskReport finished(String what, String task) {
        var report = tasks.one(task);
        if (!report.succeeded()) {
            throw new CliFailure.CommandRefused(what + " was refused: " + report.sentence() + " (task " + task + ")");
        }
        return report;
    }

    /** Where a role stands after a task about it: what the task said counts, and what the server still waits for. */
    public SignatureStanding standing(TaskReport report, RoleName role, int version) {
        var pending = api.pending();
        Metadata<?> waiting = pending.roles().get(role);
        var same = waiting != null && waiting.signed().version() == version;
        return new SignatureStanding(
                role, version, report.awaitsSignatures() || same, same ? pending.quorums(role) : List.<Quorum>of());
    }

    @Override
    public void close() {
        http.close();
    }
}

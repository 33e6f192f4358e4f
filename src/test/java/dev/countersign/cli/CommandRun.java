package dev.countersign.cli;

import dev.countersign.cli.artifact.ArtifactCommand;
import dev.countersign.cli.audit.AuditCommand;
import dev.countersign.cli.check.CheckCommand;
import dev.countersign.cli.download.DownloadCommand;
import dev.countersign.cli.importing.ImportCommand;
import dev.countersign.cli.log.LogCommand;
import dev.countersign.cli.mirror.MirrorCommand;
import dev.countersign.cli.setup.GuardSetupCommand;
import dev.countersign.cli.status.StatusCommand;
import dev.countersign.cli.status.TaskCommand;
import dev.countersign.cli.verify.VerifyCommand;
import dev.countersign.cli.watch.WatchCommand;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** A command line that has run in this process, and what came of it. */
public record CommandRun(int exit, String out, String err) {

    @Command(
            name = "countersign",
            subcommands = {
                ArtifactCommand.class,
                ImportCommand.class,
                TaskCommand.class,
                StatusCommand.class,
                DownloadCommand.class,
                VerifyCommand.class,
                CheckCommand.class,
                GuardSetupCommand.class,
                LogCommand.class,
                MirrorCommand.class,
                AuditCommand.class,
                WatchCommand.class
            })
    public static final class Root {}

    public static CommandRun of(String... arguments) {
        return of(new StringWriter(), arguments);
    }

    /** @param err shows what the command says while it runs */
    public static CommandRun of(StringWriter err, String... arguments) {
        var out = new StringWriter();
        var line = FailureReport.attach(new CommandLine(new Root()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        return new CommandRun(line.execute(arguments), out.toString(), err.toString());
    }

    /** Standard output as the one JSON object that it must be. */
    public Json.Obj json() {
        return Json.parseObject(Bytes.utf8(out), new JsonLimits(16, 1 << 24));
    }

    public String text(String member) {
        return json().get(member) instanceof Json value ? value.toText() : "absent";
    }
}

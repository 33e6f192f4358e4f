package dev.countersign.cli.signing;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Questions;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign sign delete}: gives up a version that waits. */
@Command(
        name = "delete",
        description = "Give up a version that waits; its signatures are lost.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class SignDeleteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ROLE", description = "root, or a delegated role.")
    private String role = "";

    @Option(names = "--yes", description = "Delete without asking.")
    private boolean yes;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final Questions questions;

    SignDeleteCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    SignDeleteCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        return delete(role, yes ? Questions.NONE : questions, options);
    }

    /** Asks first, where somebody can be asked. */
    static int delete(String name, Questions questions, ServerOptions options) {
        var role = Reviews.roleName(name);
        if (questions.possible() && !questions.agrees("Give up what waits of " + role + ", and its signatures?")) {
            throw new CliFailure.CommandRefused("nothing was changed, as you asked");
        }
        try (var session = new HolderSession(options)) {
            var task = session.api().stopSigning(role);
            session.finished("ending the signing of " + role, task);
            options.terminal()
                    .result(
                            Json.object()
                                    .put("role", role.value())
                                    .put("state", "deleted")
                                    .put("task", task)
                                    .build(),
                            "What waited of " + role + " is given up; its signatures are gone.");
            return Exit.OK.code();
        }
    }
}

package dev.countersign.cli.delegation;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.Questions;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.HolderSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign delegation remove}: delegated roles that nobody is to trust any more. */
@Command(
        name = "remove",
        description = "Remove delegated roles; clients no longer find the artifacts in them.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class DelegationRemoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Names of the roles.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final Questions questions;

    public DelegationRemoveCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    public DelegationRemoveCommand(Questions questions) {
        this.questions = questions;
    }

    private List<String> asked() {
        if (!questions.possible()) {
            throw new CliFailure.Misused("which roles? Give NAME");
        }
        return List.of(
                questions.ask("Roles to remove, with spaces between", null).split("\\s+"));
    }

    @Override
    public Integer call() {
        if (names.isEmpty()) {
            names = asked();
        }
        if (questions.possible() && !yes && !questions.agrees("Remove " + String.join(", ", names) + "?")) {
            throw new CliFailure.CommandRefused("nothing was removed, as you asked");
        }
        try (var session = new HolderSession(options)) {
            var task = session.api().removeDelegations(names);
            return new DelegationReport(session, options.terminal()).of(task, "Removed");
        }
    }
}

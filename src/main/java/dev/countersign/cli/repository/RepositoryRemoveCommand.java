package dev.countersign.cli.repository;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Questions;
import dev.countersign.cli.api.ServerOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign repository remove}: a repository that nobody needs any more. */
@Command(
        name = "remove",
        description = {
            "Remove a repository: it is no longer served from now on, and all it has stored is deleted.",
            "Nothing brings it back but a backup of the database."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class RepositoryRemoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name = "";

    @Option(names = "--yes", description = "Do not ask for the name again.")
    private boolean yes;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final Questions questions;

    public RepositoryRemoveCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    public RepositoryRemoveCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        var found = options.ask(api -> api.repository(name));
        if (!yes) {
            confirm(found.name() + " (" + found.stands() + ")");
        }
        var removed = options.ask(api -> api.removeRepository(name));
        options.terminal()
                .result(
                        removed.data(),
                        "Repository " + removed.name() + " is gone; what it has stored is being deleted.");
        return Exit.OK.code();
    }

    private void confirm(String shown) {
        if (!questions.possible()) {
            throw new CliFailure.Misused("nobody is there to confirm that " + name + " is to be removed: give --yes");
        }
        var again = questions.ask("To remove " + shown + " for good, type its name again", null);
        if (!again.equals(name)) {
            throw new CliFailure.CommandRefused("nothing was removed: '" + again + "' is not " + name);
        }
    }
}

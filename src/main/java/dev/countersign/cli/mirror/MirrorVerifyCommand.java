package dev.countersign.cli.mirror;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ServerOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign mirror verify}: whether clients find on a mirror what was published. */
@Command(
        name = "verify",
        description = {
            "Have the service read everything that clients can find on a mirror, and verify it as they would.",
            "What is missing or has other bytes is written anew afterwards."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class MirrorVerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name = "";

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var number = options.askOfRepository(api -> api.verifyMirror(name));
        var checked = MirrorWait.until(options, name, found -> found.checkNumber() >= number);
        var problem = checked.checkProblem();
        if (problem != null) {
            throw new CliFailure.Unverified("mirror " + checked.name() + ": " + problem, null);
        }
        options.terminal()
                .result(
                        checked.data(),
                        "Mirror " + checked.name() + " verifies: " + checked.checkFiles()
                                + " files were read as a client would.");
        return Exit.OK.code();
    }
}

package dev.countersign.app.guard;

import dev.countersign.access.TokenText;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.LocalOptions;
import dev.countersign.files.SmallFile;
import dev.countersign.json.Json;
import dev.countersign.json.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign guard token}: a new token for those who ask a guard, shown once. */
@Command(
        name = "token",
        description = {
            "Make a token for those who ask a guard. It is shown once; the guard knows its SHA-256 only, from a line"
                    + " of the file guard.access.tokens-file. To revoke it, take the line out: the guard reads the file"
                    + " again every few seconds."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
final class GuardTokenCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Who is to use it.")
    private String name = "";

    @Option(
            names = "--tokens-file",
            paramLabel = "FILE",
            description = "Append the line to this file. Default: print it")
    private @Nullable Path file;

    @Mixin
    private LocalOptions output = new LocalOptions();

    @Override
    public Integer call() {
        if (!GuardTokens.isName(name)) {
            throw new CliFailure.Misused("NAME: " + Printable.quoted(name)
                    + " (expected: up to 64 letters, digits, ., _ and -, beginning with a letter or digit)");
        }
        var token = TokenText.create(new SecureRandom());
        var line = GuardTokens.line(name, token);
        if (file != null) {
            append(file, line);
        }
        var data = Json.object()
                .put("name", name)
                .put("token", token.reveal())
                .put("line", line)
                .build();
        output.terminal()
                .result(
                        data,
                        token.reveal() + "\n\nThis is the token of " + name + ". It is shown this once. "
                                + (file == null
                                        ? "Put this line into the file guard.access.tokens-file:\n\n" + line
                                        : file + " lists it."));
        return Exit.OK.code();
    }

    private static void append(Path file, String line) {
        try {
            var before = Files.exists(file) ? SmallFile.text(file) : "";
            var begin = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
            Files.writeString(file, begin + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }
}

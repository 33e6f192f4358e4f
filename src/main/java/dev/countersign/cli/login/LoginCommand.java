package dev.countersign.cli.login;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Questions;
import dev.countersign.cli.access.BearerToken;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.Origin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign login}: keeps a token for a server, after the server has accepted it. */
@Command(
        name = "login",
        description = {
            "Keep a token for a server, for all commands to come; with --repository, for that repository alone.",
            "Asks for it without showing it. The server is asked whose it is before it is kept, in a file that only you"
                    + " may read."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class LoginCommand implements Callable<Integer> {
    @Option(names = "--token-stdin", description = "Read the token from standard input, its first line.")
    private boolean standardInput;

    @Mixin
    private ServerOptions options;

    private final Questions questions;

    public LoginCommand() {
        this(ConsoleQuestions.ofSystem(), new ServerOptions());
    }

    LoginCommand(Questions questions, ServerOptions options) {
        this.questions = questions;
        this.options = options;
    }

    @Override
    public Integer call() {
        var origin = Origin.of(options.service());
        var token = token(origin);
        try (var http = options.http(token)) {
            var api = options.serviceApi(http, token);
            var caller = options.polling().whenNotBusy(api::whoami);
            var kept = options.access().kept();
            kept.keep(origin, options.named(), token);
            options.terminal()
                    .result(
                            caller.data(),
                            "Logged in to " + where(origin) + " as " + caller.caller() + ".\n" + caller.rights()
                                    + "\nThe token is kept in " + kept.file() + ".");
            options.access()
                    .variable()
                    .ifPresent(other ->
                            options.terminal().note("Note: commands use " + other + ", as long as it is set."));
            return Exit.OK.code();
        }
    }

    private String where(Origin origin) {
        return origin + (options.named() == null ? "" : ", repository " + options.named());
    }

    private BearerToken token(Origin origin) {
        if (standardInput) {
            return options.access().mayTravel(new BearerToken(firstLine().strip(), "standard input"), origin);
        }
        var file = options.access().fromFile();
        if (file.isPresent()) {
            return options.access().mayTravel(file.get(), origin);
        }
        var typed = questions
                .secret("Token for " + where(origin) + ": ")
                .orElseThrow(() -> new CliFailure.Misused(
                        "nobody is there to type the token: give --token-stdin or --token-file FILE"));
        return options.access().mayTravel(new BearerToken(new String(typed).strip(), "the terminal"), origin);
    }

    /** Standard input belongs to the process and stays open. */
    private static String firstLine() {
        try {
            var line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new CliFailure.Misused("standard input cannot be read (--token-stdin)");
        }
    }
}

package dev.countersign.cli;

import dev.countersign.client.ClientException;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.Printable;
import dev.countersign.tuf.TufException;
import java.nio.file.InvalidPathException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one sentence on standard error and an exit status; never a stack trace by itself. */
public final class FailureReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private FailureReport() {}

    /** Makes a command line, subcommands included, report its failures this way. */
    public static CommandLine attach(CommandLine line) {
        var report = new FailureReport();
        return line.setExecutionExceptionHandler(report)
                .setParameterExceptionHandler(report)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        var line = e.getCommandLine();
        var name = line.getCommandSpec().qualifiedName();
        line.getErr().println(Printable.lines(name + ": " + e.getMessage()));
        UnmatchedArgumentException.printSuggestions(e, line.getErr());
        line.getErr().println("See: " + name + " --help");
        return Exit.USAGE.code();
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
        var e = failure instanceof ClientException client ? CliFailure.from(client) : failure;
        var exit = exit(e);
        var sentence = sentence(e);
        var message = line.getCommandSpec().qualifiedName() + ": " + sentence;
        var options = options(line);
        if (options == null) {
            line.getErr().println(Printable.lines(message));
            return exit.code();
        }
        if (options.json()) {
            options.terminal()
                    .result(
                            Json.object()
                                    .put("error", sentence)
                                    .put("exit", exit.code())
                                    .build(),
                            "");
        }
        options.terminal().warn(message);
        if (options.debug()) {
            e.printStackTrace(line.getErr());
        }
        return exit.code();
    }

    private static @Nullable Reporting options(CommandLine line) {
        for (var mixin : line.getMixins().values()) {
            if (mixin instanceof Reporting options) {
                return options;
            }
        }
        return null;
    }

    private static Exit exit(Exception e) {
        return switch (e) {
            case CliFailure failure -> failure.exit();
            case TufException.UntrustedMetadata untrusted -> Exit.UNVERIFIED;
            case TufException.UntrustedRoot untrusted -> Exit.UNVERIFIED;
            default -> Exit.REFUSED;
        };
    }

    private static String sentence(Exception e) {
        if (e instanceof CliFailure || e instanceof InvalidInput) {
            return String.valueOf(e.getMessage());
        }
        if (e instanceof InvalidPathException impossible) {
            return impossible.getInput() + " cannot be the name of a file here: " + NativeText.reason(impossible);
        }
        return "unexpected failure (" + e + "); run again with --debug and report it";
    }
}

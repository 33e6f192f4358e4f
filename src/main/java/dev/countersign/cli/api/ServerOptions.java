package dev.countersign.cli.api;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DurationText;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.HelpOption;
import dev.countersign.cli.OutputFormat;
import dev.countersign.cli.Reporting;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Timing;
import dev.countersign.client.Credentials;
import dev.countersign.client.HttpMetadata;
import dev.countersign.client.MetadataSource;
import dev.countersign.client.Transport;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command which talks to a server has. Filled in by picocli. */
public final class ServerOptions implements Reporting {
    private static final Set<String> NOT_FOR_USERS =
            Set.of("connection", "content-length", "expect", "host", "upgrade");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:COUNTERSIGN_SERVER:-http://127.0.0.1:8080}",
            description = {
                "Address of the server, without /api/v1; also from COUNTERSIGN_SERVER.",
                "Default: http://127.0.0.1:8080"
            })
    private String server = "";

    @Option(
            names = "--repository",
            paramLabel = "NAME",
            defaultValue = "${env:COUNTERSIGN_REPOSITORY}",
            description = "Which of the server's repositories; also from COUNTERSIGN_REPOSITORY. Default: default")
    private @Nullable String repository;

    @Option(
            names = "--header",
            paramLabel = "'K: V'",
            description = "Header to send to the server; may be repeated. Headers go to that server only.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:COUNTERSIGN_TOKEN}",
            description =
                    "Bearer token; also from COUNTERSIGN_TOKEN. Others on this machine can see the option: prefer the"
                            + " variable, or --token-file.")
    private @Nullable String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File that holds the bearer token.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = DurationText.class,
            description =
                    "How long to wait for a server that is busy or away, or for publication, such as 30s, 5m or 2h."
                            + " Default: 5m")
    private Duration timeout = Duration.ofMinutes(5);

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How to print the result: text or json. Default: text")
    private OutputFormat format = OutputFormat.text;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no notes on standard error.")
    private boolean quiet;

    @Mixin
    @SuppressWarnings("UnusedVariable") // Read by picocli.
    private HelpOption help = new HelpOption();

    @Option(names = "--debug", hidden = true, description = "Print stack traces of failures.")
    private boolean debug;

    private @Nullable Terminal terminal;

    @Override
    public boolean debug() {
        return debug;
    }

    @Override
    public boolean json() {
        return format == OutputFormat.json;
    }

    public Duration timeout() {
        return timeout;
    }

    @Override
    @SuppressWarnings("SystemConsoleNull") // It still is null when standard input and output are not a terminal.
    public Terminal terminal() {
        if (terminal == null) {
            var line = commandLine();
            var console = System.console();
            var screen = console != null && console.isTerminal();
            terminal = new Terminal(line.getOut(), line.getErr(), json(), quiet, screen);
        }
        return terminal;
    }

    public Transport http() {
        return new Transport(credentials());
    }

    /** Metadata under an address, waited for as long as {@code --timeout} says. */
    public MetadataSource metadata(Transport http, URI address) {
        return new PatientMetadata(new HttpMetadata(http, address), polling());
    }

    public ApiClient api(Transport http) {
        return new ApiClient(http, server());
    }

    /** What the server offers besides the interface to each repository. */
    public ApiClient serviceApi(Transport http) {
        return new ApiClient(http, service());
    }

    public Polling polling() {
        return new Polling(timeout, Timing.SYSTEM, new Spaced(Timing.SYSTEM, this::waiting));
    }

    private void waiting(CliFailure failure) {
        terminal()
                .note("Waiting: " + failure.getMessage() + " (trying again for up to " + DurationText.text(timeout)
                        + ", as --timeout says)");
    }

    /** The address of the repository, without a slash at its end. */
    public URI server() {
        var name = repository == null || repository.equals(ApiClient.DEFAULT) ? "" : repository;
        return name.isEmpty() ? service() : ApiClient.repositoryAddress(service(), name);
    }

    /** The server's address without a slash at its end. */
    private URI service() {
        return address("--server", server);
    }

    /** The address of the metadata: the one given, or the server's own. */
    public URI metadata(@Nullable String given) {
        return given == null ? URI.create(server() + "/metadata") : address("--metadata-url", given);
    }

    /**
     * An http or https address without a slash at its end.
     *
     * @throws CliFailure.Misused for anything else
     */
    public static URI address(String option, String value) {
        try {
            var address = new URI(value.replaceAll("/+$", ""));
            var scheme = address.getScheme();
            if (("http".equals(scheme) || "https".equals(scheme))
                    && address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Refused below, together with addresses of other kinds.
        }
        throw new CliFailure.Misused(
                option + ": '" + value + "' (expected: an address such as https://tuf.example.org)");
    }

    private Credentials credentials() {
        var lines = new ArrayList<Credentials.Header>();
        headers.forEach(header -> lines.add(header(header)));
        var secret = secret();
        if (secret != null) {
            lines.add(new Credentials.Header("Authorization", "Bearer " + secret));
        }
        return new Credentials(service(), lines);
    }

    private static Credentials.Header header(String line) {
        var colon = line.indexOf(':');
        var name = colon < 0 ? "" : line.substring(0, colon).strip();
        var value = line.substring(colon + 1).strip();
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || !value.matches("[\\x20-\\x7e\\t]*")) {
            throw new CliFailure.Misused("--header: not a header (expected: 'Name: value')");
        }
        if (NOT_FOR_USERS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new CliFailure.Misused("--header: " + name + " is set by the connection itself; leave it out");
        }
        return new Credentials.Header(name, value);
    }

    private @Nullable String secret() {
        var given = tokenFile == null ? token : content(tokenFile);
        if (given == null || given.isEmpty()) {
            return null;
        }
        if (!given.matches("[\\x21-\\x7e]+")) {
            throw new CliFailure.Misused("the token holds spaces or characters that cannot be in a header");
        }
        return given;
    }

    private static String content(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CliFailure.Misused(FileFailure.refused(file, e).getMessage() + " (--token-file)");
        }
    }

    private CommandLine commandLine() {
        if (command == null) {
            throw new IllegalStateException("picocli fills this in before a command runs");
        }
        return command.commandLine();
    }
}

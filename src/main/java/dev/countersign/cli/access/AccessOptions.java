package dev.countersign.cli.access;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.client.Credentials;
import dev.countersign.client.Credentials.Header;
import dev.countersign.client.Origin;
import dev.countersign.files.SmallFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say who a command is to a server. Filled in by picocli. */
public final class AccessOptions {
    private static final String VARIABLE = "COUNTERSIGN_TOKEN";
    private static final Set<String> NOT_FOR_USERS =
            Set.of("connection", "content-length", "expect", "host", "upgrade");

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = {
                "File that holds the token to send. Default: the variable COUNTERSIGN_TOKEN, or else what 'countersign"
                        + " login' has kept for the server, or else the token of a quickstart that you run on this"
                        + " machine."
            })
    private @Nullable Path tokenFile;

    @Option(names = "--token", hidden = true, description = "Now: --token-file, COUNTERSIGN_TOKEN or login")
    private @Nullable String token;

    @Option(
            names = "--header",
            paramLabel = "'K: V'",
            description = "Header to send to the server, or @FILE for a file of them, one a line; may be repeated."
                    + " Headers go to that server only.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--plain-http",
            defaultValue = "${env:COUNTERSIGN_PLAIN_HTTP:-false}",
            description = "Send the token also over http to another machine; everyone on the way can read it. Also from"
                    + " COUNTERSIGN_PLAIN_HTTP=true.")
    private boolean plainHttp;

    private final Map<String, String> environment;
    private final KeptTokens kept;
    private final OwnQuickstarts quickstarts;

    public AccessOptions() {
        this(System.getenv(), KeptTokens.ofUser(), OwnQuickstarts.ofUser());
    }

    public AccessOptions(Map<String, String> environment, KeptTokens kept, OwnQuickstarts quickstarts) {
        this.environment = environment;
        this.kept = kept;
        this.quickstarts = quickstarts;
    }

    /** What to send to the server that {@code --server} names. A header from the user is used in place of any token. */
    public Credentials credentials(URI server, @Nullable String repository) {
        var lines = new ArrayList<>(headers());
        if (lines.stream().anyMatch(AccessOptions::isAuthorization)) {
            requirePrivate(Origin.of(server), "the header in --header @FILE");
        } else {
            token(server, repository).ifPresent(found -> lines.add(bearer(found)));
        }
        return new Credentials(server, lines);
    }

    /** What to send to any other server: only the token that the user has logged in with there. */
    public Credentials beside(URI server) {
        return one(server, kept.token(Origin.of(server), null));
    }

    /** What to send from a command that asks one server only, which {@code --server} does not name. */
    public Credentials instead(URI server) {
        return tokenFile == null ? beside(server) : one(server, token(server, null));
    }

    private static Credentials one(URI server, Optional<BearerToken> token) {
        return new Credentials(server, token.map(AccessOptions::bearer).stream().toList());
    }

    /**
     * The token for a server.
     *
     * @throws CliFailure.Misused when it would go over plain http to another machine, without {@code --plain-http}
     */
    public Optional<BearerToken> token(URI server, @Nullable String repository) {
        var origin = Origin.of(server);
        return given().map(found -> mayTravel(found, origin))
                .or(() -> kept.token(origin, repository))
                .or(() -> quickstarts.token(origin));
    }

    /** The token of {@code --token-file}, or else of the environment. */
    private Optional<BearerToken> given() {
        return fromFile().or(this::variable);
    }

    /** The token in the file of {@code --token-file}. */
    public Optional<BearerToken> fromFile() {
        if (token != null) {
            throw new CliFailure.Misused("--token: everyone on this machine can see it; use 'countersign login',"
                    + " --token-file FILE or the variable " + VARIABLE);
        }
        return Optional.ofNullable(tokenFile).map(AccessOptions::fromFile);
    }

    /** The token of the environment. */
    public Optional<BearerToken> variable() {
        return BearerToken.parse(environment.getOrDefault(VARIABLE, ""), "the variable " + VARIABLE);
    }

    public KeptTokens kept() {
        return kept;
    }

    /** What to send to a server with this token and no other. */
    public Credentials credentials(URI server, BearerToken only) {
        var lines = new ArrayList<>(headers());
        lines.add(bearer(only));
        return new Credentials(server, lines);
    }

    /** @throws CliFailure.Misused when it would go over plain http to another machine, without {@code --plain-http} */
    public BearerToken mayTravel(BearerToken found, Origin to) {
        requirePrivate(to, found.toString());
        return found;
    }

    private void requirePrivate(Origin to, String secret) {
        if (!plainHttp && !to.isPrivate()) {
            throw new CliFailure.Misused(
                    "everyone on the way to " + to + " can read " + secret + ": use https, or say --plain-http");
        }
    }

    /** The token in a file. */
    public static BearerToken fromFile(Path file) {
        return BearerToken.parse(content(file, "--token-file"), file.toString())
                .orElseThrow(() -> new CliFailure.Misused(file + ": is empty (expected: a token; --token-file)"));
    }

    /** The end of a sentence: what to do when a server asks for a token, or refuses the one that was sent. */
    public String advice(URI server, @Nullable String repository) {
        return token(server, repository)
                .map(sent -> sent + " is not one that it takes, or not any more")
                .orElse("log in with 'countersign login --server " + server + "', or give a token with --token-file or "
                        + VARIABLE);
    }

    private static Header bearer(BearerToken token) {
        return new Header("Authorization", "Bearer " + token.text());
    }

    private List<Header> headers() {
        return headers.stream()
                .flatMap(given -> given.startsWith("@")
                        ? content(Path.of(given.substring(1)), "--header")
                                .lines()
                                .filter(line -> !line.isBlank())
                                .map(AccessOptions::header)
                        : Stream.of(visible(header(given))))
                .toList();
    }

    private static Header visible(Header header) {
        if (isAuthorization(header)) {
            throw new CliFailure.Misused("--header: everyone on this machine can see a secret in " + header.name()
                    + "; use --token-file FILE, or --header @FILE with this line in it");
        }
        return header;
    }

    /** {@code Authorization} and {@code Proxy-Authorization}. */
    private static boolean isAuthorization(Header header) {
        return header.name().toLowerCase(Locale.ROOT).endsWith("authorization");
    }

    private static Header header(String line) {
        var colon = line.indexOf(':');
        var name = colon < 0 ? "" : line.substring(0, colon).strip();
        var value = line.substring(colon + 1).strip();
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || !value.matches("[\\x20-\\x7e\\t]*")) {
            throw new CliFailure.Misused("--header: not a header (expected: 'Name: value')");
        }
        if (NOT_FOR_USERS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new CliFailure.Misused("--header: " + name + " is set by the connection itself; leave it out");
        }
        return new Header(name, value);
    }

    private static String content(Path file, String option) {
        try {
            return SmallFile.text(file);
        } catch (IOException e) {
            throw new CliFailure.Misused(FileFailure.refused(file, e).getMessage() + " (" + option + ")");
        }
    }
}

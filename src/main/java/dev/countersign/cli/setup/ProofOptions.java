package dev.countersign.cli.setup;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DurationText;
import dev.countersign.cli.access.AccessOptions;
import dev.countersign.cli.access.BearerToken;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.Credentials;
import dev.countersign.client.Origin;
import dev.countersign.client.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a guard is, and the package manager that is to ask it. Filled in by picocli. */
final class ProofOptions {
    private static final String USUAL = "http://127.0.0.1:8090";

    @Option(
            names = "--guard",
            paramLabel = "URL",
            defaultValue = "${env:COUNTERSIGN_GUARD}",
            description = {
                "Address of the guard, as package managers are to see it; also from COUNTERSIGN_GUARD.",
                "Default: " + USUAL
            })
    private @Nullable String guard;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            defaultValue = "${env:COUNTERSIGN_CA}",
            description = "PEM file of the authority that issued the guard's certificate. 'guard setup' tells package"
                    + " managers, too.")
    private @Nullable Path authorities;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:COUNTERSIGN_GUARD_TOKEN_FILE}",
            description =
                    "File that holds the token to show to the guard; also from COUNTERSIGN_GUARD_TOKEN_FILE. 'guard"
                            + " setup' writes it into the configuration of package managers.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--program",
            paramLabel = "FILE",
            description = "The package manager's program. Default: the first in the path")
    private @Nullable Path program;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2m",
            converter = DurationText.class,
            description = "How long the package manager may take for the proof. Default: 2m")
    private Duration timeout = Duration.ofMinutes(2);

    private @Nullable BearerToken token;

    URI guard() {
        return ServerOptions.address("--guard", guard == null || guard.isEmpty() ? USUAL : guard);
    }

    @Nullable
    Path program() {
        return program;
    }

    Duration timeout() {
        return timeout;
    }

    /** Where a package manager is to go, and what it needs to get in. */
    Destination destination(PackageClient client, Machine machine) {
        return new Destination(
                client.registry(guard()),
                authorities == null
                        ? null
                        : AuthorityFile.named(authorities.toAbsolutePath().normalize(), machine.platform()),
                token().map(BearerToken::text).orElse(null));
    }

    /** Read once: what is behind the name may be a pipe. */
    private Optional<BearerToken> token() {
        if (tokenFile == null) {
            return Optional.empty();
        }
        var known = token;
        if (known == null) {
            known = readToken(tokenFile);
            token = known;
        }
        return Optional.of(known);
    }

    private BearerToken readToken(Path tokenFile) {
        var token = AccessOptions.fromFile(tokenFile);
        if (!token.text().matches("[A-Za-z0-9._~-]+")) {
            throw new CliFailure.Misused(token + " cannot stand in addresses and configuration of package managers"
                    + " (expected: letters, digits, '.', '_', '~' and '-', as 'countersign guard token' makes one)");
        }
        var guard = Origin.of(guard());
        if (!guard.isPrivate()) {
            throw new CliFailure.Misused("everyone on the way to " + guard + " can read " + token + ": use https");
        }
        return token;
    }

    Transport http() {
        var headers = token().map(token -> new Credentials.Header("Authorization", "Bearer " + token.text()));
        return new Transport(
                new Credentials(guard(), headers.stream().toList()), ServerOptions.authorities(authorities));
    }
}

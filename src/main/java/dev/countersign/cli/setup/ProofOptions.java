package dev.countersign.cli.setup;

import dev.countersign.cli.DurationText;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.Credentials;
import dev.countersign.client.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
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
            description = "PEM file of the authority that issued the guard's certificate, for this command; package"
                    + " managers have options of their own for it.")
    private @Nullable Path authorities;

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

    Transport http() {
        return new Transport(Credentials.NONE, ServerOptions.authorities(authorities));
    }
}

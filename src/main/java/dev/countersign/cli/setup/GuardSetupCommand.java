package dev.countersign.cli.setup;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.LocalOptions;
import dev.countersign.packages.CanaryName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign guard setup}: makes package managers ask a guard, and proves that they do. */
@Command(
        name = "setup",
        description = {
            "Make package managers ask a guard: writes their configuration, keeps what was there, and proves that it"
                    + " is in force with the real program, which must be refused a package that nobody has.",
            "Known are pip, uv, npm, pnpm, maven, gem, bundler, cargo and go."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class GuardSetupCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CLIENT", arity = "1..*", description = "Package managers.")
    private List<PackageClient> clients = new ArrayList<>();

    @Option(names = "--remove", description = "Take it out again, and put back what was set aside.")
    private boolean remove;

    @Option(names = "--print", description = "Change nothing; print the file and what would be in it.")
    private boolean print;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Which file to change, for one package manager. Default: the user's, where it looks for it")
    private @Nullable Path file;

    @Mixin
    private ProofOptions options = new ProofOptions();

    @Mixin
    private LocalOptions output = new LocalOptions();

    @Override
    public Integer call() {
        if (file != null && clients.size() > 1) {
            throw new CliFailure.Misused("--file is for one package manager, but " + clients.size() + " are given");
        }
        var machine = Machine.here();
        if (print || remove) {
            var reports = clients.stream()
                    .map(client -> print ? printed(client, machine) : removed(client, machine))
                    .toList();
            return new ClientReports(reports).tell(output.terminal(), false).code();
        }
        try (var http = options.http()) {
            var guard = new GuardAddress(http, options.guard());
            // Nothing is changed for a guard that is not there, or guards something else.
            var canary = CanaryName.fresh(new SecureRandom());
            guard.askedFor(canary);
            clients.forEach(client -> guard.mustGuard(client, canary));
            var proof = new CanaryProof(guard, machine, options.timeout());
            var reports = clients.stream()
                    .map(client -> configured(client, machine, proof))
                    .toList();
            return new ClientReports(reports).tell(output.terminal(), false).code();
        }
    }

    private SettingsFile settings(PackageClient client, Machine machine) {
        return SettingsFile.at(file == null ? client.configuration().file(machine) : file.toAbsolutePath());
    }

    private String changed(PackageClient client, Machine machine, SettingsFile settings) {
        try {
            return client.configuration().with(settings.text(), options.destination(client, machine));
        } catch (UnclearSettings e) {
            throw new CliFailure.CommandRefused(settings.path() + ": " + e.getMessage());
        }
    }

    private ClientReport configured(PackageClient client, Machine machine, CanaryProof proof) {
        var settings = settings(client, machine);
        var before = settings.text();
        var after = changed(client, machine, settings);
        if (options.destination(client, machine).secret().isPresent()) {
            settings.keepFromOthers();
        }
        if (!after.equals(before)) {
            settings.write(after, !client.configuration().isIn(before));
        }
        output.terminal().progress(client.word() + ": asking for a package that the guard refuses");
        return new ClientReport(
                client,
                settings.path(),
                after.equals(before) ? "already configured" : "configured",
                "",
                notes(client, machine, after),
                proof.of(client, options.program()));
    }

    private List<String> notes(PackageClient client, Machine machine, String text) {
        var configuration = client.configuration();
        return Stream.concat(
                        configuration.besides(options.destination(client, machine), machine).stream(),
                        configuration.detours(text, machine, client.registry(options.guard())).stream())
                .toList();
    }

    private ClientReport printed(PackageClient client, Machine machine) {
        var settings = settings(client, machine);
        var text = remove ? client.configuration().without(settings.text()) : changed(client, machine, settings);
        return new ClientReport(
                client,
                settings.path(),
                "not changed; this is what would be there",
                text,
                remove ? List.of() : client.configuration().besides(options.destination(client, machine), machine),
                null);
    }

    private ClientReport removed(PackageClient client, Machine machine) {
        var settings = settings(client, machine);
        var text = settings.text();
        if (client.configuration().isIn(text)) {
            settings.restore(client.configuration().without(text));
            return new ClientReport(client, settings.path(), "taken out", "", List.of(), null);
        }
        if (Files.exists(settings.backup())) {
            throw new CliFailure.CommandRefused(settings.path()
                    + " has been written anew by another program since it was configured; put right by hand what leads"
                    + " to the guard. What it was before is in " + settings.backup());
        }
        return new ClientReport(client, settings.path(), "nothing to take out", "", List.of(), null);
    }
}

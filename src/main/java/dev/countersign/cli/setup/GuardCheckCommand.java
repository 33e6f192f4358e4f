package dev.countersign.cli.setup;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.LocalOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign guard check}: whether package managers ask the guard, for CI. */
@Command(
        name = "check",
        description = {
            "Prove that package managers ask the guard and nobody else, as they are configured in this folder: the real"
                    + " program must be refused a package that nobody has.",
            "For CI: ends with 0 when the guard is in force, 5 when one goes round it, 4 when the guard cannot be"
                    + " reached, 1 when a package manager is not installed."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class GuardCheckCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "CLIENT",
            arity = "0..*",
            description = "Package managers. Default: those that 'guard setup' has configured")
    private List<PackageClient> clients = new ArrayList<>();

    @Mixin
    private ProofOptions options = new ProofOptions();

    @Mixin
    private LocalOptions output = new LocalOptions();

    @Override
    public Integer call() {
        var machine = Machine.here();
        var chosen = clients.isEmpty() ? configured(machine) : clients;
        if (chosen.isEmpty()) {
            throw new CliFailure.Misused(
                    "which package managers? 'countersign guard setup' has configured none here (known: "
                            + PackageClient.NAMES + ")");
        }
        try (var http = options.http()) {
            var proof = new CanaryProof(new GuardAddress(http, options.guard()), machine, options.timeout());
            var reports = chosen.stream()
                    .map(client -> checked(client, machine, proof))
                    .toList();
            return new ClientReports(reports).tell(output.terminal(), true).code();
        }
    }

    /** Of those that share a file, such as npm and pnpm, one that is installed stands for one that is not. */
    static List<PackageClient> configured(Machine machine) {
        var configured = Arrays.stream(PackageClient.values())
                .filter(client -> client.configuration()
                        .isIn(SettingsFile.at(client.configuration().file(machine))
                                .text()))
                .toList();
        var installed = configured.stream()
                .filter(client -> machine.program(client.proof().programs()).isPresent())
                .toList();
        return configured.stream()
                .filter(client -> installed.contains(client)
                        || installed.stream().noneMatch(other -> other.sharesFile(client, machine)))
                .toList();
    }

    private ClientReport checked(PackageClient client, Machine machine, CanaryProof proof) {
        var settings = SettingsFile.at(client.configuration().file(machine));
        var registry = client.registry(options.guard());
        output.terminal().progress(client.word() + ": asking for a package that the guard refuses");
        return new ClientReport(
                client,
                settings.path(),
                "checked",
                "",
                client.configuration().detours(settings.text(), machine, registry),
                proof.of(client, options.program()));
    }
}

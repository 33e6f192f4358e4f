package dev.countersign.cli.setup;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.packages.CanaryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proof that a package manager asks a guard: the real program, with its own configuration, asks for a package of which the
 * name has just been made up. The guard has to have been asked for it, the program has to have failed, and nobody else may
 * have been asked.
 */
record CanaryProof(GuardAddress guard, Machine machine, Duration longest) {

    /** @param program to run in place of the one in the path */
    ProofResult of(PackageClient client, @Nullable Path program) {
        var found = Optional.ofNullable(program)
                .or(() -> machine.program(client.proof().programs()));
        if (found.isEmpty()) {
            return new ProofResult.NotInstalled(client.proof().programs().getFirst());
        }
        // Asked for before anything runs: without a guard there is nothing to prove.
        var canary = CanaryName.fresh(new SecureRandom());
        if (!guard.askedFor(canary).isEmpty()) {
            throw new CliFailure.CommandRefused(guard.guard() + " knows a name that has just been made up");
        }
        try {
            return run(client, found.get(), canary);
        } catch (IOException e) {
            throw FileFailure.refused(found.get(), e);
        }
    }

    private ProofResult run(PackageClient client, Path program, CanaryName canary) throws IOException {
        var folder = Files.createTempDirectory("countersign-canary");
        try (var way = new WatchedWay(guard.guard())) {
            var scratch = Files.createDirectory(folder.resolve("scratch"));
            var trial = client.proof().trial(program.toString(), canary.value(), scratch, machine);
            var environment = new HashMap<>(machine.environment());
            environment.putAll(way.environment());
            var run = TrialRun.run(trial, environment, folder.resolve("output"), longest);
            return judged(trial, run, way, canary);
        } finally {
            delete(folder);
        }
    }

    private ProofResult judged(Trial trial, TrialRun run, WatchedWay way, CanaryName canary) {
        var reasons = new ArrayList<String>();
        if (run.status() == 0) {
            reasons.add("it got " + canary + ", which nobody has published");
        }
        if (guard.askedFor(canary).isEmpty()) {
            reasons.add("it did not ask " + guard.guard() + " (" + String.join(" ", trial.command()) + " said: "
                    + run.lastWords() + ")");
        }
        if (!way.elsewhere().isEmpty()) {
            reasons.add("it also asked "
                    + String.join(", ", way.elsewhere().stream().sorted().toList()));
        }
        return reasons.isEmpty() ? new ProofResult.InForce() : new ProofResult.GoesRound(List.copyOf(reasons));
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}

package dev.countersign.cli.artifact;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.client.ContentHash;
import dev.countersign.json.Json;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Hashes many files, as many at a time as there are processors. */
final class Hashing {
    private final Collection<HashAlgorithm> algorithms;
    private final Json.@Nullable Obj custom;
    private final Terminal terminal;

    /** @param custom what goes with every artifact, or null */
    Hashing(Collection<HashAlgorithm> algorithms, Json.@Nullable Obj custom, Terminal terminal) {
        this.algorithms = algorithms;
        this.custom = custom;
        this.terminal = terminal;
    }

    /** The artifacts of these files, in their order. */
    List<Artifact> artifacts(SequencedMap<TargetPath, Path> files) {
        var workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            return await(start(files, workers));
        } finally {
            workers.shutdownNow();
        }
    }

    private List<Future<Artifact>> start(SequencedMap<TargetPath, Path> files, ExecutorService workers) {
        var done = new AtomicInteger();
        var futures = new ArrayList<Future<Artifact>>();
        files.forEach((path, file) -> futures.add(workers.submit(() -> {
            var artifact = artifact(path, file);
            terminal.progress("Hashing " + done.incrementAndGet() + "/" + files.size());
            return artifact;
        })));
        return futures;
    }

    private Artifact artifact(TargetPath path, Path file) {
        try {
            return new Artifact(path, ContentHash.compute(file, algorithms).toTargetFile(custom));
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }

    private static List<Artifact> await(List<Future<Artifact>> futures) {
        var artifacts = new ArrayList<Artifact>();
        try {
            for (var future : futures) {
                artifacts.add(future.get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CliFailure failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure.CommandRefused("interrupted while hashing; nothing was sent");
        }
        return artifacts;
    }
}

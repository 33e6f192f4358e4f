package dev.countersign.cli.importing;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Words;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.Polling;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Asks what became of every task of an import, a few at a time, and notes it in the checkpoint. */
final class ImportFollow {
    private final ApiClient api;
    private final Supplier<Polling> polling;
    private final ImportCheckpoint checkpoint;
    private final Terminal terminal;

    /** @param polling one for each task */
    ImportFollow(ApiClient api, Supplier<Polling> polling, ImportCheckpoint checkpoint, Terminal terminal) {
        this.api = api;
        this.polling = polling;
        this.checkpoint = checkpoint;
        this.terminal = terminal;
    }

    /**
     * Returns when all have ended.
     *
     * @param width how many are asked for at the same time
     * @throws CliFailure.TimedOut when the time ran out
     */
    void all(int width) throws InterruptedException {
        var threads = Executors.newFixedThreadPool(width);
        try {
            awaitAll(checkpoint.unfinished().stream()
                    .<Future<?>>map(handed -> threads.submit(() -> follow(handed)))
                    .toList());
        } finally {
            threads.shutdownNow();
        }
    }

    private void awaitAll(List<Future<?>> tasks) throws InterruptedException {
        try {
            for (int i = 0; i < tasks.size(); i++) {
                terminal.progress("Checking what was published (" + i + "/" + Words.count(tasks.size(), "task") + ")");
                tasks.get(i).get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private void follow(ImportCheckpoint.Handed handed) {
        var patience = polling.get();
        var report = patience.until(
                () -> Optional.of(patience.whenNotBusy(() -> api.task(handed.task())))
                        .filter(answer -> answer.finished() || answer.isUnknown()),
                () -> new CliFailure.TimedOut("task " + handed.task() + " did not end in time"));
        checkpoint.ended(handed, ImportEnd.decide(handed, report));
    }
}

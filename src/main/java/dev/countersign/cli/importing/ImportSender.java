package dev.countersign.cli.importing;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FieldProblem;
import dev.countersign.cli.Timing;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.artifact.AddRequest;
import dev.countersign.concurrent.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Hands one batch to the server within the time allowed. It waits when the server is busy, sends again when no answer
 * came (adding twice is harmless), and leaves out the entries the server refuses. Used by several threads.
 */
final class ImportSender {
    private final ApiClient api;
    private final Timing timing;
    private final long patienceNanos;
    private final Consumer<CliFailure> onTrouble;

    /**
     * @param patience how long a batch may go without being taken
     * @param onTrouble told of every failure after which a batch is sent again
     */
    ImportSender(ApiClient api, Timing timing, Duration patience, Consumer<CliFailure> onTrouble) {
        this.api = api;
        this.timing = timing;
        this.patienceNanos = patience.toNanos();
        this.onTrouble = onTrouble;
    }

    /** A task, and how many artifacts it holds. */
    record SentTask(String task, int artifacts) {}

    /** What became of a batch: the tasks that hold it, and what was refused on either side. */
    record Sent(List<SentTask> tasks, List<Rejection> rejected) {
        int accepted() {
            return tasks.stream().mapToInt(SentTask::artifacts).sum();
        }
    }

    Sent send(ImportBatch batch) {
        var tasks = new ArrayList<SentTask>();
        var rejected = new ArrayList<>(batch.rejected());
        var waiting = new ArrayDeque<List<ImportBatch.ReadyArtifact>>();
        waiting.add(batch.entries());
        // Ends, because every refusal takes entries away or halves them.
        while (!waiting.isEmpty()) {
            var entries = waiting.removeFirst();
            if (!entries.isEmpty()) {
                sendPart(entries, waiting, tasks, rejected);
            }
        }
        return new Sent(tasks, rejected);
    }

    private void sendPart(
            List<ImportBatch.ReadyArtifact> entries,
            Deque<List<ImportBatch.ReadyArtifact>> waiting,
            List<SentTask> tasks,
            List<Rejection> rejected) {
        try {
            tasks.add(new SentTask(persistently(entries), entries.size()));
        } catch (CliFailure.CommandRefused refused) {
            var reasons = reasons(refused, entries.size());
            if (!reasons.isEmpty()) {
                waiting.addFirst(without(entries, reasons, rejected));
            } else if (!aboutTheList(refused)) {
                throw refused;
            } else if (entries.size() == 1) {
                rejected.add(Rejection.ofLine(entries.getFirst().line(), String.valueOf(refused.getMessage())));
            } else {
                // In order, so that of two entries for one path the later one still wins.
                waiting.addFirst(entries.subList(entries.size() / 2, entries.size()));
                waiting.addFirst(entries.subList(0, entries.size() / 2));
            }
        }
    }

    /**
     * Whether it helps to send fewer entries: the request or its list is too large, or the server does not say which
     * entries it refuses.
     */
    private static boolean aboutTheList(CliFailure.CommandRefused refused) {
        return refused.status() == 413
                || (refused.status() == 422 && refused.problems().stream().allMatch(ImportSender::isTheList));
    }

    private static boolean isTheList(FieldProblem problem) {
        return !problem.location().isEmpty() && problem.location().getLast().equals("artifacts");
    }

    private static List<ImportBatch.ReadyArtifact> without(
            List<ImportBatch.ReadyArtifact> entries, Map<Integer, String> reasons, List<Rejection> rejected) {
        var rest = new ArrayList<ImportBatch.ReadyArtifact>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            var reason = reasons.get(i);
            if (reason == null) {
                rest.add(entries.get(i));
            } else {
                rejected.add(Rejection.ofLine(entries.get(i).line(), reason));
            }
        }
        return rest;
    }

    /** By the index of the entry; the first reason given for each. */
    private static Map<Integer, String> reasons(CliFailure.CommandRefused refused, int size) {
        var reasons = new HashMap<Integer, String>();
        if (refused.status() != 422) {
            return reasons;
        }
        for (var problem : refused.problems()) {
            var index = problem.artifact().orElse(size);
            if (index < size) {
                reasons.putIfAbsent(index, problem.sentence());
            }
        }
        return reasons;
    }

    private String persistently(List<ImportBatch.ReadyArtifact> entries) {
        var body = AddRequest.body(
                entries.stream().map(ImportBatch.ReadyArtifact::element).toList(), false);
        var giveUp = timing.nanos() + patienceNanos;
        var backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));
        while (true) {
            try {
                return api.addArtifacts(body);
            } catch (CliFailure.ServerBusy busy) {
                onTrouble.accept(busy);
                pause(busy.retryAfter(), giveUp, busy);
            } catch (CliFailure.ServerUnreachable unreachable) {
                onTrouble.accept(unreachable);
                pause(backoff.next(), giveUp, unreachable);
            }
        }
    }

    private void pause(Duration wanted, long giveUp, CliFailure failure) {
        if (timing.nanos() + wanted.toNanos() > giveUp) {
            throw failure;
        }
        try {
            timing.sleep(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}

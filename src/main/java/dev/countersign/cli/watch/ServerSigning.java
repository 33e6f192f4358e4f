package dev.countersign.cli.watch;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FieldProblem;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.Polling;
import dev.countersign.cli.api.TaskReport;
import dev.countersign.cli.api.TaskWait;
import dev.countersign.cli.artifact.AddRequest;
import dev.countersign.cli.artifact.Artifact;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.watch.TargetSigning;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;

/** The API of a service, asked as {@code artifact add} and {@code artifact remove} ask it. */
final class ServerSigning implements TargetSigning {
    private final ApiClient api;
    private final Supplier<Polling> patience;
    private final Terminal terminal;

    /** @param patience how long one request may take, with all that it has to be sent again */
    ServerSigning(ApiClient api, Supplier<Polling> patience, Terminal terminal) {
        this.api = api;
        this.patience = patience;
        this.terminal = terminal;
    }

    @Override
    public Map<TargetPath, String> add(SequencedMap<TargetPath, TargetFile> targets) {
        var refused = new HashMap<TargetPath, String>();
        var waiting = new ArrayDeque<List<Artifact>>();
        waiting.add(targets.entrySet().stream()
                .map(target -> new Artifact(target.getKey(), target.getValue()))
                .toList());
        // Ends, because every refusal takes artifacts away or halves them.
        while (!waiting.isEmpty()) {
            var part = waiting.removeFirst();
            if (!part.isEmpty()) {
                add(part, waiting, refused);
            }
        }
        return refused;
    }

    private void add(List<Artifact> part, Deque<List<Artifact>> waiting, Map<TargetPath, String> refused) {
        try {
            var body = AddRequest.body(part.stream().map(Artifact::element).toList(), true);
            var report = done(polling -> polling.whenNotBusy(() -> api.addArtifacts(body)));
            report.details()
                    .refused()
                    .forEach(group -> group.artifacts().forEach(path -> refuse(refused, path, group.reason())));
            report.details().invalid().forEach(path -> refuse(refused, path, "no role is responsible for the path"));
        } catch (CliFailure.CommandRefused e) {
            if (e.status() != 422 && e.status() != 413) {
                throw new SigningTrouble(String.valueOf(e.getMessage()), e);
            }
            without(part, e, waiting, refused);
        } catch (CliFailure e) {
            throw new SigningTrouble(String.valueOf(e.getMessage()), e);
        }
    }

    private static void refuse(Map<TargetPath, String> refused, String path, String reason) {
        refused.put(new TargetPath(path), reason);
    }

    /** Leaves out what the server names, or finds out by halves what it means. */
    private static void without(
            List<Artifact> part,
            CliFailure.CommandRefused refusal,
            Deque<List<Artifact>> waiting,
            Map<TargetPath, String> refused) {
        var named = new HashMap<Integer, String>();
        for (FieldProblem problem : refusal.problems()) {
            problem.artifact().ifPresent(index -> named.putIfAbsent(index, problem.sentence()));
        }
        if (named.isEmpty() && part.size() > 1) {
            waiting.addFirst(part.subList(part.size() / 2, part.size()));
            waiting.addFirst(part.subList(0, part.size() / 2));
            return;
        }
        var rest = new ArrayList<Artifact>();
        for (int i = 0; i < part.size(); i++) {
            var reason = named.isEmpty() ? refusal.getMessage() : named.get(i);
            if (reason == null) {
                rest.add(part.get(i));
            } else {
                refused.put(part.get(i).path(), reason);
            }
        }
        waiting.addFirst(rest);
    }

    @Override
    public void remove(List<TargetPath> paths) {
        try {
            var names = paths.stream().map(TargetPath::value).toList();
            done(polling -> polling.whenNotBusy(() -> api.removeArtifacts(names, true)));
        } catch (CliFailure e) {
            throw new SigningTrouble(String.valueOf(e.getMessage()), e);
        }
    }

    /** A request, by the id of its task. */
    private interface TaskRequest {
        String send(Polling polling);
    }

    private TaskReport done(TaskRequest request) {
        var polling = patience.get();
        var id = request.send(polling);
        return new TaskWait(api, polling, terminal).all(List.of(id)).getFirst();
    }
}

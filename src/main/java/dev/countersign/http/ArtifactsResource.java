package dev.countersign.http;

import dev.countersign.repository.Change;
import dev.countersign.tuf.TargetPath;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** {@code /api/v1/artifacts}: artifacts are added, removed, and published when they were held back. */
final class ArtifactsResource {
    private static final String HEADLINE = "Task not accepted.";
    private static final String REQUIRES = "It requires bootstrap finished.";
    private static final String HELD = " Publishing will be skipped.";

    private final Intake intake;
    private final Gate gate;
    private final ArtifactsReader reader;

    ArtifactsResource(Intake intake, Gate gate, HttpLimits limits) {
        this.intake = intake;
        this.gate = gate;
        this.reader = new ArtifactsReader(limits);
    }

    Future<Answer> add(Call call) {
        var task = intake.newTask();
        var added = reader.added(call, task);
        var paths = new ArrayList<String>(added.entries().size());
        added.entries().forEach(entry -> paths.add(entry.path().value()));
        var message = "New Artifact(s) successfully submitted." + (added.publish() ? "" : HELD);
        return gate.requireFinished(HEADLINE, REQUIRES)
                .compose(open ->
                        intake.submit(task, new Change.AddTargets(added.entries()), added.publish(), paths, message));
    }

    Future<Answer> remove(Call call) {
        var removed = reader.removed(call);
        var paths = removed.paths().stream().map(TargetPath::value).toList();
        var message = "Remove Artifact(s) successfully submitted." + (removed.publish() ? "" : HELD);
        return gate.requireFinished(HEADLINE, REQUIRES)
                .compose(open -> intake.submit(
                        intake.newTask(),
                        new Change.RemoveTargets(removed.paths()),
                        removed.publish(),
                        paths,
                        message));
    }

    /** Always allowed: without a repository there is nothing to publish. */
    Future<Answer> publish(Call call) {
        return intake.submit(
                intake.newTask(), new Change.Publish(), true, List.of(), "Publish artifacts successfully submitted.");
    }
}

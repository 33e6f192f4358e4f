package dev.countersign.http.api;

import dev.countersign.access.Permission;
import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.http.Guard;
import dev.countersign.http.HttpLimits;
import dev.countersign.http.Place;
import dev.countersign.http.Refusal;
import dev.countersign.http.Violation;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.Printable;
import dev.countersign.repository.Change;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Layout;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import dev.countersign.wire.Sentences;
import dev.countersign.wire.WireNames;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** {@code /api/v1/artifacts}: artifacts are looked up, added, removed, and published when they were held back. */
final class ArtifactsResource {
    private static final String REQUIRES = Sentences.ARTIFACTS_REQUIRE_BOOTSTRAP + ".";
    private static final String HELD = " Publishing will be skipped.";

    private final RepositoryName repository;
    private final Intake intake;
    private final Gate gate;
    private final ArtifactLookup lookup;
    private final ArtifactsReader reader;

    ArtifactsResource(RepositoryName repository, Intake intake, Gate gate, ArtifactLookup lookup, HttpLimits limits) {
        this.repository = repository;
        this.intake = intake;
        this.gate = gate;
        this.lookup = lookup;
        this.reader = new ArtifactsReader(limits);
    }

    /** Not in RSTUF: what clients find under one path. */
    Future<Answer> get(Call call) {
        var path = path(call);
        return gate.finished(Sentences.NOT_ACCEPTED, REQUIRES)
                .compose(view -> lookup.find(view, path)
                        .map(found -> found.map(target -> found(path, target)).orElseGet(() -> notFound(path, view))));
    }

    private static TargetPath path(Call call) {
        var text = call.query().get("path");
        var place = Place.QUERY.member("path");
        if (text == null) {
            throw new Refusal.Invalid(Violation.missing(place, new Json.Null()));
        }
        try {
            return TargetPath.published(text);
        } catch (InvalidInput e) {
            var hint = text.indexOf(' ') < 0 ? "" : "; a + in an address means a space: write %2B";
            throw new Refusal.Invalid(Violation.broken(place, e.getMessage() + hint, new Json.Str(text)));
        }
    }

    private static Answer found(TargetPath path, ArtifactLookup.Found found) {
        var target = found.target();
        var data = Json.object()
                .put("path", path.value())
                .put(WireNames.ROLE, found.role().value())
                .put("version", found.version());
        for (var name : List.of("length", "hashes", "custom")) {
            var value = target.get(name);
            if (value != null) {
                data.put(name, value);
            }
        }
        data.put(WireNames.STATE, found.published() ? "published" : "pending signatures");
        return Answer.ok(data.build(), "Artifact found.");
    }

    private static Answer notFound(TargetPath path, Latest.Usable view) {
        var data = Json.object().put("path", path.value());
        var role = Layout.of(view.repository()).roleFor(path);
        if (role != null) {
            data.put(WireNames.ROLE, role.value());
        }
        data.put(WireNames.STATE, "not found");
        return new Answer(
                404,
                Json.object()
                        .put(WireNames.DATA, data.build())
                        .put(WireNames.MESSAGE, "Artifact not found.")
                        .build());
    }

    Future<Answer> add(Call call) {
        var task = intake.newTask();
        var added = reader.added(call, task);
        var targets = added.entries().stream().map(TargetEntry::path).toList();
        requirePermitted(call, targets);
        var paths = targets.stream().map(TargetPath::value).toList();
        var message = "New Artifact(s) successfully submitted." + (added.publish() ? "" : HELD);
        return gate.requireFinished(Sentences.NOT_ACCEPTED, REQUIRES)
                .compose(open -> intake.submit(
                        call, task, new Change.AddTargets(added.entries()), added.publish(), paths, message));
    }

    Future<Answer> remove(Call call) {
        var removed = reader.removed(call);
        requirePermitted(call, removed.paths());
        var paths = removed.paths().stream().map(TargetPath::value).toList();
        var message = "Remove Artifact(s) successfully submitted." + (removed.publish() ? "" : HELD);
        return gate.requireFinished(Sentences.NOT_ACCEPTED, REQUIRES)
                .compose(open -> intake.submit(
                        call,
                        intake.newTask(),
                        new Change.RemoveTargets(removed.paths()),
                        removed.publish(),
                        paths,
                        message));
    }

    /** All of a list, or nothing. */
    private void requirePermitted(Call call, List<TargetPath> paths) {
        call.caller().grants().firstRefused(repository, paths).ifPresent(path -> {
            throw new Refusal.NotPermitted(Guard.missing(Permission.ARTIFACTS, Optional.of(repository))
                    + " for the path " + Printable.quoted(path.value()));
        });
    }

    /** Always accepted: without a repository there is nothing to publish. */
    Future<Answer> publish(Call call) {
        return intake.submit(
                call,
                intake.newTask(),
                new Change.Publish(),
                true,
                List.of(),
                "Publish artifacts successfully submitted.");
    }
}

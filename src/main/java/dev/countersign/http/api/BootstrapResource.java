package dev.countersign.http.api;

import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.http.DocumentBody;
import dev.countersign.http.Field;
import dev.countersign.http.Refusal;
import dev.countersign.http.Violations;
import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.wire.WireNames;
import io.vertx.core.Future;
import java.util.Objects;

/** {@code /api/v1/bootstrap}: whether there is a repository, and the ceremony that makes one. */
final class BootstrapResource {
    private final Intake intake;
    private final Gate gate;
    private final DocumentBody body;

    BootstrapResource(Intake intake, Gate gate, DocumentBody body) {
        this.intake = intake;
        this.gate = gate;
        this.body = body;
    }

    Future<Answer> get(Call call) {
        return gate.state().map(state -> {
            var data = Json.object().put(WireNames.BOOTSTRAP, state.isFinished());
            if (state.task() == null) {
                return Answer.ok(data.build(), "System available for bootstrap.");
            }
            data.put(WireNames.STATE, state.word()).put("id", state.task().hex());
            return Answer.ok(data.build(), "System LOCKED for bootstrap.");
        });
    }

    Future<Answer> post(Call call) {
        var change = read(body.read(call));
        return gate.state()
                .compose(state -> state.task() == null
                        ? intake.submit(call, change, "Bootstrap accepted.")
                        : Future.failedFuture(new Refusal.NotAccepted(
                                null, "System already has a Metadata. State: " + state.word())));
    }

    /** Whether it may be is decided in its turn: a repository that was taken over may be taken over again. */
    Future<Answer> adopt(Call call) {
        return intake.submit(call, AdoptionReader.read(body.readFiles(call)), "Adoption accepted.");
    }

    /** Files for an adoption that has too many for one request. */
    Future<Answer> handIn(Call call) {
        return intake.submit(call, AdoptionReader.readPart(body.readFiles(call)), "Files accepted.");
    }

    private Change.Bootstrap read(Json.Obj json) {
        var violations = new Violations();
        var fields = Field.body(json, violations);
        var settings = SettingsReader.read(fields);
        var root = RootReader.read(
                fields.object(WireNames.METADATA).object("root"), intake.clock().instant());
        fields.optional("timeout").ifPresent(timeout -> timeout.expectNumber(0, Integer.MAX_VALUE));
        violations.check();
        return new Change.Bootstrap(Objects.requireNonNull(settings), Objects.requireNonNull(root));
    }
}

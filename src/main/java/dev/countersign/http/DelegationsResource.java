package dev.countersign.http;

import dev.countersign.repository.Change;
import io.vertx.core.Future;
import java.util.Objects;

/** {@code /api/v1/delegations}: custom delegated roles are added, changed and removed. */
final class DelegationsResource {
    private final Intake intake;
    private final Gate gate;
    private final DocumentBody body;

    DelegationsResource(Intake intake, Gate gate, DocumentBody body) {
        this.intake = intake;
        this.gate = gate;
        this.body = body;
    }

    Future<Answer> add(Call call) {
        var violations = new Violations();
        var request = DelegationsReader.added(delegations(call, violations));
        violations.check();
        return submit(new Change.AddDelegations(Objects.requireNonNull(request)), "Metadata delegation add accepted.");
    }

    Future<Answer> update(Call call) {
        var violations = new Violations();
        var request = DelegationsReader.updated(delegations(call, violations));
        violations.check();
        return submit(
                new Change.UpdateDelegations(Objects.requireNonNull(request)), "Metadata delegation update accepted.");
    }

    Future<Answer> remove(Call call) {
        var violations = new Violations();
        var names = DelegationsReader.names(delegations(call, violations));
        violations.check();
        return submit(new Change.RemoveDelegations(names), "Metadata delegation delete accepted.");
    }

    private Field delegations(Call call, Violations violations) {
        return Field.body(body.read(call), violations).object("delegations");
    }

    /** RSTUF answers 200 before bootstrap, with an error in the body; its own callers take that for a failure. */
    private Future<Answer> submit(Change change, String message) {
        return gate.requireFinished("Task not accepted.", "Requires bootstrap finished.")
                .compose(open -> intake.submit(change, message));
    }
}

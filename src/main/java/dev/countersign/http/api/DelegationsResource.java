package dev.countersign.http.api;

import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.http.DocumentBody;
import dev.countersign.http.Field;
import dev.countersign.http.Violations;
import dev.countersign.repository.Change;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Layout;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Repository;
import dev.countersign.wire.Sentences;
import dev.countersign.wire.WireNames;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.Set;

/** {@code /api/v1/delegations}: custom delegated roles are listed, added, changed and removed. */
final class DelegationsResource {
    private static final String REQUIRES = Sentences.REQUIRES_BOOTSTRAP + ".";

    private final Intake intake;
    private final Gate gate;
    private final DocumentBody body;
    private final MetadataFiles files;
    private final CurrentSnapshot snapshots;

    DelegationsResource(Intake intake, Gate gate, DocumentBody body, MetadataFiles files, CurrentSnapshot snapshots) {
        this.intake = intake;
        this.gate = gate;
        this.body = body;
        this.files = files;
        this.snapshots = snapshots;
    }

    /** Not in RSTUF, whose callers read the delegations out of targets.json. */
    Future<Answer> get(Call call) {
        return gate.finished(Sentences.NOT_ACCEPTED, REQUIRES).compose(this::current);
    }

    private Future<Answer> current(Latest.Usable view) {
        return snapshots.of(view.head()).compose(snapshot -> {
            var answer = new DelegationsAnswer(view.repository(), snapshot);
            return files.expiries(answer.published())
                    .map(expiries -> Answer.ok(answer.toJson(expiries), "Custom delegations"));
        });
    }

    Future<Answer> add(Call call) {
        var violations = new Violations();
        var request = DelegationsReader.added(delegations(call, violations));
        violations.check();
        return submit(
                call, new Change.AddDelegations(Objects.requireNonNull(request)), "Metadata delegation add accepted.");
    }

    Future<Answer> update(Call call) {
        var violations = new Violations();
        var delegations = delegations(call, violations);
        return gate.view().compose(view -> {
            var request = DelegationsReader.updated(delegations, patterns(view)::contains);
            violations.check();
            return submit(
                    call,
                    new Change.UpdateDelegations(Objects.requireNonNull(request)),
                    "Metadata delegation update accepted.");
        });
    }

    private static Set<String> patterns(Latest.View view) {
        return view.repository() instanceof Repository.Established established
                ? Layout.of(established).patterns()
                : Set.of();
    }

    Future<Answer> remove(Call call) {
        var violations = new Violations();
        var names = DelegationsReader.names(delegations(call, violations));
        violations.check();
        return submit(call, new Change.RemoveDelegations(names), "Metadata delegation delete accepted.");
    }

    private Field delegations(Call call, Violations violations) {
        return Field.body(body.read(call), violations).object(WireNames.DELEGATIONS);
    }

    /** RSTUF answers 200 before bootstrap, with an error in the body; its own callers take that for a failure. */
    private Future<Answer> submit(Call call, Change change, String message) {
        return gate.requireFinished(Sentences.NOT_ACCEPTED, REQUIRES)
                .compose(open -> intake.submit(call, change, message));
    }
}

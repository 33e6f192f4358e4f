package dev.countersign.http.api;

import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.http.DocumentBody;
import dev.countersign.http.Field;
import dev.countersign.http.Violations;
import dev.countersign.repository.Change;
import dev.countersign.repository.Latest;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.tuf.RoleName;
import dev.countersign.wire.WireNames;
import io.vertx.core.Future;
import java.util.TreeMap;

/** {@code /api/v1/config}: what the repository was set up with, and the days of validity that may be changed. */
final class ConfigResource {
    private static final String HEADLINE = "No Repository Settings/Config found.";
    private static final String REQUIRES = "It requires bootstrap.";

    private final Intake intake;
    private final Gate gate;
    private final DocumentBody body;
    private final MetadataFiles files;

    ConfigResource(Intake intake, Gate gate, DocumentBody body, MetadataFiles files) {
        this.intake = intake;
        this.gate = gate;
        this.body = body;
        this.files = files;
    }

    Future<Answer> get(Call call) {
        return gate.finished(HEADLINE, REQUIRES).compose(this::current);
    }

    private Future<Answer> current(Latest.Usable view) {
        return SigningResource.trustedTargets(files, view.head())
                .map(targets -> Answer.ok(ConfigAnswer.render(view, targets), "Current Settings"));
    }

    Future<Answer> put(Call call) {
        var violations = new Violations();
        var days = new TreeMap<String, Integer>();
        Field.body(body.read(call), violations)
                .object(WireNames.SETTINGS)
                .object(WireNames.EXPIRATION)
                .members()
                .forEach((role, value) -> {
                    if (!RoleName.hasForm(role)) {
                        value.broken("not a role name (expected: " + RoleName.FORM + ")");
                    }
                    days.put(role, DaysReader.read(value));
                });
        violations.check();
        return gate.requireFinished(HEADLINE, REQUIRES)
                .compose(open ->
                        intake.submit(call, new Change.UpdateSettings(days), "Settings successfully submitted."));
    }
}

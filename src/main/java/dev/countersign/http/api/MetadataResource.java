package dev.countersign.http.api;

import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.http.DocumentBody;
import dev.countersign.http.Field;
import dev.countersign.http.Place;
import dev.countersign.http.Refusal;
import dev.countersign.http.Violation;
import dev.countersign.http.Violations;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Repository;
import dev.countersign.repository.Settings;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Targets;
import dev.countersign.wire.Sentences;
import dev.countersign.wire.WireNames;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/** {@code /api/v1/metadata}: the next Root is proposed, and online roles are signed anew. */
final class MetadataResource {
    private static final String REQUIRES = Sentences.REQUIRES_BOOTSTRAP + ".";

    private final Intake intake;
    private final Gate gate;
    private final DocumentBody body;

    MetadataResource(Intake intake, Gate gate, DocumentBody body) {
        this.intake = intake;
        this.gate = gate;
        this.body = body;
    }

    Future<Answer> updateRoot(Call call) {
        var change = root(body.read(call));
        return gate.requireFinished(Sentences.NOT_ACCEPTED, REQUIRES)
                .compose(open -> intake.submit(call, change, "Metadata update accepted."));
    }

    private Change.UpdateRoot root(Json.Obj json) {
        var violations = new Violations();
        var metadata = Field.body(json, violations).object(WireNames.METADATA);
        metadata.members().forEach((name, member) -> {
            if (!name.equals("root")) {
                member.note("literal_error", "Input should be 'root'");
            }
        });
        var root = RootReader.read(metadata.object("root"), intake.clock().instant());
        violations.check();
        return new Change.UpdateRoot(Objects.requireNonNull(root));
    }

    /** The body is the file, published byte for byte. */
    Future<Answer> publishRole(Call call) {
        var name = call.query().get(WireNames.ROLE);
        if (name == null) {
            throw new Refusal.Invalid(Violation.missing(Place.QUERY.member(WireNames.ROLE), Json.Obj.EMPTY));
        }
        RoleName role;
        try {
            role = RoleName.publishable(name);
        } catch (InvalidInput e) {
            throw new Refusal.Invalid(Violation.broken(
                    Place.QUERY.member(WireNames.ROLE), String.valueOf(e.getMessage()), new Json.Str(name)));
        }
        checkTargets(body.readMetadata(call));
        var change = new Change.PublishRole(role, call.body());
        return gate.requireFinished(Sentences.NOT_ACCEPTED, REQUIRES)
                .compose(open -> intake.submit(call, change, "Metadata role accepted."));
    }

    private static void checkTargets(Json.Obj envelope) {
        try {
            var _ = Metadata.fromJson(envelope, Targets.class);
        } catch (InvalidInput e) {
            throw new Refusal.Invalid(Violation.broken(Place.BODY, String.valueOf(e.getMessage()), Json.Obj.EMPTY));
        }
    }

    Future<Answer> renew(Call call) {
        var violations = new Violations();
        var roles = List.copyOf(
                new LinkedHashSet<>(Field.body(body.read(call), violations).strings(WireNames.ROLES, 0)));
        violations.check();
        return gate.finished(Sentences.NOT_ACCEPTED, REQUIRES).compose(view -> {
            roles.forEach(role -> checkRenewable(role, view.repository()));
            return intake.submit(call, new Change.Renew(roles), "Force online metadata update accepted.");
        });
    }

    private static void checkRenewable(String role, Repository.Established repository) {
        if (repository.targetsSigner().onlineRoles().stream()
                .anyMatch(online -> online.value().equals(role))) {
            return;
        }
        Settings.BinSettings bins = repository.settings().bins();
        boolean custom = isCustom(role, repository);
        if (role.equals(HashBins.NAME) ? bins != null : custom) {
            return;
        }
        throw new Refusal.NotAccepted(Sentences.NOT_ACCEPTED, notRenewable(role, bins != null));
    }

    private static String notRenewable(String role, boolean bins) {
        if (role.equals(HashBins.NAME)) {
            return "Custom target delegation used and bins cannot be bumped";
        }
        var shown = new Json.Str(role.length() <= 100 ? role : role.substring(0, 100)).toText();
        return bins
                ? "Hash bin delegation is used and only targets, snapshot, timestamp and bins can be renewed, not "
                        + shown
                : "Role " + shown + " is not an online role of this repository";
    }

    private static boolean isCustom(String role, Repository.Established repository) {
        return Layout.of(repository).custom().stream()
                .anyMatch(delegated -> delegated.name().value().equals(role));
    }
}

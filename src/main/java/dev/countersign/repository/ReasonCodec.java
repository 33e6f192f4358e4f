package dev.countersign.repository;

import static dev.countersign.repository.StoredJson.integer;
import static dev.countersign.repository.StoredJson.object;
import static dev.countersign.repository.StoredJson.string;
import static dev.countersign.repository.StoredJson.text;

import dev.countersign.json.Json;
import java.time.Instant;

/** How a {@link Reason} lies in the database, inside a {@link TaskOutcome}. */
final class ReasonCodec {
    private static final String KIND = "kind";

    private ReasonCodec() {}

    static Json.Obj json(Reason reason) {
        return switch (reason) {
            case Reason.NotEstablished _ -> kind("not-established");
            case Reason.AlreadyEstablished _ -> kind("established");
            case Reason.BootstrapAwaitsSignatures _ -> kind("bootstrap-awaits-signatures");
            case Reason.RootAwaitsSignatures root ->
                kind("root-awaits-signatures").with("version", new Json.Int(root.version()));
            case Reason.Unsigned _ -> kind("unsigned");
            case Reason.InvalidSignature _ -> kind("invalid-signature");
            case Reason.NothingAwaitsSignatures nothing ->
                kind("nothing-awaits-signatures")
                        .with("role", string(nothing.role().value()));
            case Reason.ExpiredMeanwhile expired ->
                kind("expired-meanwhile")
                        .with("role", string(expired.role().value()))
                        .with("version", new Json.Int(expired.version()))
                        .with("expires", string(expired.expires().toString()));
            case Reason.NothingNamed _ -> kind("nothing-named");
            case Reason.SuccinctBins _ -> kind("succinct-bins");
            case Reason.TargetsHeld _ -> kind("targets-held");
            case Reason.NotOnline offline ->
                kind("not-online").with("role", string(offline.role().value()));
            case Reason.EveryRoleRefused every ->
                kind("every-role-refused")
                        .with("roles", TaskOutcomeCodec.list(every.roles(), TaskOutcomeCodec::refusedRole));
            case Reason.RoleExists _ -> kind("role-exists");
            case Reason.NoSuchRole _ -> kind("no-such-role");
            case Reason.Rule rule -> kind("rule").with("sentence", string(rule.sentence()));
        };
    }

    static Reason reason(Json.Obj json) {
        return switch (text(json, KIND)) {
            case "not-established" -> new Reason.NotEstablished();
            case "established" -> new Reason.AlreadyEstablished();
            case "bootstrap-awaits-signatures" -> new Reason.BootstrapAwaitsSignatures();
            case "root-awaits-signatures" -> new Reason.RootAwaitsSignatures(integer(json, "version"));
            case "unsigned" -> new Reason.Unsigned();
            case "invalid-signature" -> new Reason.InvalidSignature();
            case "nothing-awaits-signatures" -> new Reason.NothingAwaitsSignatures(TaskOutcomeCodec.role(json));
            case "expired-meanwhile" ->
                new Reason.ExpiredMeanwhile(
                        TaskOutcomeCodec.role(json), integer(json, "version"), Instant.parse(text(json, "expires")));
            case "nothing-named" -> new Reason.NothingNamed();
            case "succinct-bins" -> new Reason.SuccinctBins();
            case "targets-held" -> new Reason.TargetsHeld();
            case "not-online" -> new Reason.NotOnline(TaskOutcomeCodec.role(json));
            case "every-role-refused" -> new Reason.EveryRoleRefused(TaskOutcomeCodec.refusedRoles(json, "roles"));
            case "role-exists" -> new Reason.RoleExists();
            case "no-such-role" -> new Reason.NoSuchRole();
            case "rule" -> new Reason.Rule(text(json, "sentence"));
            case String other -> throw StoredJson.newer("stored reason is " + other);
        };
    }

    private static Json.Obj kind(String kind) {
        return object(KIND, string(kind));
    }
}

package dev.countersign.http.api;

import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.http.DocumentBody;
import dev.countersign.http.Field;
import dev.countersign.http.Refusal;
import dev.countersign.http.Violations;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.repository.Change;
import dev.countersign.repository.Head;
import dev.countersign.repository.Latest;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Signature;
import dev.countersign.wire.Sentences;
import dev.countersign.wire.WireNames;
import io.vertx.core.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/metadata/sign}: what waits for signatures, and the signatures. */
public final class SigningResource {
    private static final String NOTHING = "No metadata pending signing available";

    private final Intake intake;
    private final Gate gate;
    private final DocumentBody body;
    private final MetadataFiles files;

    SigningResource(Intake intake, Gate gate, DocumentBody body, MetadataFiles files) {
        this.intake = intake;
        this.gate = gate;
        this.body = body;
        this.files = files;
    }

    Future<Answer> pending(Call call) {
        return gate.started(NOTHING, "Requires bootstrap started.").compose(this::pending);
    }

    private Future<Answer> pending(Latest.View view) {
        return switch (view.repository()) {
            case Repository.Established established
            when !established.pending().isEmpty() ->
                trustedTargets(files, view.head()).map(targets -> pending(established, targets));
            case Repository.Established established -> Future.succeededFuture(pending(established, null));
            case Repository.Signing signing ->
                Future.succeededFuture(
                        answer(Json.object().put("root", json(signing.root())).build()));
            case Repository.Empty empty -> Future.succeededFuture(answer(Json.Obj.EMPTY));
        };
    }

    private static Answer pending(Repository.Established established, @Nullable Json targets) {
        var metadata = Json.object();
        if (established.proposedRoot() != null) {
            metadata.put("root", json(established.proposedRoot()))
                    .put(WireNames.TRUSTED_ROOT, json(established.root()));
        }
        established.pending().forEach((role, waiting) -> metadata.put(role.value(), json(waiting)));
        if (targets != null) {
            metadata.put(WireNames.TRUSTED_TARGETS, targets);
        }
        if (!established.proposed().keys().isEmpty()) {
            // RSTUF's CLI passes over what it does not know, if it begins like this.
            metadata.put(WireNames.TRUSTED_PROPOSALS, established.proposed().toJson());
        }
        return answer(metadata.build());
    }

    private static Answer answer(Json.Obj metadata) {
        return metadata.members().isEmpty()
                ? Answer.ok(Json.object().put(WireNames.MESSAGE, NOTHING).build())
                : Answer.ok(
                        Json.object().put(WireNames.METADATA, metadata).build(), "Metadata role(s) pending signing");
    }

    /** The value as it will be signed: taken from the bytes, never put together again. */
    public static Json json(Metadata<?> metadata) {
        return Json.parse(metadata.toBytes(), JsonLimits.METADATA);
    }

    /** The newest published targets.json as a value. */
    static Future<Json> trustedTargets(MetadataFiles files, Head head) {
        return files.find(new RoleVersion(RoleName.TARGETS, head.targets()))
                .map(found -> found.map(file -> file.bytes()).orElse(Bytes.utf8("{}")))
                .map(bytes -> Json.parse(bytes, JsonLimits.METADATA));
    }

    Future<Answer> sign(Call call) {
        var violations = new Violations();
        var fields = Field.body(body.read(call), violations);
        var role = role(fields);
        var signature = signature(fields.object("signature"));
        violations.check();
        var change = new Change.Sign(Objects.requireNonNull(role), Objects.requireNonNull(signature));
        return gate.started("No signing pending.", "Requires bootstrap in signing state.")
                .compose(view -> intake.submit(call, change, "Metadata sign accepted."));
    }

    Future<Answer> stop(Call call) {
        var violations = new Violations();
        var role = role(Field.body(body.read(call), violations));
        violations.check();
        var name = Objects.requireNonNull(role);
        return gate.view()
                .compose(view -> view.repository().waiting().includes(name)
                        ? intake.submit(call, new Change.StopSigning(name), "Metadata sign delete accepted.")
                        : Future.failedFuture(new Refusal.NotAccepted(
                                "No signing process for " + name + ".", Sentences.notInSigning(name.value()))));
    }

    private static @Nullable RoleName role(Field fields) {
        var text = fields.string(WireNames.ROLE);
        try {
            return RoleName.publishable(text);
        } catch (InvalidInput e) {
            if (fields.asObject().get(WireNames.ROLE) instanceof Json.Str) {
                fields.broken(String.valueOf(e.getMessage()));
            }
            return null;
        }
    }

    private static @Nullable Signature signature(Field field) {
        var keyid = field.string("keyid");
        var sig = field.string("sig");
        if (keyid.isEmpty() || sig.isEmpty()) {
            if (field.asObject().get("keyid") instanceof Json.Str
                    && field.asObject().get("sig") instanceof Json.Str) {
                field.broken("keyid, sig (expected: neither is empty)");
            }
            return null;
        }
        try {
            return new Signature(new KeyId(keyid), sig);
        } catch (InvalidInput e) {
            field.broken(String.valueOf(e.getMessage()));
            return null;
        }
    }
}

package dev.countersign.http.api;

import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Repository;
import dev.countersign.repository.Settings;
import dev.countersign.transparency.PublicLog;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.TargetsSigner;
import dev.countersign.tuf.key.Key;
import dev.countersign.wire.WireNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Renders what an established repository was set up with, under the names RSTUF's callers read. */
final class ConfigAnswer {
    private ConfigAnswer() {}

    /** @param trustedTargets the newest published targets.json as a value */
    static Json.Obj render(Latest.Usable view, Json trustedTargets) {
        var repository = view.repository();
        var root = repository.root();
        var settings = repository.settings();
        var json = Json.object().put(WireNames.BOOTSTRAP, repository.task().hex());
        role(
                json,
                settings,
                "root",
                root.signed().root().threshold(),
                root.signatures().size());
        var targets = root.signed().targets();
        role(json, settings, "targets", targets.threshold(), targets.keyids().size());
        for (var role : List.of("snapshot", "timestamp")) {
            role(json, settings, role, 1, 1);
        }
        layout(json, repository);
        json.put("targets_online_key", repository.targetsSigner() == TargetsSigner.SERVICE)
                .put("online_key", keyJson(repository.onlineKey()));
        json.put("online_keys", onlineKeys(repository));
        json.put(WireNames.TRUSTED_ROOT, SigningResource.json(root)).put(WireNames.TRUSTED_TARGETS, trustedTargets);
        if (!repository.proposed().keys().isEmpty()) {
            json.put(WireNames.TRUSTED_PROPOSALS, repository.proposed().toJson());
        }
        var proposed = repository.proposedRoot();
        json.put("root_signing", proposed == null ? new Json.Null() : SigningResource.json(proposed));
        repository
                .pending()
                .forEach((role, waiting) -> json.put(role.value() + "_signing", SigningResource.json(waiting)));
        json.put("log", log(view.log()));
        return json.build();
    }

    private static Json.@Nullable Obj log(@Nullable PublicLog log) {
        return log == null
                ? null
                : Json.object()
                        .put("origin", log.key().name())
                        .put("key", log.key().toString())
                        .put("begins", log.begins())
                        .build();
    }

    private static void role(ObjectBuilder json, Settings settings, String role, int threshold, int keys) {
        json.put(role + WireNames.EXPIRATION_OF, settings.days(role))
                .put(role + "_threshold", threshold)
                .put(role + "_num_keys", keys);
    }

    private static void layout(ObjectBuilder json, Repository.Established repository) {
        var settings = repository.settings();
        if (settings.bins() != null) {
            role(json, settings, HashBins.NAME, 1, 1);
            json.put(WireNames.NUMBER_OF_BINS, settings.bins().requested());
        }
        var custom = Layout.of(repository).custom();
        if (settings.bins() == null || !custom.isEmpty()) {
            var delegations = new Delegations(repository.delegations().keys(), new Delegates.Roles(custom));
            json.put(WireNames.DELEGATIONS, delegations.toJson());
        }
        custom.forEach(role -> json.put(
                role.name().value() + WireNames.EXPIRATION_OF,
                settings.days(role.name().value())));
    }

    /** Which key each role has; null while all have the same. */
    static Json.@Nullable Obj onlineKeys(Repository.Established repository) {
        if (repository.onlineKeys().size() == 1) {
            return null;
        }
        var json = Json.object();
        repository
                .targetsSigner()
                .onlineRoles()
                .forEach(role -> json.put(role.value(), keyJson(repository.onlineKey(role))));
        return json.build();
    }

    private static Json keyJson(Key key) {
        return key.json().with("keyid", new Json.Str(key.id().value()));
    }
}

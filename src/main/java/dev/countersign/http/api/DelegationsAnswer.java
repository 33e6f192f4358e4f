package dev.countersign.http.api;

import dev.countersign.json.Json;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.document.SnapshotDocument;
import dev.countersign.wire.WireNames;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Renders the custom delegated roles in the shape in which they are submitted, with how each of them stands. */
final class DelegationsAnswer {
    private final Repository.Established repository;
    private final SnapshotDocument snapshot;
    private final List<DelegatedRole> roles;

    DelegationsAnswer(Repository.Established repository, SnapshotDocument snapshot) {
        this.repository = repository;
        this.snapshot = snapshot;
        this.roles = Layout.of(repository).custom();
    }

    /** The published versions of the roles; a role whose first version waits for signatures has none. */
    List<RoleVersion> published() {
        return roles.stream()
                .filter(role -> version(role).isPresent())
                .map(role -> new RoleVersion(role.name(), version(role).getAsInt()))
                .toList();
    }

    Json.Obj toJson(Map<RoleVersion, Instant> expiries) {
        var keys = Json.object();
        repository.delegations().keys().forEach((id, key) -> {
            if (roles.stream().anyMatch(role -> role.keyids().contains(id))) {
                keys.put(id.value(), key.json());
            }
        });
        var rendered = roles.stream().<Json>map(role -> toJson(role, expiries)).toList();
        var delegations = Json.object().put("keys", keys.build()).put(WireNames.ROLES, new Json.Arr(rendered));
        if (!repository.proposed().keys().isEmpty()) {
            delegations.put("proposed", repository.proposed().toJson());
        }
        return Json.object().put(WireNames.DELEGATIONS, delegations.build()).build();
    }

    private Json.Obj toJson(DelegatedRole role, Map<RoleVersion, Instant> expiries) {
        var json = Json.object();
        role.toJson().members().forEach(json::put);
        var name = role.name();
        json.put(WireNames.EXPIRE_POLICY, repository.settings().days(name.value()));
        version(role).ifPresent(version -> {
            json.put("version", version);
            var expires = expiries.get(new RoleVersion(name, version));
            if (expires != null) {
                json.put("expires", expires.truncatedTo(ChronoUnit.SECONDS).toString());
            }
        });
        return json.put(WireNames.STATE, repository.waiting().includes(name) ? "pending" : "published")
                .build();
    }

    /** From the snapshot, which also keeps the entry of a removed role of the same name. */
    private OptionalInt version(DelegatedRole role) {
        return snapshot.version(role.name());
    }
}

package dev.countersign.repository;

import static dev.countersign.repository.StoredJson.object;
import static dev.countersign.repository.StoredJson.string;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetsSigner;
import java.util.LinkedHashMap;
import java.util.TreeMap;

/** How a {@link Repository} lies in the database: one JSON document, metadata inside it value for value. */
public final class RepositoryCodec {
    private RepositoryCodec() {}

    public static Bytes encode(Repository repository) {
        var json = switch (repository) {
            case Repository.Empty _ -> object("phase", string("empty"));
            case Repository.Signing signing ->
                object("phase", string("signing"))
                        .with("task", string(signing.task().hex()))
                        .with("settings", StoredJson.settings(signing.settings()))
                        .with("root", StoredJson.envelope(signing.root()));
            case Repository.Established established -> established(established);
        };
        return Bytes.utf8(json.toText());
    }

    public static Repository decode(Bytes document) {
        var json = StoredJson.parse(document);
        return switch (StoredJson.text(json, "phase")) {
            case "empty" -> new Repository.Empty();
            case "signing" ->
                new Repository.Signing(
                        new TaskId(StoredJson.text(json, "task")),
                        StoredJson.settings(StoredJson.obj(json, "settings")),
                        StoredJson.root(StoredJson.obj(json, "root")));
            case "established" -> established(json);
            case String other ->
                throw StoredJson.newer(
                        "stored repository is in phase " + other + " (expected: empty, signing or established)");
        };
    }

    private static Json.Obj established(Repository.Established established) {
        var pending = new LinkedHashMap<String, Json>();
        established.pending().forEach((role, metadata) -> pending.put(role.value(), StoredJson.envelope(metadata)));
        var json = object("phase", string("established"))
                .with("task", string(established.task().hex()))
                .with("settings", StoredJson.settings(established.settings()))
                .with("root", StoredJson.envelope(established.root()))
                .with("delegations", established.delegations().toJson())
                .with("pending", new Json.Obj(pending))
                .with("proposed", established.proposed().toJson());
        if (established.provenance() instanceof Provenance.TakenOver adopted) {
            json = json.with("adopted", adopted(adopted));
        }
        var proposed = established.proposedRoot();
        return proposed == null ? json : json.with("proposed_root", StoredJson.envelope(proposed));
    }

    private static Json.Obj adopted(Provenance.TakenOver adopted) {
        return object("first_root", new Json.Int(adopted.firstRoot()))
                .with("timestamp", new Json.Int(adopted.timestamp()))
                .with("targets", string(adopted.signer().name()));
    }

    private static Provenance provenance(Json.Obj json) {
        var adopted = StoredJson.objOrNull(json, "adopted");
        return adopted == null
                ? new Provenance.BegunHere()
                : new Provenance.TakenOver(
                        StoredJson.integer(adopted, "first_root"),
                        StoredJson.integer(adopted, "timestamp"),
                        TargetsSigner.valueOf(StoredJson.text(adopted, "targets")));
    }

    private static Repository.Established established(Json.Obj json) {
        var waiting = new TreeMap<RoleName, Metadata<?>>(Repository.BY_NAME);
        StoredJson.obj(json, "pending")
                .members()
                .forEach((role, metadata) ->
                        waiting.put(RoleName.delegated(role), StoredJson.targets((Json.Obj) metadata)));
        var proposed = StoredJson.objOrNull(json, "proposed_root");
        if (proposed != null) {
            waiting.put(RoleName.ROOT, StoredJson.root(proposed));
        }
        var proposedRoles = StoredJson.objOrNull(json, "proposed");
        return new Repository.Established(
                new TaskId(StoredJson.text(json, "task")),
                StoredJson.settings(StoredJson.obj(json, "settings")),
                StoredJson.root(StoredJson.obj(json, "root")),
                Delegations.fromJson(StoredJson.obj(json, "delegations")),
                new Waiting(waiting),
                proposedRoles == null ? Repository.NO_ROLES : Delegations.fromJson(proposedRoles),
                provenance(json));
    }
}

package dev.countersign.repository;

import static dev.countersign.repository.StoredJson.array;
import static dev.countersign.repository.StoredJson.integer;
import static dev.countersign.repository.StoredJson.names;
import static dev.countersign.repository.StoredJson.object;
import static dev.countersign.repository.StoredJson.string;
import static dev.countersign.repository.StoredJson.text;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.repository.TaskOutcome.NoRoom;
import dev.countersign.repository.TaskOutcome.RefusedRole;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import java.util.List;
import java.util.function.Function;

/** How a {@link TaskOutcome} lies in the database: one JSON object that names its kind. */
public final class TaskOutcomeCodec {
    private static final String KIND = "outcome";

    private TaskOutcomeCodec() {}

    public static Bytes encode(TaskOutcome outcome) {
        return Bytes.utf8(json(outcome).toText());
    }

    static Json.Obj json(TaskOutcome outcome) {
        return switch (outcome) {
            case TaskOutcome.TargetsAdded added ->
                kind("targets-added")
                        .with("added", paths(added.added()))
                        .with("invalid", paths(added.invalid()))
                        .with("roles", roles(added.roles()))
                        .with("awaiting", roles(added.awaiting()))
                        .with("no-room", list(added.noRoom(), TaskOutcomeCodec::noRoom));
            case TaskOutcome.TargetsRemoved removed ->
                kind("targets-removed")
                        .with("removed", paths(removed.removed()))
                        .with("missing", paths(removed.missing()))
                        .with("awaiting", roles(removed.awaiting()));
            case TaskOutcome.RolesPublished published -> kind("published").with("roles", roles(published.roles()));
            case TaskOutcome.AwaitsSignatures awaits ->
                kind("awaits-signatures")
                        .with("role", string(awaits.role().value()))
                        .with("version", new Json.Int(awaits.version()));
            case TaskOutcome.RootPublished root -> kind("root-published").with("version", new Json.Int(root.version()));
            case TaskOutcome.Adopted adopted ->
                kind("adopted")
                        .with("root", new Json.Int(adopted.root()))
                        .with("timestamp", new Json.Int(adopted.timestamp()))
                        .with("roles", roles(adopted.roles()));
            case TaskOutcome.RolePublished published ->
                kind("role-published").with("role", string(published.role().value()));
            case TaskOutcome.SigningStopped _ -> kind("signing-stopped");
            case TaskOutcome.BootstrapStopped _ -> kind("bootstrap-stopped");
            case TaskOutcome.DelegationsChanged changed ->
                kind("delegations-changed")
                        .with("roles", roles(changed.roles()))
                        .with("refused", list(changed.refused(), TaskOutcomeCodec::refusedRole));
            case TaskOutcome.SettingsChanged changed ->
                kind("settings-changed")
                        .with("roles", array(changed.roles()))
                        .with("unknown", array(changed.unknown()));
            case TaskOutcome.Renewed renewed -> kind("renewed").with("roles", array(renewed.roles()));
            case TaskOutcome.Done _ -> kind("done");
            case TaskOutcome.Refused refused -> kind("refused").with("reason", ReasonCodec.json(refused.reason()));
            case TaskOutcome.Failed failed -> kind("failed").with("why", string(failed.why()));
            case TaskOutcome.Recorded recorded -> recorded.words();
        };
    }

    /** Also of what older versions wrote, which named no kind. */
    public static TaskOutcome decode(Bytes bytes) {
        var json = StoredJson.parse(bytes);
        return json.get(KIND) == null ? new TaskOutcome.Recorded(json) : decode(json);
    }

    private static TaskOutcome decode(Json.Obj json) {
        return switch (text(json, KIND)) {
            case "targets-added" ->
                new TaskOutcome.TargetsAdded(
                        paths(json, "added"),
                        paths(json, "invalid"),
                        roles(json, "roles"),
                        roles(json, "awaiting"),
                        list(json, "no-room", TaskOutcomeCodec::noRoom));
            case "targets-removed" ->
                new TaskOutcome.TargetsRemoved(paths(json, "removed"), paths(json, "missing"), roles(json, "awaiting"));
            case "published" -> new TaskOutcome.RolesPublished(roles(json, "roles"));
            case "awaits-signatures" -> new TaskOutcome.AwaitsSignatures(role(json), integer(json, "version"));
            case "root-published" -> new TaskOutcome.RootPublished(integer(json, "version"));
            case "adopted" ->
                new TaskOutcome.Adopted(integer(json, "root"), integer(json, "timestamp"), roles(json, "roles"));
            case "role-published" -> new TaskOutcome.RolePublished(role(json));
            case "signing-stopped" -> new TaskOutcome.SigningStopped();
            case "bootstrap-stopped" -> new TaskOutcome.BootstrapStopped();
            case "delegations-changed" ->
                new TaskOutcome.DelegationsChanged(roles(json, "roles"), refusedRoles(json, "refused"));
            case "settings-changed" ->
                new TaskOutcome.SettingsChanged(
                        names(StoredJson.member(json, "roles")), names(StoredJson.member(json, "unknown")));
            case "renewed" -> new TaskOutcome.Renewed(names(StoredJson.member(json, "roles")));
            case "done" -> new TaskOutcome.Done();
            case "refused" -> new TaskOutcome.Refused(ReasonCodec.reason(StoredJson.obj(json, "reason")));
            case "failed" -> new TaskOutcome.Failed(text(json, "why"));
            case String other -> throw StoredJson.newer("stored outcome is " + other);
        };
    }

    private static Json.Obj kind(String kind) {
        return object(KIND, string(kind));
    }

    private static Json.Obj noRoom(NoRoom noRoom) {
        return object("role", string(noRoom.role().value()))
                .with("reason", string(noRoom.reason()))
                .with("paths", paths(noRoom.paths()));
    }

    private static NoRoom noRoom(Json.Obj json) {
        return new NoRoom(role(json), text(json, "reason"), paths(json, "paths"));
    }

    static Json.Obj refusedRole(RefusedRole refused) {
        return object("role", string(refused.role().value())).with("reason", ReasonCodec.json(refused.reason()));
    }

    static List<RefusedRole> refusedRoles(Json.Obj json, String member) {
        return list(
                json,
                member,
                refused -> new RefusedRole(role(refused), ReasonCodec.reason(StoredJson.obj(refused, "reason"))));
    }

    static <T> Json.Arr list(List<T> values, Function<T, Json> form) {
        return new Json.Arr(values.stream().map(form).toList());
    }

    private static <T> List<T> list(Json.Obj json, String member, Function<Json.Obj, T> form) {
        return ((Json.Arr) StoredJson.member(json, member))
                .items().stream().map(item -> form.apply((Json.Obj) item)).toList();
    }

    private static Json.Arr paths(List<TargetPath> paths) {
        return list(paths, path -> string(path.value()));
    }

    private static List<TargetPath> paths(Json.Obj json, String member) {
        return names(StoredJson.member(json, member)).stream()
                .map(TargetPath::published)
                .toList();
    }

    private static Json.Arr roles(List<RoleName> roles) {
        return list(roles, role -> string(role.value()));
    }

    private static List<RoleName> roles(Json.Obj json, String member) {
        return names(StoredJson.member(json, member)).stream()
                .map(RoleName::publishable)
                .toList();
    }

    static RoleName role(Json.Obj json) {
        return RoleName.publishable(text(json, "role"));
    }
}

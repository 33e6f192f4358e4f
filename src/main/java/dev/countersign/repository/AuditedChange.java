package dev.countersign.repository;

import dev.countersign.audit.Abridged;
import dev.countersign.audit.AuditEntry;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import dev.countersign.json.Printable;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.SuccinctRoles;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What the audit says of a change: enough to find it by, and what became of it. */
public final class AuditedChange {
    private static final String PATHS = "paths";
    private static final String ROLE = "role";
    private static final String ROLES = "roles";
    private static final String SHA256 = "sha256";
    private static final String VERSION = "version";

    private AuditedChange() {}

    public static AuditEntry entry(Submission submission) {
        var change = submission.change();
        return new AuditEntry(
                submission.submittedAt(),
                submission.origin(),
                ChangeCodec.kind(change),
                submission.task().hex(),
                Abridged.shorten(details(change)));
    }

    public static Json.Obj outcome(TaskOutcome outcome) {
        return Printable.texts(Abridged.shorten(TaskOutcomeCodec.json(outcome)));
    }

    private static Json.Obj details(Change change) {
        var details = Json.object();
        switch (change) {
            case Change.AddTargets add ->
                details.put(
                        PATHS,
                        add.entries().stream()
                                .map(TargetEntry::path)
                                .map(TargetPath::value)
                                .toList());
            case Change.RemoveTargets remove ->
                details.put(
                        PATHS, remove.paths().stream().map(TargetPath::value).toList());
            case Change.Publish _ -> {}
            case Change.Bootstrap bootstrap ->
                details.put(VERSION, bootstrap.root().signed().version());
            case Change.UpdateRoot update ->
                details.put(VERSION, update.root().signed().version());
            case Change.Sign sign ->
                details.put(ROLE, sign.role().value())
                        .put("keyid", sign.signature().keyid().value());
            case Change.StopSigning stop -> details.put(ROLE, stop.role().value());
            case Change.PublishRole publish ->
                details.put(ROLE, publish.role().value())
                        .put(SHA256, publish.file().sha256().hex());
            case Change.HandInFiles handIn -> putFiles(details, handIn.files());
            case Change.Adopt adopt -> {
                putFiles(details, adopt.files());
                details.put("parts", adopt.parts().stream().map(TaskId::hex).toList());
            }
            case Change.AddDelegations add -> details.put(ROLES, roles(add.request()));
            case Change.UpdateDelegations update -> details.put(ROLES, roles(update.request()));
            case Change.RemoveDelegations remove ->
                details.put(ROLES, remove.roles().stream().map(RoleName::value).toList());
            case Change.UpdateSettings update -> details.put("expiration", expiration(update.expirationDays()));
            case Change.Renew renew -> details.put(ROLES, renew.roles());
        }
        return details.build();
    }

    /** Names are shortened; the hash is of the lines that {@code sha256sum} prints for all of them in this order. */
    private static void putFiles(ObjectBuilder details, SortedMap<String, Bytes> files) {
        var lines = files.entrySet().stream()
                .map(file -> file.getValue().sha256().hex() + "  " + file.getKey() + "\n")
                .collect(Collectors.joining());
        details.put("files", List.copyOf(files.keySet()))
                .put(SHA256, Bytes.utf8(lines).sha256().hex());
    }

    private static List<String> roles(Change.DelegationRequest request) {
        return switch (request.delegations().delegates()) {
            case Delegates.Roles roles ->
                roles.roles().stream()
                        .map(DelegatedRole::name)
                        .map(RoleName::value)
                        .toList();
            case SuccinctRoles _ -> List.of(HashBins.NAME);
        };
    }

    private static Json.Arr expiration(SortedMap<String, Integer> days) {
        return Json.strings(days.entrySet().stream()
                .map(role -> role.getKey() + "=" + role.getValue())
                .toList());
    }
}

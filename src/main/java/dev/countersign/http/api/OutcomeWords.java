package dev.countersign.http.api;

import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import dev.countersign.repository.Change;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.Reason;
import dev.countersign.repository.TargetChange;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.TargetPath;
import dev.countersign.wire.Sentences;
import dev.countersign.wire.TaskKind;
import dev.countersign.wire.TaskResult;
import dev.countersign.wire.WireNames;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the outcome of a task into RSTUF's words, mistakes in spelling and all: callers compare them. */
public final class OutcomeWords {
    private final JournalEntry entry;
    private final Change change;

    private OutcomeWords(JournalEntry entry) {
        this.entry = entry;
        this.change = entry.change();
    }

    public static TaskResult render(JournalEntry entry, TaskOutcome outcome) {
        return new OutcomeWords(entry).render(outcome);
    }

    private TaskResult render(TaskOutcome outcome) {
        return switch (outcome) {
            case TaskOutcome.TargetsAdded added -> added(added);
            case TaskOutcome.TargetsRemoved removed -> done(removed(removed));
            case TaskOutcome.RolesPublished published -> done(published(published));
            case TaskOutcome.AwaitsSignatures awaits -> done(awaitsSignatures(awaits));
            case TaskOutcome.RootPublished root -> done(rootPublished(root.version()));
            case TaskOutcome.RolePublished published -> done(rolePublished(published.role()));
            case TaskOutcome.Adopted adopted ->
                done(Json.object()
                        .put("root", adopted.root())
                        .put("timestamp", adopted.timestamp())
                        .put(WireNames.ROLES, names(adopted.roles()))
                        .build());
            case TaskOutcome.SigningStopped _, TaskOutcome.Done _ -> done(null);
            case TaskOutcome.BootstrapStopped _ ->
                done(member(WireNames.BOOTSTRAP, "Bootstrap process has been stopped"));
            case TaskOutcome.DelegationsChanged changed -> done(delegationsChanged(changed));
            case TaskOutcome.SettingsChanged changed ->
                done(Json.object()
                        .put(WireNames.UPDATED_ROLES, changed.roles())
                        .put(WireNames.INVALID_ROLES, changed.unknown())
                        .build());
            case TaskOutcome.Renewed renewed ->
                done(Json.object().put(WireNames.UPDATED_ROLES, renewed.roles()).build());
            case TaskOutcome.Refused refused -> refused(refused.reason());
            case TaskOutcome.Failed failed -> new TaskResult.TaskFailed(failed.why());
            case TaskOutcome.Recorded recorded -> RecordedWords.fromJson(recorded.words());
        };
    }

    private TaskKind kind() {
        return switch (change) {
            case Change.AddTargets _ -> TaskKind.ADD_ARTIFACTS;
            case Change.RemoveTargets _ -> TaskKind.REMOVE_ARTIFACTS;
            case Change.Publish _ -> TaskKind.PUBLISH_ARTIFACTS;
            case Change.Bootstrap _ -> TaskKind.BOOTSTRAP;
            case Change.UpdateRoot _ -> TaskKind.UPDATE_METADATA;
            case Change.Sign _ -> TaskKind.SIGN_METADATA;
            case Change.StopSigning _ -> TaskKind.STOP_SIGNING;
            case Change.PublishRole _ -> TaskKind.PUBLISH_ROLE;
            case Change.HandInFiles _ -> TaskKind.HAND_IN_FILES;
            case Change.Adopt _ -> TaskKind.ADOPT;
            case Change.AddDelegations _, Change.UpdateDelegations _, Change.RemoveDelegations _ ->
                TaskKind.CHANGE_DELEGATIONS;
            case Change.UpdateSettings _ -> TaskKind.UPDATE_SETTINGS;
            case Change.Renew _ -> TaskKind.RENEW_ONLINE;
        };
    }

    private TaskResult done(Json.@Nullable Obj details) {
        return new TaskResult.Succeeded(kind().word(), named(kind().done()), details);
    }

    private String named(String sentence) {
        return change instanceof Change.StopSigning stop ? String.format(Locale.ROOT, sentence, stop.role()) : sentence;
    }

    private TaskResult added(TaskOutcome.TargetsAdded added) {
        var details = Json.object()
                .put(WireNames.ADDED_ARTIFACTS, paths(added.added()))
                .put(WireNames.INVALID_PATHS, paths(added.invalid()))
                .put(WireNames.ARTIFACT_ROLES, names(added.roles()));
        putAwaiting(details, added.awaiting());
        if (added.noRoom().isEmpty()) {
            return done(details.build());
        }
        details.put(
                WireNames.REFUSED_ARTIFACTS,
                new Json.Arr(added.noRoom().stream().map(OutcomeWords::noRoom).toList()));
        return refused(noRoom(added), details.build());
    }

    private static String noRoom(TaskOutcome.TargetsAdded added) {
        var left = added.noRoom().stream()
                .mapToInt(noRoom -> noRoom.paths().size())
                .sum();
        var kept = added.added().size() + added.invalid().size();
        var reasons = added.noRoom().stream()
                .map(TaskOutcome.NoRoom::reason)
                .distinct()
                .collect(Collectors.joining("; "));
        var count = kept == 0
                ? left + (left == 1 ? " artifact" : " artifacts")
                : left + " of " + (left + kept) + " artifacts, the others were added";
        return "no room for " + count + ": " + reasons;
    }

    private static Json noRoom(TaskOutcome.NoRoom noRoom) {
        return Json.object()
                .put(WireNames.ROLE, noRoom.role().value())
                .put(WireNames.REASON, noRoom.reason())
                .put(WireNames.ARTIFACTS, paths(noRoom.paths()))
                .build();
    }

    private static Json.Obj removed(TaskOutcome.TargetsRemoved removed) {
        var details = Json.object()
                .put(WireNames.DELETED_ARTIFACTS, paths(removed.removed()))
                .put(WireNames.NOT_FOUND_ARTIFACTS, paths(removed.missing()));
        putAwaiting(details, removed.awaiting());
        return details.build();
    }

    /** Not in RSTUF, which calls a change published while holders have still to sign it. */
    private static void putAwaiting(ObjectBuilder details, List<RoleName> awaiting) {
        if (!awaiting.isEmpty()) {
            details.put(WireNames.PENDING_ROLES, names(awaiting));
        }
    }

    private static Json.Obj published(TaskOutcome.RolesPublished published) {
        var details = Json.object();
        return (published.roles().isEmpty()
                        ? details.put(WireNames.ARTIFACT_ROLES, new Json.Null())
                        : details.put(WireNames.ARTIFACT_ROLES, names(published.roles())))
                .build();
    }

    private Json.Obj awaitsSignatures(TaskOutcome.AwaitsSignatures awaits) {
        var version = awaits.version();
        if (change instanceof Change.Bootstrap) {
            return member(WireNames.BOOTSTRAP, Sentences.firstRootAwaitsSignatures(version));
        }
        if (!awaits.role().equals(RoleName.ROOT)) {
            return member(
                    WireNames.UPDATE, Sentences.awaitsSignatures(awaits.role().value(), version));
        }
        var sentence = Sentences.awaitsSignatures("Root", version);
        if (change instanceof Change.UpdateRoot) {
            return updatedRoot().put(WireNames.UPDATE, sentence).build();
        }
        return member(isFirst(version) ? WireNames.BOOTSTRAP : WireNames.UPDATE, sentence);
    }

    private Json.Obj rootPublished(int version) {
        if (change instanceof Change.Bootstrap) {
            return member(WireNames.BOOTSTRAP, "Bootstrap finished " + entry.task());
        }
        if (change instanceof Change.UpdateRoot) {
            return updatedRoot().build();
        }
        return isFirst(version)
                ? member(WireNames.BOOTSTRAP, "Bootstrap Finished")
                : member(WireNames.UPDATE, "Metadata update finished");
    }

    private Json.Obj rolePublished(RoleName role) {
        return change instanceof Change.PublishRole
                ? member(WireNames.ROLE, role.value())
                : member(WireNames.UPDATE, "Role " + role + " signing complete");
    }

    private static ObjectBuilder updatedRoot() {
        return Json.object().put(WireNames.ROLE, "root");
    }

    /** With the first root a repository begins. */
    private static boolean isFirst(int version) {
        return version == RootSuccession.FIRST_VERSION;
    }

    private Json.Obj delegationsChanged(TaskOutcome.DelegationsChanged changed) {
        var refused = changed.refused().stream()
                .<Json>map(role -> Json.object()
                        .put(WireNames.ROLE, role.role().value())
                        .put(WireNames.REASON, sentence(role))
                        .build())
                .toList();
        return Json.object()
                .put(WireNames.DELEGATED_ROLES, names(changed.roles()))
                .put(WireNames.FAILED_ROLES, new Json.Arr(refused))
                .build();
    }

    private TaskResult refused(String error, Json.@Nullable Obj details) {
        return new TaskResult.TaskRefused(kind().word(), named(kind().refused()), error, details);
    }

    private TaskResult refused(Reason reason) {
        var sentence = sentence(reason);
        return isFailure(reason) ? new TaskResult.TaskFailed(sentence) : refused(sentence, null);
    }

    /** What RSTUF calls a failure of its own. */
    private boolean isFailure(Reason reason) {
        return reason instanceof Reason.SuccinctBins
                || (reason instanceof Reason.NotEstablished && change instanceof TargetChange);
    }

    private String sentence(Reason reason) {
        return switch (reason) {
            case Reason.NotEstablished _ -> notEstablished();
            case Reason.AlreadyEstablished _ -> "Bootstrap state is finished";
            case Reason.BootstrapAwaitsSignatures _ -> "Bootstrap state is signing";
            case Reason.RootAwaitsSignatures root ->
                "Root v" + root.version()
                        + " is already pending signatures: sign it, or delete the signing process first";
            case Reason.Unsigned _ -> RootSuccession.UNSIGNED;
            case Reason.InvalidSignature _ -> "Invalid signature";
            case Reason.NothingAwaitsSignatures nothing -> nothingAwaitsSignatures(nothing.role());
            case Reason.ExpiredMeanwhile expired -> expiredMeanwhile(expired);
            case Reason.NothingNamed _ -> "No role provided for expiration policy change";
            case Reason.SuccinctBins _ -> "Delegations already using hash-bins, cannot " + verb() + " custom roles";
            case Reason.TargetsHeld _ ->
                "targets.json is signed by its holders in this repository: publish the next version that they have"
                        + " signed ('countersign delegation publish targets.json')";
            case Reason.NotOnline offline ->
                offline.role() + " is not a role that this service signs alone: change its delegation, if only to what"
                        + " it is, to have a version made for its holders";
            case Reason.EveryRoleRefused every ->
                every.roles().stream()
                        .map(role -> role.role() + ": " + sentence(role))
                        .collect(Collectors.joining("; "));
            case Reason.RoleExists _ -> "role already exists";
            case Reason.NoSuchRole _ -> "role does not exist";
            case Reason.Rule rule -> rule.sentence();
        };
    }

    private String sentence(TaskOutcome.RefusedRole refused) {
        return refused.reason() instanceof Reason.NoSuchRole && change instanceof Change.RemoveDelegations
                ? "Role '" + refused.role() + "' does not exists"
                : sentence(refused.reason());
    }

    private String notEstablished() {
        return switch (kind()) {
            case CHANGE_DELEGATIONS -> Sentences.REQUIRES_BOOTSTRAP;
            case RENEW_ONLINE -> "New metadata updates requre completed bootstrap";
            default -> Sentences.ARTIFACTS_REQUIRE_BOOTSTRAP;
        };
    }

    private String nothingAwaitsSignatures(RoleName role) {
        return change instanceof Change.StopSigning stop
                ? Sentences.notInSigning(stop.role().value())
                : "No signatures pending for " + role;
    }

    private static String expiredMeanwhile(Reason.ExpiredMeanwhile expired) {
        var remedy = expired.role().equals(RoleName.ROOT)
                ? "delete the signing process and start again"
                : "change its delegation, if only to what it is, to have it made anew";
        return expired.role() + " v" + expired.version() + " expired at " + expired.expires()
                + " while it was waiting: " + remedy;
    }

    private String verb() {
        if (change instanceof Change.AddDelegations) {
            return "add";
        }
        return change instanceof Change.RemoveDelegations ? "delete" : WireNames.UPDATE;
    }

    private static Json.Obj member(String name, String text) {
        return Json.object().put(name, text).build();
    }

    private static List<String> paths(List<TargetPath> paths) {
        return paths.stream().map(TargetPath::value).toList();
    }

    private static List<String> names(List<RoleName> roles) {
        return roles.stream().map(RoleName::value).toList();
    }
}

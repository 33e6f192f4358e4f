package dev.countersign.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.HttpSamples;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.Reason;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.repository.TaskOutcomeCodec;
import dev.countersign.repository.TaskRecord;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.key.Signature;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way a task can end: what version 2 of the database holds of it, and what is stored and said now. */
class OutcomeWordsTest {
    private static final Signature SIGNATURE = new Signature(HttpSamples.ALICE.id(), "00");
    private static final Change.DelegationRequest NO_REQUEST = new Change.DelegationRequest(
            new Delegations(new LinkedHashMap<>(), new Delegates.Roles(List.of())), new TreeMap<>());

    static Stream<Arguments> outcomes() {
        return Stream.of(
                ended(
                        "targets added to custom roles",
                        new Change.AddTargets(List.of()),
                        "{\"state\":\"succeeded\",\"task\":\"add_artifacts\",\"message\":\"Artifact(s)"
                            + " Added\",\"details\":{\"added_artifacts\":[\"n/a\",\"r/b\"],\"invalid_paths\":[\"c\"],\"artifact_roles\":[\"n\",\"r\"]}}",
                        new TaskOutcome.TargetsAdded(
                                paths("n/a", "r/b"), paths("c"), roles("n", "r"), roles(), List.of())),
                ended(
                        "targets of which some wait for holders",
                        new Change.AddTargets(List.of()),
                        "{\"state\":\"succeeded\",\"task\":\"add_artifacts\",\"message\":\"Artifact(s)"
                            + " Added\",\"details\":{\"added_artifacts\":[\"n/a\",\"r/b\"],\"invalid_paths\":[],\"artifact_roles\":[\"n\",\"r\"],\"pending_roles\":[\"r\"]}}",
                        new TaskOutcome.TargetsAdded(
                                paths("n/a", "r/b"), paths(), roles("n", "r"), roles("r"), List.of())),
                ended(
                        "targets there is no room for",
                        new Change.AddTargets(List.of()),
                        "{\"state\":\"refused\",\"task\":\"add_artifacts\",\"message\":\"Adding artifact(s)"
                            + " Failed\",\"error\":\"no room for 3 of 4 artifacts, the others were added: r is full; n"
                            + " is full\",\"details\":{\"added_artifacts\":[\"a\"],\"invalid_paths\":[],\"artifact_roles\":[\"x\"],\"pending_roles\":[\"x\"],\"refused_artifacts\":[{\"role\":\"r\",\"reason\":\"r"
                            + " is full\",\"artifacts\":[\"b\",\"c\"]},{\"role\":\"n\",\"reason\":\"n is"
                            + " full\",\"artifacts\":[\"d\"]}]}}",
                        new TaskOutcome.TargetsAdded(
                                paths("a"),
                                paths(),
                                roles("x"),
                                roles("x"),
                                List.of(noRoom("r", "r is full", "b", "c"), noRoom("n", "n is full", "d")))),
                ended(
                        "one target there is no room for",
                        new Change.AddTargets(List.of()),
                        "{\"state\":\"refused\",\"task\":\"add_artifacts\",\"message\":\"Adding artifact(s)"
                            + " Failed\",\"error\":\"no room for 1 artifact: r is"
                            + " full\",\"details\":{\"added_artifacts\":[],\"invalid_paths\":[],\"artifact_roles\":[],\"refused_artifacts\":[{\"role\":\"r\",\"reason\":\"r"
                            + " is full\",\"artifacts\":[\"b\"]}]}}",
                        new TaskOutcome.TargetsAdded(
                                paths(), paths(), roles(), roles(), List.of(noRoom("r", "r is full", "b")))),
                ended(
                        "two targets there is no room for",
                        new Change.AddTargets(List.of()),
                        "{\"state\":\"refused\",\"task\":\"add_artifacts\",\"message\":\"Adding artifact(s)"
                            + " Failed\",\"error\":\"no room for 2 artifacts: r is"
                            + " full\",\"details\":{\"added_artifacts\":[],\"invalid_paths\":[],\"artifact_roles\":[],\"refused_artifacts\":[{\"role\":\"r\",\"reason\":\"r"
                            + " is full\",\"artifacts\":[\"b\",\"c\"]}]}}",
                        new TaskOutcome.TargetsAdded(
                                paths(), paths(), roles(), roles(), List.of(noRoom("r", "r is full", "b", "c")))),
                ended(
                        "targets added without a repository",
                        new Change.AddTargets(List.of()),
                        "{\"state\":\"failed\",\"task\":\"add_artifacts\",\"message\":\"It requires bootstrap"
                                + " finished\"}",
                        new TaskOutcome.Refused(new Reason.NotEstablished())),
                ended(
                        "targets removed without a repository",
                        new Change.RemoveTargets(List.of()),
                        "{\"state\":\"failed\",\"task\":\"remove_artifacts\",\"message\":\"It requires bootstrap"
                                + " finished\"}",
                        new TaskOutcome.Refused(new Reason.NotEstablished())),
                ended(
                        "targets that cannot be published",
                        new Change.AddTargets(List.of()),
                        "{\"state\":\"failed\",\"task\":\"add_artifacts\",\"message\":\"it cannot\"}",
                        new TaskOutcome.Failed("it cannot")),
                ended(
                        "targets removed of which one was missing",
                        new Change.RemoveTargets(List.of()),
                        "{\"state\":\"succeeded\",\"task\":\"remove_artifacts\",\"message\":\"Artifact(s)"
                            + " removed\",\"details\":{\"deleted_artifacts\":[\"a\"],\"not_found_artifacts\":[\"b\"]}}",
                        new TaskOutcome.TargetsRemoved(paths("a"), paths("b"), roles())),
                ended(
                        "targets whose removal waits for holders",
                        new Change.RemoveTargets(List.of()),
                        "{\"state\":\"succeeded\",\"task\":\"remove_artifacts\",\"message\":\"Artifact(s)"
                            + " removed\",\"details\":{\"deleted_artifacts\":[\"a\"],\"not_found_artifacts\":[],\"pending_roles\":[\"r\"]}}",
                        new TaskOutcome.TargetsRemoved(paths("a"), paths(), roles("r"))),
                ended(
                        "nothing published",
                        new Change.Publish(),
                        "{\"state\":\"succeeded\",\"task\":\"publish_artifacts\",\"message\":\"Publish Artifacts"
                                + " Processed\",\"details\":{\"artifact_roles\":null}}",
                        new TaskOutcome.RolesPublished(roles())),
                ended(
                        "roles published",
                        new Change.Publish(),
                        "{\"state\":\"succeeded\",\"task\":\"publish_artifacts\",\"message\":\"Publish Artifacts"
                                + " Processed\",\"details\":{\"artifact_roles\":[\"bins-0\",\"bins-1\"]}}",
                        new TaskOutcome.RolesPublished(roles("bins-0", "bins-1"))),
                ended(
                        "a first root that waits",
                        new Change.Bootstrap(HttpSamples.binSettings(), HttpSamples.root(1)),
                        "{\"state\":\"succeeded\",\"task\":\"bootstrap\",\"message\":\"Bootstrap"
                                + " Processed\",\"details\":{\"bootstrap\":\"Root v1 is pending signature\"}}",
                        new TaskOutcome.AwaitsSignatures(RoleName.ROOT, 1)),
                ended(
                        "a first root",
                        new Change.Bootstrap(HttpSamples.binSettings(), HttpSamples.root(1)),
                        "{\"state\":\"succeeded\",\"task\":\"bootstrap\",\"message\":\"Bootstrap"
                                + " Processed\",\"details\":{\"bootstrap\":\"Bootstrap finished"
                                + " 00000000000000070000000000000007\"}}",
                        new TaskOutcome.RootPublished(1)),
                ended(
                        "a bootstrap during another",
                        new Change.Bootstrap(HttpSamples.binSettings(), HttpSamples.root(1)),
                        "{\"state\":\"refused\",\"task\":\"bootstrap\",\"message\":\"Bootstrap"
                                + " Failed\",\"error\":\"Bootstrap state is signing\"}",
                        new TaskOutcome.Refused(new Reason.BootstrapAwaitsSignatures())),
                ended(
                        "a second bootstrap",
                        new Change.Bootstrap(HttpSamples.binSettings(), HttpSamples.root(1)),
                        "{\"state\":\"refused\",\"task\":\"bootstrap\",\"message\":\"Bootstrap"
                                + " Failed\",\"error\":\"Bootstrap state is finished\"}",
                        new TaskOutcome.Refused(new Reason.AlreadyEstablished())),
                ended(
                        "a first root without a signature",
                        new Change.Bootstrap(HttpSamples.binSettings(), HttpSamples.root(1)),
                        "{\"state\":\"refused\",\"task\":\"bootstrap\",\"message\":\"Bootstrap"
                                + " Failed\",\"error\":\"Metadata requires at least one valid signature\"}",
                        new TaskOutcome.Refused(new Reason.Unsigned())),
                ended(
                        "a first root that breaks a rule",
                        new Change.Bootstrap(HttpSamples.binSettings(), HttpSamples.root(1)),
                        "{\"state\":\"refused\",\"task\":\"bootstrap\",\"message\":\"Bootstrap"
                                + " Failed\",\"error\":\"Expected root version 1 instead got version 2\"}",
                        new TaskOutcome.Refused(new Reason.Rule("Expected root version 1 instead got version 2"))),
                ended(
                        "a bootstrap without the key",
                        new Change.Bootstrap(HttpSamples.binSettings(), HttpSamples.root(1)),
                        "{\"state\":\"failed\",\"task\":\"bootstrap\",\"message\":\"no such key\"}",
                        new TaskOutcome.Failed("no such key")),
                ended(
                        "a root that waits",
                        new Change.UpdateRoot(HttpSamples.root(2)),
                        "{\"state\":\"succeeded\",\"task\":\"metadata_update\",\"message\":\"Metadata Update"
                                + " Processed\",\"details\":{\"role\":\"root\",\"update\":\"Root v2 is pending"
                                + " signatures\"}}",
                        new TaskOutcome.AwaitsSignatures(RoleName.ROOT, 2)),
                ended(
                        "a root",
                        new Change.UpdateRoot(HttpSamples.root(2)),
                        "{\"state\":\"succeeded\",\"task\":\"metadata_update\",\"message\":\"Metadata Update"
                                + " Processed\",\"details\":{\"role\":\"root\"}}",
                        new TaskOutcome.RootPublished(2)),
                ended(
                        "a root without a repository",
                        new Change.UpdateRoot(HttpSamples.root(2)),
                        "{\"state\":\"refused\",\"task\":\"metadata_update\",\"message\":\"Metadata Update"
                                + " Failed\",\"error\":\"It requires bootstrap finished\"}",
                        new TaskOutcome.Refused(new Reason.NotEstablished())),
                ended(
                        "a root while another waits",
                        new Change.UpdateRoot(HttpSamples.root(2)),
                        "{\"state\":\"refused\",\"task\":\"metadata_update\",\"message\":\"Metadata Update"
                                + " Failed\",\"error\":\"Root v2 is already pending signatures: sign it, or delete the"
                                + " signing process first\"}",
                        new TaskOutcome.Refused(new Reason.RootAwaitsSignatures(2))),
                ended(
                        "a signature of a first root that waits",
                        new Change.Sign(new RoleName("root"), SIGNATURE),
                        "{\"state\":\"succeeded\",\"task\":\"sign_metadata\",\"message\":\"Signature"
                                + " Processed\",\"details\":{\"bootstrap\":\"Root v1 is pending signatures\"}}",
                        new TaskOutcome.AwaitsSignatures(RoleName.ROOT, 1)),
                ended(
                        "the last signature of a first root",
                        new Change.Sign(new RoleName("root"), SIGNATURE),
                        "{\"state\":\"succeeded\",\"task\":\"sign_metadata\",\"message\":\"Signature"
                                + " Processed\",\"details\":{\"bootstrap\":\"Bootstrap Finished\"}}",
                        new TaskOutcome.RootPublished(1)),
                ended(
                        "a signature of a root that waits",
                        new Change.Sign(new RoleName("root"), SIGNATURE),
                        "{\"state\":\"succeeded\",\"task\":\"sign_metadata\",\"message\":\"Signature"
                                + " Processed\",\"details\":{\"update\":\"Root v2 is pending signatures\"}}",
                        new TaskOutcome.AwaitsSignatures(RoleName.ROOT, 2)),
                ended(
                        "the last signature of a root",
                        new Change.Sign(new RoleName("root"), SIGNATURE),
                        "{\"state\":\"succeeded\",\"task\":\"sign_metadata\",\"message\":\"Signature"
                                + " Processed\",\"details\":{\"update\":\"Metadata update finished\"}}",
                        new TaskOutcome.RootPublished(2)),
                ended(
                        "a signature of a role that waits",
                        new Change.Sign(new RoleName("r"), SIGNATURE),
                        "{\"state\":\"succeeded\",\"task\":\"sign_metadata\",\"message\":\"Signature"
                                + " Processed\",\"details\":{\"update\":\"r v4 is pending signatures\"}}",
                        new TaskOutcome.AwaitsSignatures(new RoleName("r"), 4)),
                ended(
                        "the last signature of a role",
                        new Change.Sign(new RoleName("r"), SIGNATURE),
                        "{\"state\":\"succeeded\",\"task\":\"sign_metadata\",\"message\":\"Signature"
                                + " Processed\",\"details\":{\"update\":\"Role r signing complete\"}}",
                        new TaskOutcome.RolePublished(new RoleName("r"))),
                ended(
                        "an invalid signature",
                        new Change.Sign(new RoleName("r"), SIGNATURE),
                        "{\"state\":\"refused\",\"task\":\"sign_metadata\",\"message\":\"Signature"
                                + " Failed\",\"error\":\"Invalid signature\"}",
                        new TaskOutcome.Refused(new Reason.InvalidSignature())),
                ended(
                        "a signature of nothing",
                        new Change.Sign(new RoleName("r"), SIGNATURE),
                        "{\"state\":\"refused\",\"task\":\"sign_metadata\",\"message\":\"Signature"
                                + " Failed\",\"error\":\"No signatures pending for r\"}",
                        new TaskOutcome.Refused(new Reason.NothingAwaitsSignatures(new RoleName("r")))),
                ended(
                        "a signature too late for a root",
                        new Change.Sign(new RoleName("root"), SIGNATURE),
                        "{\"state\":\"refused\",\"task\":\"sign_metadata\",\"message\":\"Signature"
                                + " Failed\",\"error\":\"root v2 expired at 2030-01-01T00:00:00Z while it was waiting:"
                                + " delete the signing process and start again\"}",
                        new TaskOutcome.Refused(
                                new Reason.ExpiredMeanwhile(RoleName.ROOT, 2, Instant.parse("2030-01-01T00:00:00Z")))),
                ended(
                        "a signature too late for a role",
                        new Change.Sign(new RoleName("r"), SIGNATURE),
                        "{\"state\":\"refused\",\"task\":\"sign_metadata\",\"message\":\"Signature"
                            + " Failed\",\"error\":\"r v2 expired at 2030-01-01T00:00:00Z while it was waiting: change"
                            + " its delegation, if only to what it is, to have it made anew\"}",
                        new TaskOutcome.Refused(new Reason.ExpiredMeanwhile(
                                new RoleName("r"), 2, Instant.parse("2030-01-01T00:00:00Z")))),
                ended(
                        "a stopped bootstrap",
                        new Change.StopSigning(new RoleName("root")),
                        "{\"state\":\"succeeded\",\"task\":\"delete_sign_metadata\",\"message\":\"Deletion of root"
                            + " metadata successful, signing process stopped\",\"details\":{\"bootstrap\":\"Bootstrap"
                            + " process has been stopped\"}}",
                        new TaskOutcome.BootstrapStopped()),
                ended(
                        "a stopped signing",
                        new Change.StopSigning(new RoleName("r")),
                        "{\"state\":\"succeeded\",\"task\":\"delete_sign_metadata\",\"message\":\"Deletion of r"
                                + " metadata successful, signing process stopped\"}",
                        new TaskOutcome.SigningStopped()),
                ended(
                        "a stop of nothing",
                        new Change.StopSigning(new RoleName("r")),
                        "{\"state\":\"refused\",\"task\":\"delete_sign_metadata\",\"message\":\"Deletion of r metadata"
                                + " failed.\",\"error\":\"The r role is not in a signing process.\"}",
                        new TaskOutcome.Refused(new Reason.NothingAwaitsSignatures(new RoleName("r")))),
                ended(
                        "delegations added",
                        new Change.AddDelegations(NO_REQUEST),
                        "{\"state\":\"succeeded\",\"task\":\"metadata_delegation\",\"message\":\"Metadata Delegation"
                            + " Processed\",\"details\":{\"delegated_roles\":[\"a\"],\"failed_roles\":[{\"role\":\"b\",\"reason\":\"role"
                            + " already exists\"},{\"role\":\"bins-0\",\"reason\":\"the name is kept\"}]}}",
                        new TaskOutcome.DelegationsChanged(
                                roles("a"),
                                List.of(
                                        refused("b", new Reason.RoleExists()),
                                        refused("bins-0", new Reason.Rule("the name is kept"))))),
                ended(
                        "delegations changed",
                        new Change.UpdateDelegations(NO_REQUEST),
                        "{\"state\":\"succeeded\",\"task\":\"metadata_delegation\",\"message\":\"Metadata Delegation"
                            + " Processed\",\"details\":{\"delegated_roles\":[\"a\"],\"failed_roles\":[{\"role\":\"b\",\"reason\":\"role"
                            + " does not exist\"}]}}",
                        new TaskOutcome.DelegationsChanged(roles("a"), List.of(refused("b", new Reason.NoSuchRole())))),
                ended(
                        "delegations removed",
                        new Change.RemoveDelegations(List.of()),
                        "{\"state\":\"succeeded\",\"task\":\"metadata_delegation\",\"message\":\"Metadata Delegation"
                            + " Processed\",\"details\":{\"delegated_roles\":[\"a\"],\"failed_roles\":[{\"role\":\"b\",\"reason\":\"Role"
                            + " 'b' does not exists\"}]}}",
                        new TaskOutcome.DelegationsChanged(roles("a"), List.of(refused("b", new Reason.NoSuchRole())))),
                ended(
                        "delegations of which none could be changed",
                        new Change.RemoveDelegations(List.of()),
                        "{\"state\":\"refused\",\"task\":\"metadata_delegation\",\"message\":\"Metadata Delegation"
                                + " Failed\",\"error\":\"a: Role 'a' does not exists; b: Role 'b' does not exists\"}",
                        new TaskOutcome.Refused(new Reason.EveryRoleRefused(List.of(
                                refused("a", new Reason.NoSuchRole()), refused("b", new Reason.NoSuchRole()))))),
                ended(
                        "delegations without a repository",
                        new Change.AddDelegations(NO_REQUEST),
                        "{\"state\":\"refused\",\"task\":\"metadata_delegation\",\"message\":\"Metadata Delegation"
                                + " Failed\",\"error\":\"Requires bootstrap finished\"}",
                        new TaskOutcome.Refused(new Reason.NotEstablished())),
                ended(
                        "delegations added beside succinct bins",
                        new Change.AddDelegations(NO_REQUEST),
                        "{\"state\":\"failed\",\"task\":\"metadata_delegation\",\"message\":\"Delegations already"
                                + " using hash-bins, cannot add custom roles\"}",
                        new TaskOutcome.Refused(new Reason.SuccinctBins())),
                ended(
                        "delegations changed beside succinct bins",
                        new Change.UpdateDelegations(NO_REQUEST),
                        "{\"state\":\"failed\",\"task\":\"metadata_delegation\",\"message\":\"Delegations already"
                                + " using hash-bins, cannot update custom roles\"}",
                        new TaskOutcome.Refused(new Reason.SuccinctBins())),
                ended(
                        "delegations removed beside succinct bins",
                        new Change.RemoveDelegations(List.of()),
                        "{\"state\":\"failed\",\"task\":\"metadata_delegation\",\"message\":\"Delegations already"
                                + " using hash-bins, cannot delete custom roles\"}",
                        new TaskOutcome.Refused(new Reason.SuccinctBins())),
                ended(
                        "settings",
                        new Change.UpdateSettings(new TreeMap<>()),
                        "{\"state\":\"succeeded\",\"task\":\"update_settings\",\"message\":\"Update Settings"
                                + " Succeded\",\"details\":{\"updated_roles\":[\"root\"],\"invalid_roles\":[\"x\"]}}",
                        new TaskOutcome.SettingsChanged(List.of("root"), List.of("x"))),
                ended(
                        "settings of nothing",
                        new Change.UpdateSettings(new TreeMap<>()),
                        "{\"state\":\"refused\",\"task\":\"update_settings\",\"message\":\"Update Settings"
                                + " Failed\",\"error\":\"No role provided for expiration policy change\"}",
                        new TaskOutcome.Refused(new Reason.NothingNamed())),
                ended(
                        "settings without a repository",
                        new Change.UpdateSettings(new TreeMap<>()),
                        "{\"state\":\"refused\",\"task\":\"update_settings\",\"message\":\"Update Settings"
                                + " Failed\",\"error\":\"It requires bootstrap finished\"}",
                        new TaskOutcome.Refused(new Reason.NotEstablished())),
                ended(
                        "a renewal",
                        new Change.Renew(List.of()),
                        "{\"state\":\"succeeded\",\"task\":\"force_online_metadata_update\",\"message\":\"Force new"
                                + " online metadata update"
                                + " succeeded\",\"details\":{\"updated_roles\":[\"snapshot\",\"bins\"]}}",
                        new TaskOutcome.Renewed(List.of("snapshot", "bins"))),
                ended(
                        "a renewal without a repository",
                        new Change.Renew(List.of()),
                        "{\"state\":\"refused\",\"task\":\"force_online_metadata_update\",\"message\":\"Force new"
                                + " online metadata update failed\",\"error\":\"New metadata updates requre completed"
                                + " bootstrap\"}",
                        new TaskOutcome.Refused(new Reason.NotEstablished())),
                ended(
                        "a renewal of an offline role",
                        new Change.Renew(List.of()),
                        "{\"state\":\"refused\",\"task\":\"force_online_metadata_update\",\"message\":\"Force new"
                                + " online metadata update failed\",\"error\":\"r is not a role that this service signs"
                                + " alone: change its delegation, if only to what it is, to have a version made for its"
                                + " holders\"}",
                        new TaskOutcome.Refused(new Reason.NotOnline(new RoleName("r")))));
    }

    private static Arguments ended(String what, Change change, String stored, TaskOutcome outcome) {
        return Arguments.of(what, change, stored, outcome);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outcomes")
    void whatAnOlderVersionStoredIsAnsweredAsThisOneAnswers(
            String what, Change change, String stored, TaskOutcome outcome) {
        var old = TaskOutcomeCodec.decode(Bytes.utf8(stored));

        assertThat(answer(change, outcome)).as(what).isEqualTo(answer(change, old));
        assertThat(answer(change, old)).as(what).isEqualTo(version2(stored));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outcomes")
    void isStoredWithoutTheWordsOfTheInterface(String what, Change change, String stored, TaskOutcome outcome) {
        var bytes = TaskOutcomeCodec.encode(outcome);

        assertThat(TaskOutcomeCodec.decode(bytes)).as(what).isEqualTo(outcome);
        assertThat(bytes.utf8()).as(what).doesNotContain("artifact", "Processed", "Failed", "bootstrap\":");
    }

    @Test
    void whatWasStoredInOldWordsStaysInThem() {
        var old = Bytes.utf8("{\"state\":\"failed\",\"task\":\"bootstrap\",\"message\":\"no\"}");

        assertThat(TaskOutcomeCodec.encode(TaskOutcomeCodec.decode(old))).isEqualTo(old);
    }

    private static String answer(Change change, TaskOutcome outcome) {
        var entry = new JournalEntry(1, HttpSamples.task(7), change, false, HttpSamples.NOW, 0);
        var task = new TaskRecord(entry, HttpSamples.NOW, outcome, 2);
        return TaskAnswers.finished(task, HttpSamples.NOW).body().toText();
    }

    /** The answer that the version which wrote this gave, put together as that version did. */
    private static String version2(String stored) {
        var words = HttpSamples.json(stored);
        var state = ((Json.Str) words.get("state")).value();
        var last = new Json.Str("2030-01-02T03:04:05.678901Z");
        var result = Json.object().put("message", words.get("message")).build();
        if (state.equals("refused")) {
            result = result.with("error", words.get("error"));
        }
        if (!state.equals("failed")) {
            result = result.with("status", new Json.Bool(state.equals("succeeded")))
                    .with("task", words.get("task"))
                    .with("last_update", last);
            result = words.get("details") == null ? result : result.with("details", words.get("details"));
        }
        var name = switch (state) {
            case "succeeded" -> "SUCCESS";
            case "refused" -> "ERRORED";
            default -> "FAILURE";
        };
        return "{\"data\":{\"task_id\":\"" + HttpSamples.task(7) + "\",\"state\":\"" + name + "\",\"result\":"
                + result.toText() + "},\"message\":\"Task state.\"}";
    }

    private static List<TargetPath> paths(String... paths) {
        return Stream.of(paths).map(TargetPath::new).toList();
    }

    private static List<RoleName> roles(String... names) {
        return Stream.of(names).map(RoleName::new).toList();
    }

    private static TaskOutcome.NoRoom noRoom(String role, String reason, String... paths) {
        return new TaskOutcome.NoRoom(new RoleName(role), reason, paths(paths));
    }

    private static TaskOutcome.RefusedRole refused(String role, Reason reason) {
        return new TaskOutcome.RefusedRole(new RoleName(role), reason);
    }
}

package dev.countersign.http.front;

import static dev.countersign.http.RunningServer.body;
import static dev.countersign.http.RunningServer.header;
import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.HttpLimits;
import dev.countersign.http.HttpSamples;
import dev.countersign.http.MemoryPorts;
import dev.countersign.http.Operation;
import dev.countersign.http.RunningServer;
import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.Settings;
import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.key.Role;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiIT {
    private static final String ACCEPTED = "\"task_id\":\"" + HttpSamples.task(101)
            + "\",\"last_update\":\"2030-01-02T03:04:05.678901Z\"},\"message\":\"%s\"}";

    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server =
            RunningServer.of(ports, HttpLimits.DEFAULT.withTaskHold(Duration.ofMillis(50)));

    @AfterEach
    void stop() {
        server.close();
    }

    // Bootstrap

    @Test
    void beforeAnyCeremonyTheSystemIsAvailable() {
        expect(
                server.get("/api/v1/bootstrap/"),
                200,
                "{\"data\":{\"bootstrap\":false},\"message\":\"System available for bootstrap.\"}");
    }

    @Test
    void anAcceptedCeremonyIsPreUntilItIsApplied() {
        expect(
                server.post("/api/v1/bootstrap/", HttpSamples.bootstrap(root())),
                202,
                "{\"data\":{" + ACCEPTED.formatted("Bootstrap accepted."));
        expect(
                server.get("/api/v1/bootstrap"),
                200,
                "{\"data\":{\"bootstrap\":false,\"state\":\"pre\",\"id\":\"" + HttpSamples.task(101)
                        + "\"},\"message\":\"System LOCKED for bootstrap.\"}");
        expect(
                server.post("/api/v1/bootstrap/", HttpSamples.bootstrap(root())),
                404,
                "{\"detail\":{\"error\":\"System already has a Metadata. State: pre\"}}");
    }

    @Test
    void aCeremonyThatWaitsForSignaturesIsSigning() {
        ports.publish(new Repository.Signing(HttpSamples.BOOTSTRAP, HttpSamples.binSettings(), HttpSamples.root(1)));

        expect(
                server.get("/api/v1/bootstrap/"),
                200,
                "{\"data\":{\"bootstrap\":false,\"state\":\"signing\",\"id\":\"" + HttpSamples.BOOTSTRAP
                        + "\"},\"message\":\"System LOCKED for bootstrap.\"}");
        expect(
                server.post("/api/v1/bootstrap/", HttpSamples.bootstrap(root())),
                404,
                "{\"detail\":{\"error\":\"System already has a Metadata. State: signing\"}}");
    }

    @Test
    void aFinishedRepositoryIsLockedForEver() {
        ports.publish(HttpSamples.established());

        expect(
                server.get("/api/v1/bootstrap/"),
                200,
                "{\"data\":{\"bootstrap\":true,\"state\":\"finished\",\"id\":\"" + HttpSamples.BOOTSTRAP
                        + "\"},\"message\":\"System LOCKED for bootstrap.\"}");
        expect(
                server.post("/api/v1/bootstrap/", HttpSamples.bootstrap(root())),
                404,
                "{\"detail\":{\"error\":\"System already has a Metadata. State: finished\"}}");
    }

    @Test
    void aCeremonyWithBinsBecomesAChange() {
        server.post("/api/v1/bootstrap/", HttpSamples.bootstrap(root()));

        assertThat(ports.lastChange()).isInstanceOfSatisfying(Change.Bootstrap.class, change -> {
            assertThat(change.settings().bins()).isEqualTo(new Settings.BinSettings(4, BinStyle.SUCCINCT));
            assertThat(change.settings().expirationDays())
                    .containsEntry("root", 365)
                    .containsEntry("bins", 1);
            assertThat(change.root().signedBytes())
                    .isEqualTo(HttpSamples.root(1).signedBytes());
            assertThat(change.root().signatures()).isEqualTo(HttpSamples.root(1).signatures());
        });
    }

    @Test
    void aCeremonyWithCustomRolesBecomesAChange() {
        var delegations = "{\"keys\":{\"" + HttpSamples.ALICE.id() + "\":"
                + HttpSamples.ALICE.json().toText()
                + "},\"roles\":[{\"name\":\"releases\",\"terminating\":true,\"keyids\":[\"" + HttpSamples.ALICE.id()
                + "\"],\"threshold\":1,\"x-rstuf-expire-policy\":30,\"paths\":[\"releases/*\"]},"
                + "{\"name\":\"nightly\",\"terminating\":true,\"keyids\":[],\"threshold\":1,"
                + "\"x-rstuf-expire-policy\":\"7\",\"paths\":[\"nightly/*\"]}]}";
        var request = HttpSamples.bootstrap(root())
                .replace("\"delegations\":null", "\"delegations\":" + delegations)
                .replace("{\"expiration\":1,\"number_of_delegated_bins\":4}", "null");

        assertThat(server.post("/api/v1/bootstrap/", request).statusCode()).isEqualTo(202);
        assertThat(ports.lastChange()).isInstanceOfSatisfying(Change.Bootstrap.class, change -> {
            assertThat(change.settings().bins()).isNull();
            assertThat(change.settings().expirationDays())
                    .containsEntry("nightly", 7)
                    .containsEntry("releases", 30);
            assertThat(change.settings().delegations().delegations().roleOf(RoleName.delegated("releases")))
                    .isPresent();
        });
    }

    @Test
    void aCeremonyWithoutRolesIsToldSo() {
        expect(
                server.post("/api/v1/bootstrap/", "{\"settings\":{},\"metadata\":{\"root\":" + root() + "}}"),
                422,
                "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"settings\",\"roles\"],"
                        + "\"msg\":\"Field required\",\"input\":{}}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"bins\":{\"expiration\":1,\"number_of_delegated_bins\":4}|\"bins\":null|at least one",
                "\"delegations\":null|\"delegations\":{\"keys\":{},\"roles\":[]}|at least 1 item",
                "\"number_of_delegated_bins\":4|\"number_of_delegated_bins\":8192,\"style\":\"path-hash-prefixes\"|at"
                        + " most 4096",
                "\"number_of_delegated_bins\":4|\"number_of_delegated_bins\":1|greater than or equal to 2",
                "\"number_of_delegated_bins\":4|\"number_of_delegated_bins\":16385|less than or equal to 16384",
                "\"root\":{\"expiration\":365}|\"root\":{\"expiration\":0}|greater than or equal to 1",
                "\"root\":{\"expiration\":365}|\"root\":{\"expiration\":-1}|greater than or equal to 1",
                "\"root\":{\"expiration\":365}|\"root\":{}|Field required",
                "\"root\":{\"expiration\":365}|\"root\":{\"expiration\":9999999}|less than or equal to 36500",
                "\"threshold\":2|\"threshold\":0|threshold",
                "\"threshold\":2|\"threshold\":-1|threshold",
                "\"threshold\":2|\"threshold\":3|threshold",
                "\"threshold\":2|\"threshold\":2,\"threshold\":1|JSON",
                "\"version\":1|\"version\":0|version",
                "\"version\":1|\"version\":2147483648|version",
                "\"version\":1|\"version\":1e400|version",
                "\"_type\":\"root\"|\"_type\":\"targets\"|_type",
                "2031-01-01T00:00:00Z|2029-01-01T00:00:00Z|expires",
                "2031-01-01T00:00:00Z|2031-01-01T00:00:00+01:00|expires",
                "2031-01-01T00:00:00Z|12031-01-01T00:00:00Z|expires",
                "\"consistent_snapshot\":true|\"consistent_snapshot\":false|consistent_snapshot",
                "\"consistent_snapshot\":true|\"consistent_snapshot\":true,\"foo\":1|foo",
                "\"scheme\":\"ed25519\"|\"scheme\":\"sigstore-oidc\"|keys",
                "\"timeout\":300|\"timeout\":\"x\"|integer",
            })
    void whatIsWrongWithACeremonyIsNamed(String right, String wrong, String named) {
        var whole = HttpSamples.bootstrap(root());
        assertThat(whole).contains(right);

        var response = server.post("/api/v1/bootstrap/", whole.replace(right, wrong));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(text(response)).contains(named);
        assertThat(ports.submitted()).isEmpty();
    }

    @Test
    void unknownMembersOfOthersAreKeptInARoot() {
        var extended =
                root().replace("\"consistent_snapshot\":true", "\"consistent_snapshot\":true,\"x-acme-note\":[1]");

        assertThat(server.post("/api/v1/bootstrap/", HttpSamples.bootstrap(extended))
                        .statusCode())
                .isEqualTo(202);
        assertThat(((Change.Bootstrap) ports.lastChange()).root().signedBytes().utf8())
                .contains("\"x-acme-note\":[1]");
    }

    // Gates

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/api/v1/config/||No Repository Settings/Config found.|It requires bootstrap. State: None",
                "PUT|/api/v1/config/|{\"settings\":{\"expiration\":{}}}|No Repository Settings/Config found.|It"
                        + " requires bootstrap. State: None",
                "POST|/api/v1/artifacts/|{\"artifacts\":[]}|Task not accepted.|It requires bootstrap finished. State:"
                        + " None",
                "POST|/api/v1/artifacts/delete|{\"artifacts\":[\"a\"]}|Task not accepted.|It requires bootstrap"
                        + " finished. State: None",
                "POST|/api/v1/metadata/online|{\"roles\":[]}|Task not accepted.|Requires bootstrap finished. State:"
                        + " None",
                "POST|/api/v1/delegations/delete|{\"delegations\":{\"roles\":[{\"name\":\"r\"}]}}|Task not"
                        + " accepted.|Requires bootstrap finished. State: None",
                "GET|/api/v1/metadata/sign||No metadata pending signing available|Requires bootstrap started. State:"
                        + " None",
                "POST|/api/v1/metadata/sign|{\"role\":\"root\",\"signature\":{\"keyid\":\"a\",\"sig\":\"00\"}}|No"
                        + " signing pending.|Requires bootstrap in signing state. State: None",
                "POST|/api/v1/metadata/sign/delete|{\"role\":\"root\"}|No signing process for root.|The root role is"
                        + " not in a signing process.",
            })
    void beforeBootstrapOperationsAreRefused(String method, String path, String body, String message, String error) {
        var response = server.send(server.json(method, path, body == null ? "" : body));

        expect(response, 404, "{\"detail\":{\"message\":\"" + message + "\",\"error\":\"" + error + "\"}}");
    }

    @Test
    void aRootUpdateBeforeBootstrapIsRefused() {
        expect(
                server.post("/api/v1/metadata/", "{\"metadata\":{\"root\":" + root() + "}}"),
                404,
                "{\"detail\":{\"message\":\"Task not accepted.\",\"error\":\"Requires bootstrap finished. State:"
                        + " None\"}}");
    }

    @Test
    void theFormIsCheckedBeforeTheGate() {
        assertThat(server.post("/api/v1/artifacts/", "{}").statusCode()).isEqualTo(422);
    }

    @Test
    void theGateNamesTheStateOfACeremonyUnderWay() {
        ports.publish(new Repository.Signing(HttpSamples.BOOTSTRAP, HttpSamples.binSettings(), HttpSamples.root(1)));

        expect(
                server.post("/api/v1/artifacts/", "{\"artifacts\":[]}"),
                404,
                "{\"detail\":{\"message\":\"Task not accepted.\","
                        + "\"error\":\"It requires bootstrap finished. State: signing\"}}");
    }

    // Artifacts

    @Test
    void artifactsAreAccepted() {
        ports.publish(HttpSamples.established());

        expect(
                server.post(
                        "/api/v1/artifacts/",
                        "{\"artifacts\":[" + HttpSamples.artifact("pkg/file1.tar.gz")
                                + "],\"add_task_id_to_custom\":false,\"publish_artifacts\":true}"),
                202,
                "{\"data\":{\"artifacts\":[\"pkg/file1.tar.gz\"],"
                        + ACCEPTED.formatted("New Artifact(s) successfully submitted."));
        assertThat(ports.submitted().getLast().held()).isFalse();
        assertThat(ports.submitted().getLast().submittedAt()).isEqualTo(HttpSamples.NOW);
    }

    @Test
    void artifactsThatAreHeldBackAreAccepted() {
        ports.publish(HttpSamples.established());

        expect(
                server.post(
                        "/api/v1/artifacts",
                        "{\"artifacts\":[" + HttpSamples.artifact("a") + "],\"publish_artifacts\":false}"),
                202,
                "{\"data\":{\"artifacts\":[\"a\"],"
                        + ACCEPTED.formatted("New Artifact(s) successfully submitted. Publishing will be skipped."));
        assertThat(ports.submitted().getLast().held()).isTrue();
    }

    @Test
    void removalsAreAccepted() {
        ports.publish(HttpSamples.established());

        expect(
                server.post("/api/v1/artifacts/delete", "{\"artifacts\":[\"pkg/file1.tar.gz\"]}"),
                202,
                "{\"data\":{\"artifacts\":[\"pkg/file1.tar.gz\"],"
                        + ACCEPTED.formatted("Remove Artifact(s) successfully submitted."));
        expect(
                server.post("/api/v1/artifacts/delete/", "{\"artifacts\":[\"a\"],\"publish_artifacts\":false}"),
                202,
                "{\"data\":{\"artifacts\":[\"a\"],"
                        + ACCEPTED.formatted("Remove Artifact(s) successfully submitted. Publishing will be skipped.")
                                .replace(
                                        HttpSamples.task(101).hex(),
                                        HttpSamples.task(102).hex()));
    }

    @Test
    void publishingNeedsNoBodyAndNoBootstrap() {
        expect(
                server.post("/api/v1/artifacts/publish/", ""),
                202,
                "{\"data\":{\"artifacts\":[]," + ACCEPTED.formatted("Publish artifacts successfully submitted."));
        assertThat(ports.lastChange()).isEqualTo(new Change.Publish());
    }

    @Test
    void nothingOfARefusedListIsTaken() {
        ports.publish(HttpSamples.established());

        var response = server.post(
                "/api/v1/artifacts/",
                "{\"artifacts\":[" + HttpSamples.artifact("good") + "," + HttpSamples.artifact("../bad") + "]}");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(text(response)).contains("\"loc\":[\"body\",\"artifacts\",1,\"path\"]");
        assertThat(ports.submitted()).isEmpty();
    }

    // Settings

    @Test
    void theSettingsAreThoseOfRstuf() {
        ports.store(RoleName.TARGETS, 1, "{\"signatures\":[],\"signed\":{\"_type\":\"targets\"}}");
        ports.publish(HttpSamples.established());

        var answer = body(server.get("/api/v1/config/"));

        assertThat(answer.get("message")).isEqualTo(new Json.Str("Current Settings"));
        var data = (Json.Obj) answer.get("data");
        assertThat(data.members().keySet())
                .containsExactly(
                        "bootstrap",
                        "root_expiration",
                        "root_threshold",
                        "root_num_keys",
                        "targets_expiration",
                        "targets_threshold",
                        "targets_num_keys",
                        "snapshot_expiration",
                        "snapshot_threshold",
                        "snapshot_num_keys",
                        "timestamp_expiration",
                        "timestamp_threshold",
                        "timestamp_num_keys",
                        "bins_expiration",
                        "bins_threshold",
                        "bins_num_keys",
                        "number_of_delegated_bins",
                        "targets_online_key",
                        "online_key",
                        "trusted_root",
                        "trusted_targets",
                        "root_signing");
        assertThat(data.get("root_threshold")).isEqualTo(new Json.Int(2));
        assertThat(data.get("root_num_keys")).isEqualTo(new Json.Int(1));
        assertThat(data.get("number_of_delegated_bins")).isEqualTo(new Json.Int(4));
        assertThat(data.get("root_signing")).isEqualTo(new Json.Null());
        assertThat(((Json.Obj) data.get("online_key")).get("keyid"))
                .isEqualTo(new Json.Str(HttpSamples.ONLINE.id().value()));
        assertThat(data.get("trusted_root")).isEqualTo(HttpSamples.json(root()));
        assertThat(((Json.Obj) data.get("trusted_targets")).get("signed")).isNotNull();
    }

    @Test
    void whichKeyEachRoleHasIsShownWhereTheyDiffer() {
        ports.store(RoleName.TARGETS, 1, "{\"signatures\":[],\"signed\":{\"_type\":\"targets\"}}");
        var root = HttpSamples.root(1).signed();
        var timestamp = new Role(List.of(HttpSamples.BOB.id()), 1);
        var own = Root.draft(1, root.expires(), root.keys(), root.root(), timestamp, root.snapshot(), root.targets());
        ports.publish(HttpSamples.established().withRoot(Metadata.of(own, List.of())));

        var data = (Json.Obj) body(server.get("/api/v1/config/")).get("data");

        var keys = (Json.Obj) data.get("online_keys");
        assertThat(keys.members().keySet()).containsExactly("timestamp", "snapshot", "targets");
        assertThat(keys.object("timestamp").get("keyid"))
                .isEqualTo(new Json.Str(HttpSamples.BOB.id().value()));
        assertThat(keys.object("targets").get("keyid"))
                .isEqualTo(new Json.Str(HttpSamples.ONLINE.id().value()));
    }

    @Test
    void daysOfValidityMayBeChanged() {
        ports.publish(HttpSamples.established());

        expect(
                server.send(server.json(
                        "PUT", "/api/v1/config/", "{\"settings\":{\"expiration\":{\"bins\":\"3\",\"root\":10}}}")),
                202,
                "{\"data\":{" + ACCEPTED.formatted("Settings successfully submitted."));
        assertThat(ports.lastChange())
                .isEqualTo(new Change.UpdateSettings(new TreeMap<>(java.util.Map.of("bins", 3, "root", 10))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"bins\":0}", "{\"bins\":-1}", "{\"bins\":null}", "{\"../x\":1}", "[]", "{\"bins\":40000}"})
    void daysOfValidityHaveARange(String expiration) {
        ports.publish(HttpSamples.established());

        assertThat(server.send(server.json(
                                "PUT", "/api/v1/config/", "{\"settings\":{\"expiration\":" + expiration + "}}"))
                        .statusCode())
                .isEqualTo(422);
    }

    // Metadata

    @Test
    void aRootUpdateIsAccepted() {
        ports.publish(HttpSamples.established());

        expect(
                server.post(
                        "/api/v1/metadata",
                        "{\"metadata\":{\"root\":"
                                + HttpSamples.root(2).toBytes().utf8() + "}}"),
                202,
                "{\"data\":{" + ACCEPTED.formatted("Metadata update accepted."));
    }

    @Test
    void onlyARootMayBeUpdated() {
        ports.publish(HttpSamples.established());

        var response = server.post(
                "/api/v1/metadata/", "{\"metadata\":{\"root\":" + root() + ",\"targets\":{\"signed\":{}}}}");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(text(response)).contains("literal_error").contains("Input should be 'root'");
    }

    @Test
    void onlineRolesMayBeRenewed() {
        ports.publish(HttpSamples.established());

        expect(
                server.post("/api/v1/metadata/online", "{\"roles\":[\"snapshot\",\"bins\",\"snapshot\"]}"),
                202,
                "{\"data\":{" + ACCEPTED.formatted("Force online metadata update accepted."));
        assertThat(ports.lastChange()).isEqualTo(new Change.Renew(List.of("snapshot", "bins")));
    }

    @Test
    void aRootIsNotRenewedOnline() {
        ports.publish(HttpSamples.established());

        var response = server.post("/api/v1/metadata/online/", "{\"roles\":[\"root\"]}");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(text(response)).contains("Hash bin delegation is used");
    }

    // Signing

    @Test
    void withNothingPendingThereIsNoData() {
        ports.publish(HttpSamples.established());

        expect(server.get("/api/v1/metadata/sign/"), 200, "{\"message\":\"No metadata pending signing available\"}");
    }

    @Test
    void theRootOfACeremonyIsPendingAlone() {
        ports.publish(new Repository.Signing(HttpSamples.BOOTSTRAP, HttpSamples.binSettings(), HttpSamples.root(1)));

        expect(
                server.get("/api/v1/metadata/sign"),
                200,
                "{\"data\":{\"metadata\":{\"root\":" + root() + "}},\"message\":\"Metadata role(s) pending signing\"}");
    }

    @Test
    void aProposedRootComesWithTheTrustedOneAndRolesWithTheTrustedTargets() {
        ports.store(RoleName.TARGETS, 1, "{\"signatures\":[],\"signed\":{\"_type\":\"targets\"}}");
        var role = RoleName.delegated("Team_A");
        var waiting =
                Metadata.of(new Targets(1, HttpSamples.NOW.plusSeconds(86_400), new TreeMap<>(), null), List.of());
        ports.publish(
                HttpSamples.established().withProposedRoot(HttpSamples.root(2)).withPending(role, waiting));

        var data = (Json.Obj) body(server.get("/api/v1/metadata/sign/")).get("data");

        assertThat(((Json.Obj) data.get("metadata")).members())
                .containsOnlyKeys("root", "trusted_root", "Team_A", "trusted_targets")
                .containsEntry(
                        "root", HttpSamples.json(HttpSamples.root(2).toBytes().utf8()))
                .containsEntry("trusted_root", HttpSamples.json(root()));
    }

    @Test
    void aSignatureIsAccepted() {
        ports.publish(HttpSamples.established());

        expect(
                server.post(
                        "/api/v1/metadata/sign/",
                        "{\"role\":\"root\",\"signature\":{\"keyid\":\"" + HttpSamples.BOB.id()
                                + "\",\"sig\":\"abcd\"}}"),
                202,
                "{\"data\":{" + ACCEPTED.formatted("Metadata sign accepted."));
        assertThat(ports.lastChange()).isInstanceOfSatisfying(Change.Sign.class, sign -> {
            assertThat(sign.role()).isEqualTo(RoleName.ROOT);
            assertThat(sign.signature().sig()).isEqualTo("abcd");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"role\":\"root\"}",
                "{\"role\":\"../x\",\"signature\":{\"keyid\":\"a\",\"sig\":\"00\"}}",
                "{\"role\":\"\",\"signature\":{\"keyid\":\"a\",\"sig\":\"00\"}}",
                "{\"role\":\"root\",\"signature\":{\"keyid\":\"a\",\"sig\":\"xyz\"}}",
                "{\"role\":\"root\",\"signature\":{\"keyid\":\"a\",\"sig\":\"\"}}",
                "{\"role\":\"root\",\"signature\":{\"keyid\":\"a/b\",\"sig\":\"00\"}}",
                "{\"role\":1,\"signature\":\"x\"}"
            })
    void aMalformedSignatureIsRefused(String body) {
        ports.publish(HttpSamples.established());

        assertThat(server.post("/api/v1/metadata/sign", body).statusCode()).isEqualTo(422);
    }

    @Test
    void aSigningProcessMayBeStopped() {
        ports.publish(HttpSamples.established().withProposedRoot(HttpSamples.root(2)));

        expect(
                server.post("/api/v1/metadata/sign/delete", "{\"role\":\"root\"}"),
                202,
                "{\"data\":{" + ACCEPTED.formatted("Metadata sign delete accepted."));
        assertThat(server.post("/api/v1/metadata/sign/delete", "{\"role\":\"prod\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    // Delegations

    @ParameterizedTest
    @CsvSource({
        "POST,/api/v1/delegations/,Metadata delegation add accepted.",
        "PUT,/api/v1/delegations,Metadata delegation update accepted."
    })
    void delegationsAreAccepted(String method, String path, String message) {
        ports.publish(HttpSamples.established());

        expect(
                server.send(server.json(method, path, delegations("r1", "[\"r/*\"]"))),
                202,
                "{\"data\":{" + ACCEPTED.formatted(message));
    }

    @Test
    void removalsOfDelegationsAreAccepted() {
        ports.publish(HttpSamples.established());

        expect(
                server.post("/api/v1/delegations/delete", "{\"delegations\":{\"roles\":[{\"name\":\"prod\"}]}}"),
                202,
                "{\"data\":{" + ACCEPTED.formatted("Metadata delegation delete accepted."));
        assertThat(ports.lastChange()).isEqualTo(new Change.RemoveDelegations(List.of(RoleName.delegated("prod"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root",
                "Targets",
                "bins",
                "bins-00",
                "1",
                "10",
                "a/b",
                "..",
                ".",
                "?",
                "#",
                "%2F",
                "",
                "constructor",
                "__proto__",
                "_x",
                "a b"
            })
    void namesThatNoRoleMayHaveAreRefused(String name) {
        ports.publish(HttpSamples.established());

        var response = server.post("/api/v1/delegations/", delegations(name, "[\"r/*\"]"));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(text(response)).contains("\"roles\",0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"\"]", "null", "\"r/*\"", "[1]"})
    void aDelegationNeedsPaths(String paths) {
        ports.publish(HttpSamples.established());

        assertThat(server.post("/api/v1/delegations/", delegations("r1", paths)).statusCode())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"threshold\":1|\"threshold\":0",
                "\"threshold\":1|\"threshold\":2",
                "\"keyids\":[]|\"keyids\":[\"unknown\"]",
                "\"x-rstuf-expire-policy\":1,|",
                "\"x-rstuf-expire-policy\":1|\"x-rstuf-expire-policy\":0",
                "\"terminating\":true|\"terminating\":\"perhaps\"",
                "\"keys\":{}|\"keys\":{\"k\":{\"keytype\":\"ed25519\"}}",
                "\"keys\":{}|\"keys\":{\"k\":{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":\"00\"}}}",
                "\"keys\":{}|\"keys\":{\"k/\":1}",
                "\"keys\":{}|\"key\":{}"
            })
    void whatIsWrongWithADelegationIsRefused(String right, String wrong) {
        ports.publish(HttpSamples.established());
        var whole = delegations("r1", "[\"r/*\"]");
        assertThat(whole).contains(right);

        assertThat(server.post("/api/v1/delegations/", whole.replace(right, wrong == null ? "" : wrong))
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void aRoleMayBeListedOnce() {
        ports.publish(HttpSamples.established());
        var role = delegations("r1", "[\"r/*\"]").replaceFirst(".*\"roles\":\\[(.*)]}}", "$1");

        assertThat(server.post(
                                "/api/v1/delegations/",
                                "{\"delegations\":{\"keys\":{},\"roles\":[" + role + "," + role + "]}}")
                        .statusCode())
                .isEqualTo(422);
    }

    // Paths, methods, bodies, failures

    @Test
    void everyOperationAnswersInBothFormsWithoutARedirect() {
        var api = server.api(_ -> Optional.empty(), HttpLimits.DEFAULT);
        assertThat(api.operations()).hasSizeGreaterThan(17).allSatisfy(this::answersInBothForms);
    }

    /** With nothing asked in particular: each answer is the operation's own, and none the router's. */
    private void answersInBothForms(Operation<?> operation) {
        var method = operation.method().name();
        var path = operation.path().replace("{name}", "nobody");
        var withoutSlash = server.send(server.json(method, path, "{}"));
        var withSlash = server.send(server.json(method, path + "/", "{}"));

        assertThat(withoutSlash.statusCode()).isIn(200, 202, 404, 422);
        assertThat(text(withoutSlash)).isNotEqualTo("{\"detail\":\"Not Found\"}");
        assertThat(withSlash.statusCode()).isEqualTo(withoutSlash.statusCode());
        assertThat(withoutTask(text(withSlash))).isEqualTo(withoutTask(text(withoutSlash)));
    }

    private static String withoutTask(String answer) {
        return answer.replaceAll("\"task_id\":\"[0-9a-f]+\"", "");
    }

    @Test
    void anotherMethodIsToldWhichAreAllowed() {
        var response = server.send(server.json("DELETE", "/api/v1/config/", "{}"));

        expect(response, 405, "{\"detail\":\"Method Not Allowed\"}");
        assertThat(header(response, "Allow")).isEqualTo("GET, PUT");
        assertThat(server.send(server.request("/api/v1/config")
                                .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/", "/api/v1", "/health", "/metrics", "/api/v1/config/x", "/docs", "/docs/../openapi"})
    void whatIsNotThereIsNotFound(String path) {
        expect(server.get(path), 404, "{\"detail\":\"Not Found\"}");
    }

    @Test
    void aMissingBodyIsMissing() {
        expect(
                server.post("/api/v1/artifacts/", ""),
                422,
                "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\"],\"msg\":\"Field required\",\"input\":null}]}");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWithTheLimit() {
        var response = server.post("/api/v1/config/".replace("config", "metadata"), "x".repeat((2 << 20) + 1));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(text(response)).contains("at most 2097152 bytes");
    }

    @Test
    void aBodyOfUnsaidLengthIsRefusedWhenItIsTooLarge() {
        var chunked = server.request("/api/v1/metadata/")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.fromPublisher(
                        java.net.http.HttpRequest.BodyPublishers.ofString("[".repeat((2 << 20) + 70_000))));

        assertThat(server.send(chunked).statusCode()).isEqualTo(413);
    }

    @Test
    void aLargeListArrivesWhole() {
        ports.publish(HttpSamples.established());
        var list = new StringBuilder("{\"artifacts\":[");
        for (int i = 0; i < 10_000; i++) {
            list.append(i == 0 ? "" : ",").append(HttpSamples.artifact("pkg/" + i + ".tar.gz"));
        }

        assertThat(server.post("/api/v1/artifacts", list.append("]}").toString())
                        .statusCode())
                .isEqualTo(202);
        assertThat(((Change.AddTargets) ports.lastChange()).entries()).hasSize(10_000);
    }

    @Test
    void aBusyServiceSaysWhenToComeAgain() {
        ports.publish(HttpSamples.established());
        ports.onSubmit(open -> Future.failedFuture(new RepositoryException.Busy(Duration.ofSeconds(3))));

        var response = server.post("/api/v1/artifacts", "{\"artifacts\":[]}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(header(response, "Retry-After")).isEqualTo("3");
        assertThat(text(response)).contains("too many submissions are waiting");
    }

    @Test
    void anUnknownFailureSaysNothingOfTheInside() {
        ports.publish(HttpSamples.established());
        ports.onSubmit(open -> Future.failedFuture(new IllegalStateException("password=secret")));

        var response = server.send(server.json("POST", "/api/v1/artifacts", "{\"artifacts\":[]}")
                .header("X-Request-Id", "from-the-proxy"));

        expect(response, 500, "{\"detail\":\"Internal Server Error\",\"request_id\":\"from-the-proxy\"}");
        assertThat(header(response, "X-Request-Id")).isEqualTo("from-the-proxy");
    }

    @Test
    void everyAnswerHasAName() {
        var first = header(server.get("/api/v1/bootstrap"), "X-Request-Id");
        var second = header(
                server.send(server.request("/nothing").header("X-Request-Id", "not acceptable")), "X-Request-Id");

        assertThat(first).matches("[0-9a-f]{16}-[0-9a-f]+");
        assertThat(second).matches("[0-9a-f]{16}-[0-9a-f]+").isNotEqualTo(first);
    }

    @Test
    void whoAsksForAProblemDocumentGetsOne() {
        var response = server.send(
                server.json("POST", "/api/v1/artifacts", "{}").header("Accept", "application/problem+json"));

        assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
        var problem = body(response);
        assertThat(problem.get("status")).isEqualTo(new Json.Int(422));
        assertThat(problem.get("title")).isEqualTo(new Json.Str("Unprocessable Content"));
        assertThat(problem.get("detail")).isEqualTo(new Json.Str("body.artifacts: Field required"));
        assertThat(((Json.Arr) problem.get("errors")).items()).hasSize(1);
    }

    // Tasks, as far as no time passes

    @Test
    void aQuestionWithoutATaskIsRefused() {
        expect(
                server.get("/api/v1/task/"),
                422,
                "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"query\",\"task_id\"],\"msg\":\"Field"
                        + " required\",\"input\":null}]}");
        assertThat(server.get("/api/v1/task/?task_id=").statusCode()).isEqualTo(422);
    }

    @Test
    void anUnknownTaskIsPending() {
        for (var id : List.of(HttpSamples.task(9).hex(), "publish_artifacts-x", "%00", "..%2f")) {
            var response = server.get("/api/v1/task/?task_id=" + id);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(text(response)).contains("\"state\":\"PENDING\"").doesNotContain("result");
        }
    }

    private static String root() {
        return HttpSamples.root(1).toBytes().utf8();
    }

    private static String delegations(String name, String paths) {
        return "{\"delegations\":{\"keys\":{},\"roles\":[{\"name\":\"" + name
                + "\",\"terminating\":true,\"keyids\":[],\"threshold\":1,\"x-rstuf-expire-policy\":1,\"paths\":" + paths
                + "}]}}";
    }

    private static void expect(HttpResponse<byte[]> response, int status, String body) {
        assertThat(text(response)).isEqualTo(body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    }
}

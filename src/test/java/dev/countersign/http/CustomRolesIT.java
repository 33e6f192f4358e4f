package dev.countersign.http;

import static dev.countersign.http.RunningServer.body;
import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.api.SigningResource;
import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.Repository;
import dev.countersign.repository.Settings;
import dev.countersign.repository.Waiting;
import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.SnapshotDocument;
import dev.countersign.tuf.document.TargetEntry;
import dev.countersign.tuf.document.TargetsDocument;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Custom delegated roles, alone and beside bins: what may be asked for, and what is told of them. */
class CustomRolesIT {
    private static final RoleName NIGHTLY = RoleName.delegated("nightly");
    private static final RoleName RELEASES = RoleName.delegated("releases");
    private static final TargetPath IN_NIGHTLY = new TargetPath("nightly/a");
    private static final TargetPath IN_RELEASES = new TargetPath("releases/a+b");
    private static final TargetPath IN_BIN = new TargetPath("other/a");
    private static final HashBins BINS = new HashBins(2);

    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server = RunningServer.of(ports, HttpLimits.DEFAULT);

    @AfterEach
    void stop() {
        server.close();
    }

    // Delegations

    @Test
    void delegationsAreListedAsTheyWereAskedForWithHowTheyStand() {
        publishRolesBesideBins();

        var answer = server.get("/api/v1/delegations");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text(answer))
                .isEqualTo("{\"data\":{\"delegations\":{\"keys\":{\"" + HttpSamples.ALICE.id() + "\":"
                        + HttpSamples.ALICE.json().toText() + ",\"" + HttpSamples.ONLINE.id() + "\":"
                        + HttpSamples.ONLINE.json().toText() + "},\"roles\":["
                        + "{\"name\":\"nightly\",\"keyids\":[\"" + HttpSamples.ONLINE.id()
                        + "\"],\"threshold\":1,\"terminating\":false,\"paths\":[\"nightly/*\"],"
                        + "\"x-rstuf-expire-policy\":7,\"version\":3,\"expires\":\"2030-01-03T03:04:05Z\","
                        + "\"state\":\"published\"},"
                        + "{\"name\":\"releases\",\"keyids\":[\"" + HttpSamples.ALICE.id()
                        + "\"],\"threshold\":1,\"terminating\":true,\"paths\":[\"releases/*\"],"
                        + "\"x-rstuf-expire-policy\":30,\"state\":\"pending\"}]}},"
                        + "\"message\":\"Custom delegations\"}");
        assertThat(text(server.get("/api/v1/delegations/"))).isEqualTo(text(answer));
    }

    @Test
    void aRepositoryWithBinsOnlyHasNoDelegationsToList() {
        store(RoleName.SNAPSHOT, 1, SnapshotDocument.of(Map.of(RoleName.TARGETS, 1)));
        ports.publish(HttpSamples.established());

        assertThat(text(server.get("/api/v1/delegations/")))
                .isEqualTo(
                        "{\"data\":{\"delegations\":{\"keys\":{},\"roles\":[]}},\"message\":\"Custom delegations\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/delegations", "/api/v1/artifacts?path=a"})
    void beforeBootstrapThereIsNothingToTell(String address) {
        var answer = server.get(address);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(text(answer)).contains("equires bootstrap finished. State: None");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[r]/*", "{a,b}/*", "!r", "#r", "r\\\\*", "+(r)", "r/**", "/r/*", "r//*", "../*", "r/"})
    void patternsThatClientsReadDifferentlyOrNeverMatchAreRefused(String pattern) {
        publishRolesBesideBins();

        var answer = server.post("/api/v1/delegations/", delegations(role("r1", pattern)));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(text(answer)).contains("\"roles\",0").contains("paths: ");
        assertThat(ports.submitted()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"g++/*", "v1.0+build/*", "go/a!b/*", "(r)", "+r", "1"})
    void patternsThatClientsReadAlikeAreTaken(String pattern) {
        publishRolesBesideBins();

        var answer = server.post("/api/v1/delegations/", delegations(role("r1", pattern)));

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"trusted_targets", "trusted_root", "Trusted_x", "bins", "bins-x", "aux", "latest_known_time"})
    void newRolesGetNoNameThatIsKeptForSomethingElse(String name) {
        publishRolesBesideBins();

        var answer = server.post("/api/v1/delegations/", delegations(role(name, "r/*")));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(text(answer)).contains(name).contains("a name that is not kept for ");
        assertThat(ports.submitted()).isEmpty();
    }

    /** A rule that came later does not lock in what was there before. */
    @ParameterizedTest
    @ValueSource(strings = {"trusted_targets", "latest_known_time", "aux"})
    void rolesFromBeforeTheRuleCanBeChangedAndRemoved(String name) {
        publishRolesBesideBins();

        var changed = server.send(server.json("PUT", "/api/v1/delegations/", delegations(role(name, "r/*"))));
        assertThat(changed.statusCode()).as(text(changed)).isEqualTo(202);
        var removed = server.post(
                "/api/v1/delegations/delete", "{\"delegations\":{\"roles\":[{\"name\":\"" + name + "\"}]}}");
        assertThat(removed.statusCode()).as(text(removed)).isEqualTo(202);
        assertThat(ports.lastChange()).isEqualTo(new Change.RemoveDelegations(List.of(RoleName.delegated(name))));
    }

    @Test
    void patternsFromBeforeTheRuleMayStayWhereTheyAre() {
        publishRolesBesideBins("nightly/[ab]*");

        var kept =
                server.send(server.json("PUT", "/api/v1/delegations/", delegations(role("nightly", "nightly/[ab]*"))));
        assertThat(kept.statusCode()).as(text(kept)).isEqualTo(202);
        var other =
                server.send(server.json("PUT", "/api/v1/delegations/", delegations(role("nightly", "nightly/[abc]*"))));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(text(other)).contains("it holds [");
    }

    @Test
    void aPlaceBeforeTheFirstIsRefused() {
        publishRolesBesideBins();
        var role = role("r1", "r/*");

        var answer = server.post(
                "/api/v1/delegations/",
                delegations(role.substring(0, role.length() - 1) + ",\"x-countersign-position\":0}"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(text(answer)).contains("x-countersign-position");
        assertThat(ports.submitted()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"r1,a/*,r2,A/*,paths", "R1,a/*,r1,b/*,role names"})
    void rolesEqualButForCaseAreRefused(
            String name, String pattern, String otherName, String otherPattern, String what) {
        publishRolesBesideBins();

        var answer = server.post(
                "/api/v1/delegations/", delegations(role(name, pattern) + "," + role(otherName, otherPattern)));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(text(answer)).contains(what).contains("equal but for case");
    }

    // Bootstrap with both

    @Test
    void aCeremonyMayAskForRolesBesideBins() {
        var answer = server.post("/api/v1/bootstrap/", ceremony("\"number_of_delegated_bins\":4096"));

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(202);
        assertThat(ports.lastChange()).isInstanceOfSatisfying(Change.Bootstrap.class, change -> {
            assertThat(change.settings().bins()).isEqualTo(new Settings.BinSettings(4096, BinStyle.PATH_HASH_PREFIXES));
            assertThat(change.settings().delegations()).isNotNull();
            assertThat(change.settings().expirationDays())
                    .containsEntry("bins", 1)
                    .containsEntry("r1", 1);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"number_of_delegated_bins\":8192|at most 4096",
                "\"number_of_delegated_bins\":4,\"style\":\"succinct\"|leave no room for custom roles",
            })
    void binsThatCannotStandBesideRolesAreRefusedWithTheReason(String bins, String reason) {
        var answer = server.post("/api/v1/bootstrap/", ceremony(bins));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(text(answer)).contains(reason);
        assertThat(ports.submitted()).isEmpty();
    }

    @Test
    void theSettingsOfSuchARepositoryNameBinsAndRoles() {
        publishRolesBesideBins();

        var data = (Json.Obj) body(server.get("/api/v1/config/")).get("data");

        assertThat(data.get("number_of_delegated_bins")).isEqualTo(new Json.Int(4));
        assertThat(data.get("bins_expiration")).isEqualTo(new Json.Int(2));
        assertThat(data.get("nightly_expiration")).isEqualTo(new Json.Int(7));
        assertThat(String.valueOf(data.get("delegations"))).contains("nightly").doesNotContain("bins-0");
    }

    @Test
    void aRoleBesideBinsMayBeRenewed() {
        publishRolesBesideBins();

        assertThat(server.post("/api/v1/metadata/online", "{\"roles\":[\"nightly\",\"bins\"]}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(server.post("/api/v1/metadata/online", "{\"roles\":[\"bins-0\"]}")
                        .statusCode())
                .isEqualTo(404);
    }

    // One artifact

    @ParameterizedTest
    @CsvSource({
        "nightly/a,nightly,3,published",
        "releases/a%2Bb,releases,1,pending signatures",
        "other/a,bins-,5,published"
    })
    void anArtifactIsFoundWhereClientsFindIt(String path, String role, int version, String state) {
        publishRolesBesideBins();

        var answer = server.get("/api/v1/artifacts?path=" + path);

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        var data = (Json.Obj) body(answer).get("data");
        assertThat(((Json.Str) data.get("path")).value()).isEqualTo(path.replace("%2B", "+"));
        assertThat(((Json.Str) data.get("role")).value()).startsWith(role);
        assertThat(data.get("version")).isEqualTo(new Json.Int(version));
        assertThat(data.get("length")).isEqualTo(new Json.Int(15));
        assertThat(data.get("hashes")).isEqualTo(HttpSamples.json("{\"sha256\":\"" + HttpSamples.HASH + "\"}"));
        assertThat(data.get("custom")).isEqualTo(HttpSamples.json("{\"k\":1}"));
        assertThat(data.get("state")).isEqualTo(new Json.Str(state));
    }

    @Test
    void anArtifactLeftInItsBinIsFoundBehindARoleThatLetsClientsSearchOn() {
        var left = new TargetPath("nightly/left");
        publishRolesBesideBins();
        store(BINS.nameFor(left), 5, left);

        assertThat(text(server.get("/api/v1/artifacts?path=nightly/left"))).contains("\"role\":\"bins-");
    }

    @Test
    void anArtifactThatIsNotThereIsToldWithItsRole() {
        publishRolesBesideBins();

        var answer = server.get("/api/v1/artifacts/?path=nightly/none");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(text(answer))
                .isEqualTo("{\"data\":{\"path\":\"nightly/none\",\"role\":\"nightly\",\"state\":\"not found\"},"
                        + "\"message\":\"Artifact not found.\"}");
    }

    @ParameterizedTest
    @CsvSource({"'',missing", "?path=,1 to 1024", "?path=../x,full stop", "?path=a+b,write %2B", "?path=a%00,control"})
    void aPathThatNoArtifactCanHaveIsRefused(String query, String reason) {
        publishRolesBesideBins();

        var answer = server.get("/api/v1/artifacts" + query);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(text(answer)).contains("[\"query\",\"path\"]").contains(reason);
    }

    // An online role, an offline one whose first version waits, and four bins

    private void publishRolesBesideBins() {
        publishRolesBesideBins("nightly/*");
    }

    private void publishRolesBesideBins(String nightly) {
        var keys = new LinkedHashMap<KeyId, Key>();
        List.of(HttpSamples.ALICE, HttpSamples.ONLINE).forEach(key -> keys.put(key.id(), key));
        var roles = List.of(
                role(NIGHTLY, HttpSamples.ONLINE, false, nightly),
                role(RELEASES, HttpSamples.ALICE, true, "releases/*"));
        var days = new TreeMap<>(HttpSamples.binSettings().expirationDays());
        days.putAll(Map.of("nightly", 7, "releases", 30));
        var settings = new Settings(days, new Settings.BinSettings(4, BinStyle.PATH_HASH_PREFIXES), null);
        var waiting = Metadata.parseTargets(MetadataFile.assemble(
                List.of(), document(IN_RELEASES).signedBytes(1, HttpSamples.NOW.plusSeconds(1_000))));
        var repository = new Repository.Established(
                        HttpSamples.BOOTSTRAP,
                        settings,
                        HttpSamples.root(1),
                        new Delegations(keys, new Delegates.Roles(roles)),
                        Waiting.NOTHING,
                        Repository.NO_ROLES)
                .withPending(RELEASES, waiting);
        store(NIGHTLY, 3, IN_NIGHTLY);
        var versions = new HashMap<>(Map.of(RoleName.TARGETS, 1, NIGHTLY, 3));
        for (var i = 0; i < BINS.count(); i++) {
            store(BINS.name(i), 5, BINS.nameFor(IN_BIN).equals(BINS.name(i)) ? IN_BIN : null);
            versions.put(BINS.name(i), 5);
        }
        store(RoleName.SNAPSHOT, 1, SnapshotDocument.of(versions));
        ports.publish(repository);
    }

    private static DelegatedRole role(RoleName name, Key key, boolean terminating, String pattern) {
        return new DelegatedRole(
                name, List.of(key.id()), 1, terminating, new PathSet.Paths(List.of(pattern)), Json.Obj.EMPTY);
    }

    private void store(RoleName role, int version, TargetPath path) {
        var canonical = (path == null ? TargetsDocument.EMPTY : document(path)).signedBytes(version, HttpSamples.NOW);
        ports.store(role, version, MetadataFile.assemble(List.of(), canonical));
    }

    private void store(RoleName role, int version, SnapshotDocument snapshot) {
        ports.store(role, version, MetadataFile.assemble(List.of(), snapshot.signedBytes(version, HttpSamples.NOW)));
    }

    private static TargetsDocument document(TargetPath path) {
        var hashes = new TreeMap<>(Map.of(HashAlgorithm.SHA256, HttpSamples.HASH));
        var file = new TargetFile(15, hashes, HttpSamples.json("{\"k\":1}"));
        return TargetsDocument.EMPTY
                .merge(List.of(new TargetEntry(path, file.canonical())))
                .document();
    }

    private static String role(String name, String pattern) {
        return "{\"name\":\"" + name + "\",\"terminating\":true,\"keyids\":[],\"threshold\":1,"
                + "\"x-rstuf-expire-policy\":1,\"paths\":[\"" + pattern + "\"]}";
    }

    private static String delegations(String roles) {
        return "{\"delegations\":{\"keys\":{},\"roles\":[" + roles + "]}}";
    }

    private static String ceremony(String bins) {
        return HttpSamples.bootstrap(SigningResource.json(HttpSamples.root(1)).toText())
                .replace("\"number_of_delegated_bins\":4", bins)
                .replace("\"delegations\":null", "\"delegations\":{\"keys\":{},\"roles\":[" + role("r1", "r/*") + "]}");
    }
}

package dev.countersign.guard.npm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.guard.GuardStand;
import dev.countersign.guard.StubRegistry;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.packages.Ecosystem;
import dev.countersign.packages.npm.Packument;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard as npm and pnpm see it. */
class NpmProtocolIT {
    private static final String SHORT = "application/vnd.npm.install-v1+json";

    @TempDir
    private Path folder;

    private GuardStand stand;

    /** Where the registry has its files. */
    private String place = "/far/";

    @BeforeEach
    void start() {
        stand = new GuardStand(folder);
        stand.serve("npm", it -> new NpmProtocol(it.guarded(Ecosystem.NPM, "/registry")))
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        stand.close();
    }

    private void packument(String name, String... versions) {
        var all = Json.object();
        var times = Json.object().put("created", "2026-01-01T00:00:00Z");
        var file = name.substring(name.indexOf('/') + 1);
        for (var version : versions) {
            all.put(
                    version,
                    Json.object()
                            .put("name", name)
                            .put("version", version)
                            .put(
                                    "dist",
                                    Json.object()
                                            .put(
                                                    "tarball",
                                                    stand.registry
                                                            .address(place + file + "-" + version + ".tgz")
                                                            .toString())
                                            .put("shasum", "0000")
                                            .build())
                            .build());
            times.put(version, "2026-01-02T00:00:00Z");
        }
        var text = Json.object()
                .put("name", name)
                .put(
                        "dist-tags",
                        Json.object()
                                .put("latest", versions[versions.length - 1])
                                .put("old", versions[0])
                                .build())
                .put("versions", all.build())
                .put("time", times.build())
                .build()
                .toText();
        stand.registry.put("/registry/" + name.replace("/", "%2f"), text, "application/json");
    }

    private void publish(String name, String version) {
        var file = name.substring(name.indexOf('/') + 1) + "-" + version + ".tgz";
        stand.publish("npm/" + name + "/-/" + file, "/far/" + file, "content of " + file);
    }

    private Json.Obj get(String path, String accept) {
        var answer = stand.get(path, "Accept", accept);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parseObject(Bytes.utf8(answer.body()), new JsonLimits(32, 1 << 20));
    }

    @Test
    void filesAreBehindTheGuardInBothForms() {
        packument("demo", "1.0.0");
        publish("demo", "1.0.0");

        for (var accept : new String[] {SHORT + ", application/json;q=0.8", "application/json"}) {
            var dist =
                    get("/npm/demo", accept).object("versions").object("1.0.0").object("dist");
            assertThat(dist.text("tarball"))
                    .isEqualTo(stand.address("/npm/demo/-/demo-1.0.0.tgz").toString());
        }
        assertThat(stand.get("/npm/demo/-/demo-1.0.0.tgz").body()).isEqualTo("content of demo-1.0.0.tgz");
    }

    @Test
    void namesWithAScopeAreTakenInBothWritings() {
        packument("@team/demo", "1.0.0");
        publish("@team/demo", "1.0.0");

        for (var path : new String[] {"/npm/@team%2fdemo", "/npm/@team/demo", "/npm/%40team%2Fdemo"}) {
            var dist = get(path, SHORT).object("versions").object("1.0.0").object("dist");
            assertThat(dist.text("tarball"))
                    .isEqualTo(stand.address("/npm/@team/demo/-/demo-1.0.0.tgz").toString());
        }
        assertThat(stand.get("/npm/@team/demo/-/demo-1.0.0.tgz").statusCode()).isEqualTo(200);
    }

    @Test
    void versionsThatAreNotSignedAreLeftOutAndTheNewestSignedIsTheLatest() {
        packument("demo", "1.0.0", "1.10.0", "1.9.0", "2.0.0-rc.1", "2.0.0");
        publish("demo", "1.0.0");
        publish("demo", "1.9.0");
        publish("demo", "1.10.0");
        publish("demo", "2.0.0-rc.1");

        var document = get("/npm/demo", "application/json");

        assertThat(document.object("versions").members()).containsOnlyKeys("1.0.0", "1.10.0", "1.9.0", "2.0.0-rc.1");
        assertThat(document.object("dist-tags").text("latest")).isEqualTo("1.10.0");
        assertThat(document.object("dist-tags").text("old")).isEqualTo("1.0.0");
        assertThat(document.object("time").members()).containsKey("created").doesNotContainKey("2.0.0");
    }

    /** Also a client that has a version in its cache must learn that it is not signed any more. */
    @Test
    void aPackageWithoutASignedVersionIsRefusedUntilOneIsSigned() {
        packument("demo", "1.0.0");

        var refused = stand.get("/npm/demo", "Accept", SHORT);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).isEqualTo("{\"error\":\"Countersign: demo: none of its versions is signed\"}");

        publish("demo", "1.0.0");
        assertThat(get("/npm/demo", SHORT).object("versions").members()).containsOnlyKeys("1.0.0");
    }

    @Test
    void aSignedListRefusesADocumentThatHidesAVersion() throws IOException {
        packument("@team/demo", "1.0.0", "1.1.0");
        publish("@team/demo", "1.0.0");
        publish("@team/demo", "1.1.0");
        stand.signList(Ecosystem.NPM, "@team/demo", "npm/@team/demo/-/");
        stand.lists = stand.registry.address("/lists/");
        stand.restart("npm", it -> new NpmProtocol(it.guarded(Ecosystem.NPM, "/registry")));

        assertThat(get("/npm/@team%2fdemo", SHORT).object("versions").members()).containsOnlyKeys("1.0.0", "1.1.0");
        packument("@team/demo", "1.0.0");
        var refused = stand.get("/npm/@team%2fdemo", "Accept", SHORT);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("demo-1.1.0.tgz is missing");
    }

    /** Watch signs from the short form; pnpm asks for the full one, which tells more. */
    @Test
    void bothFormsAgreeWithTheListOfTheShortOne() throws IOException {
        stand.publish("npm/demo/-/demo-1.0.0.tgz", "/far/demo-1.0.0.tgz", "content");
        var shortForm = forms("");
        var listed = Packument.read(Bytes.utf8(shortForm), stand.registry.address("/registry/demo"))
                .files()
                .getFirst();
        stand.signList(
                Ecosystem.NPM, "demo", "npm/demo/-/", Map.of(listed.name(), String.valueOf(listed.requirements())));
        stand.lists = stand.registry.address("/lists/");
        stand.restart("npm", it -> new NpmProtocol(it.guarded(Ecosystem.NPM, "/registry")));
        var fullForm = forms(",\"libc\":[\"musl\"],\"bundledDependencies\":[\"a\"],\"scripts\":{}");
        stand.registry.on(
                "/registry/demo",
                exchange -> StubRegistry.content(
                                (exchange.getRequestHeaders().getFirst("Accept").contains("install-v1")
                                                ? shortForm
                                                : fullForm)
                                        .getBytes(StandardCharsets.UTF_8),
                                "application/json")
                        .answer(exchange));

        for (var accept : List.of(SHORT, "application/json")) {
            assertThat(get("/npm/demo", accept).object("versions").members()).containsOnlyKeys("1.0.0");
        }
    }

    private String forms(String more) {
        return "{\"name\":\"demo\",\"dist-tags\":{\"latest\":\"1.0.0\"},\"versions\":{\"1.0.0\":{\"name\":\"demo\","
                + "\"version\":\"1.0.0\",\"os\":[\"linux\"],\"dependencies\":{\"a\":\"1\"},\"dist\":{\"tarball\":\""
                + stand.registry.address("/far/demo-1.0.0.tgz") + "\"}" + more + "}}}";
    }

    /** {@code npm ci} asks for files only. */
    @Test
    void aFileIsFoundWhereTheDocumentSaysThatItIsNow() {
        packument("demo", "1.0.0");
        publish("demo", "1.0.0");
        stand.get("/npm/demo");
        stand.registry.remove("/far/demo-1.0.0.tgz");
        stand.registry.put("/moved/demo-1.0.0.tgz", "content of demo-1.0.0.tgz");
        place = "/moved/";
        packument("demo", "1.0.0");

        assertThat(stand.get("/npm/demo/-/demo-1.0.0.tgz").body()).isEqualTo("content of demo-1.0.0.tgz");
    }

    @Test
    void aRefusalIsWhereNpmShowsIt() {
        packument("demo", "1.0.0");
        publish("demo", "1.0.0");
        stand.registry.put("/far/demo-1.0.0.tgz", "an evil package");
        stand.get("/npm/demo");

        var refused = stand.get("/npm/demo/-/demo-1.0.0.tgz");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(refused.body()).startsWith("{\"error\":\"Countersign: npm/demo/-/demo-1.0.0.tgz: ");
    }

    @Test
    void aFileIsFoundWithoutTheDocumentOfItsPackage() {
        stand.publish("npm/demo/-/demo-1.0.0.tgz", "/registry/demo/-/demo-1.0.0.tgz", "usual place");
        packument("other", "1.0.0");
        publish("other", "1.0.0");

        assertThat(stand.get("/npm/demo/-/demo-1.0.0.tgz").body()).isEqualTo("usual place");
        assertThat(stand.registry.fetches("/registry/demo")).isZero();
        assertThat(stand.get("/npm/other/-/other-1.0.0.tgz").body()).isEqualTo("content of other-1.0.0.tgz");
    }

    @Test
    void auditsArePassedOnAndNothingElseIsPosted() {
        stand.registry.put("/registry/-/npm/v1/security/advisories/bulk", "{\"demo\":[]}", "application/json");

        var audit = stand.send(HttpRequest.newBuilder(stand.address("/npm/-/npm/v1/security/advisories/bulk"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"demo\":[\"1.0.0\"]}"))
                .build());
        var other = stand.send(HttpRequest.newBuilder(stand.address("/npm/demo"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());

        assertThat(audit.body()).isEqualTo("{\"demo\":[]}");
        assertThat(other.statusCode()).isEqualTo(405);
    }

    @Test
    void whatTheRegistryHasNotStaysMissing() {
        assertThat(stand.get("/npm/nothing").statusCode()).isEqualTo(404);
        assertThat(stand.get("/npm/nothing/-/nothing-1.0.0.tgz").statusCode()).isEqualTo(404);
        stand.registry.on("/registry/broken", StubRegistry.status(503));
        assertThat(stand.get("/npm/broken").statusCode()).isEqualTo(502);
        assertThat(stand.get("/npm/-/ping").body()).isEqualTo("{}");
    }
}

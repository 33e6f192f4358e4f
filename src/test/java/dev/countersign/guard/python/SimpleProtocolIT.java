package dev.countersign.guard.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.guard.GuardStand;
import dev.countersign.guard.StubRegistry;
import dev.countersign.json.Bytes;
import dev.countersign.packages.Ecosystem;
import dev.countersign.tuf.TargetPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard as pip and uv see it. */
class SimpleProtocolIT {
    private static final String JSON = "application/vnd.pypi.simple.v1+json";
    private static final String ONE = "demo-1.0-py3-none-any.whl";
    private static final String TWO = "demo-2.0-py3-none-any.whl";

    @TempDir
    private Path folder;

    private GuardStand stand;

    @BeforeEach
    void start() {
        stand = new GuardStand(folder);
        stand.serve("pypi", it -> new SimpleProtocol(it.guarded(Ecosystem.PYPI, "/simple/")))
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        stand.close();
    }

    private void index(String... links) {
        stand.registry.put("/simple/demo/", "<html><body>" + String.join("", links) + "</body></html>", "text/html");
    }

    private String link(String file, String attributes) {
        return "<a href=\"" + stand.registry.address("/far/" + file) + "#sha256="
                + Bytes.utf8("content of " + file).sha256().hex() + "\" " + attributes + ">" + file + "</a>";
    }

    private void publish(String file) {
        stand.publish("pypi/demo/" + file, "/far/" + file, "content of " + file);
    }

    /** An installer with a lock file asks for files only; a registry may have moved them, or its addresses may expire. */
    @Test
    void aFileIsFoundWhereTheIndexSaysThatItIsNow() {
        for (var gone : new int[] {404, 403, 503}) {
            var file = "demo-1.0." + gone + ".tar.gz";
            index(link(file, ""));
            publish(file);
            stand.get("/pypi/simple/demo/");
            stand.registry.on("/far/" + file, StubRegistry.status(gone));
            stand.registry.put("/moved/" + file, "content of " + file);
            index(link(file, "").replace("/far/", "/moved/"));

            assertThat(stand.get("/pypi/simple/demo/" + file).body()).isEqualTo("content of " + file);
        }
    }

    @Test
    void aFileIsFoundElsewhereWhenSomethingElseIsWhereItWas() {
        index(link(ONE, ""));
        publish(ONE);
        stand.get("/pypi/simple/demo/");
        stand.registry.put("/far/" + ONE, "something else");
        stand.registry.put("/moved/" + ONE, "content of " + ONE);
        index(link(ONE, "").replace("/far/", "/moved/"));

        assertThat(stand.get("/pypi/simple/demo/" + ONE).body()).isEqualTo("content of " + ONE);
        assertThat(stand.registry.fetches("/far/" + ONE)).isEqualTo(1);
    }

    /** With 404 a client would look elsewhere, with 5xx it would come back. */
    @Test
    void whatIsNotAsSignedIsRefusedWhateverComesAfterIt() {
        for (var after : new int[] {404, 503}) {
            var file = "demo-2.0." + after + ".tar.gz";
            index(link(file, ""));
            publish(file);
            stand.get("/pypi/simple/demo/");
            stand.registry.put("/far/" + file, "something else");
            stand.registry.on("/moved/" + file, StubRegistry.status(after));
            index(link(file, "").replace("/far/", "/moved/"));

            var refused = stand.get("/pypi/simple/demo/" + file);

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("it is not what was signed");
            assertThat(stand.registry.fetches("/moved/" + file)).isPositive();
        }
    }

    /** Addresses that expire are others each time. */
    @Test
    void somethingElseIsNotFetchedForEachSignatureInItsAddress() {
        publish(ONE);
        stand.registry.put("/far/" + ONE, "something else");
        var asked = new AtomicInteger();
        stand.registry.on(
                "/simple/demo/",
                exchange -> StubRegistry.content(
                                link(ONE, "")
                                        .replace("#sha256", "?signature=" + asked.incrementAndGet() + "#sha256")
                                        .getBytes(StandardCharsets.UTF_8),
                                "text/html")
                        .answer(exchange));

        for (int i = 0; i < 3; i++) {
            stand.get("/pypi/simple/demo/");
            assertThat(stand.get("/pypi/simple/demo/" + ONE).statusCode()).isEqualTo(403);
        }

        assertThat(asked.get()).isGreaterThan(2);
        assertThat(stand.registry.fetches("/far/" + ONE)).isEqualTo(1);
    }

    @Test
    void aPageOfHtmlLeadsNowhereButToTheGuard() {
        index(link(ONE, "data-requires-python=\"&gt;=3.8\" data-yanked=\"a &quot;reason&quot;\""));
        publish(ONE);

        var page = stand.get("/pypi/simple/demo/", "Accept", "text/html");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("href=\"" + ONE + "#sha256="
                        + Bytes.utf8("content of " + ONE).sha256().hex() + "\"")
                .contains("data-requires-python=\"&gt;=3.8\"")
                .contains("data-yanked=\"a &quot;reason&quot;\"")
                .doesNotContain("/far/")
                .doesNotContain("127.0.0.1");
        assertThat(stand.get("/pypi/simple/demo/" + ONE).body()).isEqualTo("content of " + ONE);
    }

    @Test
    void aPageOfJsonLeadsNowhereButToTheGuard() {
        var hash = Bytes.utf8("content of " + ONE).sha256().hex();
        stand.registry.put("/simple/demo/", """
            {"meta":{"api-version":"1.1"},"name":"demo","files":[{"filename":"%s","url":"%s","hashes":{"sha256":"%s"},\
            "requires-python":">=3.8","yanked":"broken","upload-time":"2026-01-01T00:00:00Z","size":999}]}\
            """.formatted(ONE, stand.registry.address("/far/" + ONE), hash), JSON);
        publish(ONE);

        var page = stand.get("/pypi/simple/demo/", "Accept", JSON);

        assertThat(page.headers().firstValue("Content-Type")).contains(JSON);
        assertThat(page.body())
                .contains("\"url\":\"" + ONE + "\"", "\"sha256\":\"" + hash + "\"", "\"requires-python\":\">=3.8\"")
                .contains("\"yanked\":\"broken\"", "\"size\":" + ("content of " + ONE).length())
                .doesNotContain("/far/");
        assertThat(stand.get("/pypi/simple/demo/" + ONE).statusCode()).isEqualTo(200);
    }

    @Test
    void versionsThatAreNotSignedAreLeftOut() {
        index(link(ONE, ""), link(TWO, ""));
        publish(ONE);
        stand.registry.put("/far/" + TWO, "content of " + TWO);

        var page = stand.get("/pypi/simple/demo/");

        assertThat(page.body()).contains(ONE).doesNotContain(TWO);
        assertThat(stand.get("/pypi/simple/demo/" + TWO).statusCode()).isEqualTo(403);

        publish(TWO);
        assertThat(stand.get("/pypi/simple/demo/").body()).contains(ONE, TWO);
    }

    @Test
    void aProjectOfWhichNothingIsSignedSaysSoForEachFile() {
        index(link(TWO, ""));
        stand.registry.put("/far/" + TWO, "content of " + TWO);

        assertThat(stand.get("/pypi/simple/demo/").body()).contains(TWO);
        var refused = stand.get("/pypi/simple/demo/" + TWO);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("pypi/demo/" + TWO + " is not signed");
    }

    @Test
    void artifactAndIndexChangedTogetherAreRefused() {
        publish(ONE);
        stand.registry.put("/far/" + ONE, "an evil wheel");
        stand.registry.put(
                "/simple/demo/",
                "<a href=\"" + stand.registry.address("/far/" + ONE) + "#sha256="
                        + Bytes.utf8("an evil wheel").sha256().hex() + "\">" + ONE + "</a>",
                "text/html");

        var page = stand.get("/pypi/simple/demo/");

        assertThat(page.body())
                .contains("#sha256=" + Bytes.utf8("content of " + ONE).sha256().hex());
        assertThat(stand.get("/pypi/simple/demo/" + ONE).statusCode()).isEqualTo(403);
    }

    @Test
    void aWithdrawalReachesAWarmClient() {
        index(link(ONE, ""), link(TWO, ""));
        publish(ONE);
        publish(TWO);
        var page = stand.get("/pypi/simple/demo/");
        var etag = page.headers().firstValue("ETag").orElseThrow();
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(again(etag).statusCode()).isEqualTo(304);

        stand.repository.targets.remove(new TargetPath("pypi/demo/" + TWO));
        stand.sign();
        stand.engine().targets().refresh();

        var after = again(etag);
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).contains(ONE).doesNotContain(TWO);
    }

    private HttpResponse<String> again(String etag) {
        return stand.get("/pypi/simple/demo/", "If-None-Match", etag);
    }

    @Test
    void metadataComesOutOfTheVerifiedWheel() throws IOException {
        var wheel = wheel("Metadata-Version: 2.1\nName: demo\n");
        stand.registry.on("/far/" + ONE, dev.countersign.guard.StubRegistry.content(wheel, "application/zip"));
        stand.registry.put("/far/" + ONE + ".metadata", "Name: evil\nRequires-Dist: evil\n");
        stand.repository.targets.put(new TargetPath("pypi/demo/" + ONE), GuardStand.target(wheel));
        stand.sign();
        index(link(ONE, "data-core-metadata=\"sha256=abc\""));

        assertThat(stand.get("/pypi/simple/demo/").body())
                .contains("data-core-metadata=\"true\"")
                .doesNotContain("abc");
        assertThat(stand.get("/pypi/simple/demo/" + ONE + ".metadata").body())
                .isEqualTo("Metadata-Version: 2.1\nName: demo\n");
        assertThat(stand.registry.fetches("/far/" + ONE + ".metadata")).isZero();
    }

    private static byte[] wheel(String metadata) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("demo/__init__.py"));
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry("demo-1.0.dist-info/METADATA"));
            zip.write(metadata.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    @Test
    void aSignedListRefusesAnIndexThatHidesAVersion() throws IOException {
        index(link(ONE, ""), link(TWO, ""));
        publish(ONE);
        publish(TWO);
        stand.signList(Ecosystem.PYPI, "demo", "pypi/demo/");
        stand.lists = stand.registry.address("/lists/");
        stand.restart("pypi", it -> new SimpleProtocol(it.guarded(Ecosystem.PYPI, "/simple/")));

        assertThat(stand.get("/pypi/simple/demo/").body()).contains(ONE, TWO);
        index(link(ONE, ""));
        var hidden = stand.get("/pypi/simple/demo/");
        assertThat(hidden.statusCode()).isEqualTo(403);
        assertThat(hidden.body()).contains(TWO + " is missing");

        index(link(ONE, ""), link(TWO, "data-yanked=\"\""));
        assertThat(stand.get("/pypi/simple/demo/").statusCode()).isEqualTo(403);

        index(link(ONE, ""), link(TWO, ""), link("demo-3.0-py3-none-any.whl", ""));
        assertThat(stand.get("/pypi/simple/demo/").body()).contains(ONE, TWO).doesNotContain("demo-3.0");
    }

    @Test
    void aSignedListThatCannotBeHadIsARefusal() throws IOException {
        index(link(ONE, ""));
        publish(ONE);
        stand.signList(Ecosystem.PYPI, "demo", "pypi/demo/");
        stand.lists = stand.registry.address("/nowhere/");
        stand.restart("pypi", it -> new SimpleProtocol(it.guarded(Ecosystem.PYPI, "/simple/")));

        var refused = stand.get("/pypi/simple/demo/");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("the signed list pypi/.index/demo.json cannot be had");
    }

    @Test
    void namesAreTakenInAnyWriting() {
        index(link(ONE, ""));
        publish(ONE);

        var other = stand.get("/pypi/simple/Demo/");
        assertThat(other.statusCode()).isEqualTo(301);
        assertThat(other.headers().firstValue("Location")).contains("../demo/");
        assertThat(stand.get("/pypi/simple/demo").headers().firstValue("Location"))
                .contains("demo/");
        assertThat(stand.get("/pypi/simple/DEMO/" + ONE).statusCode()).isEqualTo(200);
    }

    @Test
    void whatTheRegistryHasNotStaysMissingAndWhatItCannotGiveIsNoRefusal() {
        assertThat(stand.get("/pypi/simple/nothing/").statusCode()).isEqualTo(404);
        stand.registry.on("/simple/broken/", dev.countersign.guard.StubRegistry.status(500));
        assertThat(stand.get("/pypi/simple/broken/").statusCode()).isEqualTo(502);
        stand.registry.put("/simple/large/", "<a href=\"x\">x</a>".repeat(400_000), "text/html");
        var large = stand.get("/pypi/simple/large/");
        assertThat(large.statusCode()).isEqualTo(502);
        assertThat(large.body()).contains("guard.index-size");
    }

    @Test
    void allProjectsAreListedByTheirNames() {
        stand.registry.put("/simple/", "<a href=\"/simple/demo/\">demo</a><a href=\"http://evil/\">x</a>", "text/html");

        assertThat(stand.get("/pypi/simple/").body())
                .contains("<a href=\"demo/\">demo</a>")
                .doesNotContain("evil");
    }
}

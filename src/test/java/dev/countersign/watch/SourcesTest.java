package dev.countersign.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.client.Credentials;
import dev.countersign.client.HostAddresses;
import dev.countersign.client.NetworkBorder;
import dev.countersign.client.Transport;
import dev.countersign.packages.NamedProject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of registry, in the words its own software uses. */
class SourcesTest {
    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    private Path folder;

    private WatchedSources watched;

    @BeforeEach
    void begin() {
        watched = new WatchedSources(folder.resolve("state"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void npmIsListedAsVerdaccioDoes() throws Exception {
        registry.put(
                "/-/all", "{\"_updated\":99999,\"demo\":{\"name\":\"demo\"},\"@scope/lib\":{\"name\":\"@scope/lib\"}}");
        packument("demo", "demo", "1.0.0");
        packument("@scope%2flib", "@scope/lib", "2.0.0");

        watched.once(settings(SourceKind.NPM, "/"));

        assertThat(watched.artifacts()).containsExactly("npm/@scope/lib/-/lib-2.0.0.tgz", "npm/demo/-/demo-1.0.0.tgz");
        assertThat(watched.signed).containsKeys("npm/.index/demo.json", "npm/.index/@scope/lib.json");
    }

    @Test
    void npmIsSearchedWhereItHasNoList() throws Exception {
        registry.put(
                "/-/v1/search?text=&size=250&from=0", "{\"objects\":[{\"package\":{\"name\":\"demo\"}}],\"total\":1}");
        packument("demo", "demo", "1.0.0");

        watched.once(settings(SourceKind.NPM, "/"));
        assertThat(watched.artifacts()).containsExactly("npm/demo/-/demo-1.0.0.tgz");
    }

    @Test
    void aSearchThatKnowsOnlyOnePageEnds() throws Exception {
        var page = "{\"objects\":["
                + IntStream.range(0, 250)
                        .mapToObj(i -> "{\"package\":{\"name\":\"p" + i + "\"}}")
                        .collect(Collectors.joining(","))
                + "]}";
        registry.put("/-/v1/search?text=&size=250&from=0", page);
        registry.put("/-/v1/search?text=&size=250&from=250", page);

        assertThat(watched.once(settings(SourceKind.NPM, "/")).troubles()).isEmpty();
        assertThat(registry.asked).contains("/p249");
    }

    @Test
    void npmIsFollowedByItsFeedFromWhereItWas() throws Exception {
        packument("demo", "demo", "1.0.0");
        registry.put(
                "/_changes?since=0&limit=10000",
                "{\"results\":[{\"seq\":1,\"id\":\"_design/app\"},{\"seq\":5,\"id\":\"demo\"}],\"last_seq\":5}");
        registry.put("/_changes?since=5&limit=10000", "{\"results\":[],\"last_seq\":5}");
        var settings = WatchedSources.withChanges(settings(SourceKind.NPM, "/"), registry.uri("/_changes"));

        watched.once(settings);
        assertThat(watched.artifacts()).containsExactly("npm/demo/-/demo-1.0.0.tgz");

        registry.asked.clear();
        watched.once(settings);
        assertThat(registry.asked).containsExactly("/_changes?since=5&limit=10000");
    }

    /** Where a feed stands is a number, a text or a list, as its database likes. */
    @Test
    void aFeedOfNpmMayStandAnywhere() throws Exception {
        var settings = WatchedSources.withChanges(settings(SourceKind.NPM, "/"), registry.uri("/_changes"));
        registry.put("/_changes?since=0&limit=10000", "{\"results\":[],\"last_seq\":[2,\"a b\"]}");
        registry.put("/_changes?since=%5B2%2C%22a+b%22%5D&limit=10000", "{\"results\":[],\"last_seq\":[2,\"a b\"]}");

        assertThat(watched.once(settings).troubles()).isEmpty();
    }

    @Test
    void gemsAreReadFromTheEndOfWhatIsKnown() throws Exception {
        registry.put("/versions", "created_at: 2026\n---\nlib 1.0 aaa\n");
        gem("1.0", "");
        var settings = settings(SourceKind.GEMS, "/");
        try (var watch = watched.open(settings)) {
            watch.once(watched.service);
        }
        assertThat(watched.artifacts()).containsExactly("gems/lib-1.0.gem");

        registry.asked.clear();
        watched.once(settings);
        assertThat(registry.asked).containsExactly("/versions");

        registry.put("/versions", "created_at: 2026\n---\nlib 1.0 aaa\nlib 1.1 bbb\n");
        gem("1.1", "1.0 |checksum:" + FakeRegistry.sha256("1.0") + "\n");
        watched.once(settings);
        assertThat(watched.artifacts()).containsExactly("gems/lib-1.0.gem", "gems/lib-1.1.gem");
    }

    @Test
    void theListOfAllGemsIsFetchedOnceAndThenItsEnd() {
        var border = new NetworkBorder(HostAddresses.OF_MACHINE);
        var fetcher = new Fetcher(new Transport(Credentials.NONE), registry.uri("/"), border, _ -> List.of());
        var source = new GemSource(fetcher, registry.uri("/"));
        var start = "---\n" + "lib 1.0 aaa\n".repeat(200);
        registry.put("/versions", start);
        assertThat(source.changes(null).projects()).hasSize(1);
        registry.put("/versions", start + "other 2.0 bbb\n");
        assertThat(source.changes(null).projects()).hasSize(2);
        for (var anew : List.of("---\nnew 1.0 ccc\n", "---\n" + "new 1.0 ccc\n".repeat(300))) {
            registry.put("/versions", start);
            assertThat(source.changes(null).projects()).hasSize(1);
            registry.put("/versions", anew);
            assertThat(source.changes(null).projects())
                    .extracting(NamedProject::name)
                    .containsExactly("new");
        }
        assertThat(registry.asked).contains("/versions bytes=" + (start.length() - 1024) + "-");
    }

    /** What is noted must be readable after the next start, whatever a registry says. */
    @Test
    void aLongWordOfARegistryIsNotedAndReadAgain() throws Exception {
        registry.put("/versions", "---\nlib 1.0 " + "a".repeat(1 << 20) + "\n");
        gem("1.0", "");
        var settings = settings(SourceKind.GEMS, "/");
        assertThat(watched.once(settings).troubles()).isEmpty();
        assertThat(watched.once(settings).troubles()).isEmpty();
        assertThat(watched.artifacts()).containsExactly("gems/lib-1.0.gem");
    }

    @Test
    void cratesAreThoseThatAreNamed() throws Exception {
        registry.put("/index/config.json", "{\"dl\":\"" + registry.url() + "/dl\"}");
        registry.put(
                "/index/de/mo/demo",
                "{\"name\":\"demo\",\"vers\":\"0.1.0\",\"deps\":[],\"cksum\":\"" + FakeRegistry.sha256("crate")
                        + "\",\"features\":{},\"yanked\":false}\n");
        registry.put("/dl/demo/0.1.0/download", "crate");

        watched.once(WatchedSources.with(settings(SourceKind.CARGO, "/index/"), OnRemoval.KEEP, "demo"));
        assertThat(watched.artifacts()).containsExactly("cargo/demo/demo-0.1.0.crate");
    }

    @Test
    void modulesAreThoseThatAreNamed() throws Exception {
        var module = "/github.com/!burnt!sushi/toml/@v/";
        registry.put(module + "list", "v1.0.0\n");
        registry.put(module + "v1.0.0.mod", "module x");
        registry.put(module + "v1.0.0.zip", "zip");

        watched.once(WatchedSources.with(settings(SourceKind.GO, "/"), OnRemoval.KEEP, "github.com/BurntSushi/toml"));
        assertThat(watched.artifacts())
                .containsExactly(
                        "go/github.com/!burnt!sushi/toml/@v/v1.0.0.mod",
                        "go/github.com/!burnt!sushi/toml/@v/v1.0.0.zip");
    }

    @Test
    void aMavenRepositoryIsFollowedWithoutWhatIsDerivedAndWithoutSnapshots() throws Exception {
        registry.put("/m2/", "<a href='../'>up</a><a href='org/'>org/</a><a href='?C=N'>Name</a><a href='/etc/'>x</a>");
        registry.put("/m2/org/", "<a href='lib/'>lib/</a>");
        registry.put(
                "/m2/org/lib/", "<a href='1.0/'>1.0/</a><a href='2-SNAPSHOT/'>s</a><a href='maven-metadata.xml'>m</a>");
        registry.put(
                "/m2/org/lib/1.0/",
                "<a href='lib-1.0.jar'>j</a><a href='lib-1.0.jar.sha1'>s</a><a href='lib-1.0.pom'>p</a>");
        registry.put("/m2/org/lib/2-SNAPSHOT/", "<a href='lib-2-SNAPSHOT.jar'>j</a>");
        registry.put("/m2/org/lib/1.0/lib-1.0.jar", "jar");
        registry.put("/m2/org/lib/1.0/lib-1.0.pom", "pom");

        var outcome = watched.once(settings(SourceKind.MAVEN, "/m2/"));
        assertThat(outcome.troubles()).isEmpty();
        assertThat(watched.artifacts())
                .containsExactly("maven/org/lib/1.0/lib-1.0.jar", "maven/org/lib/1.0/lib-1.0.pom");
        assertThat(watched.signed).containsKey("maven/.index/org/lib.json");
        assertThat(registry.asked).noneMatch(path -> path.startsWith("/etc"));
    }

    /** As nginx and as Apache list a folder. */
    @ParameterizedTest
    @ValueSource(
            strings = {"<pre><a href='%s'>%s</a>   %s 3\n</pre>", "<tr><td><a href='%s'>%s</a></td><td>%s</td></tr>"})
    void anAlteredFileIsSeenByWhatItsListingSaysBesideIt(String line) throws Exception {
        registry.put("/models/", listed(line, "28-Nov-2026 16:05"));
        registry.put("/models/a.bin", "one");
        var settings = settings(SourceKind.TREE, "/models/");
        watched.once(settings);
        registry.asked.clear();
        watched.once(settings);
        assertThat(registry.asked).noneMatch(path -> path.endsWith("a.bin"));

        registry.put("/models/a.bin", "two");
        registry.put("/models/", listed(line, "28-Nov-2026 16:06"));

        assertThat(watched.once(settings).alarms()).extracting(Alarm::kind).containsExactly("changed");
        assertThat(watched.sha256("files/a.bin")).isEqualTo(FakeRegistry.sha256("one"));
    }

    private static String listed(String line, String time) {
        var row = line.replaceFirst("%s", "a.bin").replaceFirst("%s", "a.bin").replaceFirst("%s", time);
        return line.startsWith("<tr>") ? "<table>" + row + "</table>" : row;
    }

    @Test
    void aFolderIsFollowedAndAnAlteredFileIsSeenByItsTimes() throws Exception {
        write("models/a.bin", "a");
        write("models/.b.bin.part", "half");
        var settings = WatchedSources.settings(
                SourceKind.FOLDER, folder.resolve("models").toUri());
        watched.once(settings);
        assertThat(watched.artifacts()).containsExactly("files/a.bin");

        write("models/a.bin", "b");
        write("models/deep/c.bin", "c");
        assertThat(watched.once(settings).alarms()).extracting(Alarm::kind).containsExactly("changed");
        assertThat(watched.sha256("files/a.bin")).isEqualTo(FakeRegistry.sha256("a"));
        assertThat(watched.artifacts()).containsExactly("files/a.bin", "files/deep/c.bin");
    }

    @Test
    void aMavenRepositoryMayBeAFolder() throws Exception {
        write("m2/org/lib/1.0/lib-1.0.jar", "jar");
        write("m2/org/lib/maven-metadata.xml", "<metadata/>");
        watched.once(
                WatchedSources.settings(SourceKind.MAVEN, folder.resolve("m2").toUri()));
        assertThat(watched.artifacts()).containsExactly("maven/org/lib/1.0/lib-1.0.jar");
    }

    @Test
    void aBucketIsListedPageByPageWithSignedRequests() throws Exception {
        bucket("AWS_ACCESS_KEY_ID", "key");
        bucket("AWS_SECRET_ACCESS_KEY", "secret");
        bucket("AWS_ENDPOINT_URL_S3", registry.url());
        bucket("AWS_REGION", "eu-central-1");
        var question = "/store/?encoding-type=url&list-type=2&prefix=models%2F";
        registry.put(
                question,
                "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>true</IsTruncated><Contents>"
                        + "<Key>models/a%2Bb.bin</Key><Size>1</Size><ETag>&quot;1&quot;</ETag></Contents>"
                        + "<NextContinuationToken>t+/=</NextContinuationToken></ListBucketResult>");
        registry.put(
                "/store/?continuation-token=t%2B%2F%3D&encoding-type=url&list-type=2&prefix=models%2F",
                "<ListBucketResult><Contents><Key>models/deep/c.bin</Key><Size>1</Size><ETag>2</ETag></Contents>"
                        + "<Contents><Key>models/</Key><Size>0</Size><ETag>3</ETag></Contents></ListBucketResult>");
        registry.put("/store/models/a%2Bb.bin", "a");
        registry.put("/store/models/deep/c.bin", "c");

        var outcome = watched.once(WatchedSources.settings(SourceKind.BUCKET, URI.create("s3://store/models/")));
        assertThat(outcome.troubles()).isEmpty();
        assertThat(watched.artifacts()).containsExactly("files/a+b.bin", "files/deep/c.bin");
        assertThat(registry.asked)
                .allMatch(asked -> asked.contains(" AWS4-HMAC-SHA256 Credential=key/20261128/eu-central-1/s3/"));
    }

    @Test
    void twoProjectsCannotShareAPathWithDifferentBytes() throws Exception {
        registry.put("/versions", "---\na-1 2.0 x\na 1-2.0 y\n");
        registry.put("/info/a-1", "---\n2.0 |ruby:>= 0\n");
        registry.put("/info/a", "---\n1-2.0 |ruby:>= 0\n");
        registry.put("/gems/a-1-2.0.gem", "good");
        var settings = settings(SourceKind.GEMS, "/");
        watched.once(WatchedSources.with(settings, OnRemoval.KEEP, "a-1"));
        registry.put("/gems/a-1-2.0.gem", "evil");

        // The next process is told again, though no mark has moved.
        for (int run = 0; run < 2; run++) {
            assertThat(watched.once(settings).alarms()).extracting(Alarm::kind).containsExactly("changed");
        }
        assertThat(watched.sha256("gems/a-1-2.0.gem")).isEqualTo(FakeRegistry.sha256("good"));
    }

    private SourceSettings settings(SourceKind kind, String path) {
        return WatchedSources.settings(kind, registry.uri(path));
    }

    private void bucket(String name, String value) {
        watched.environment(name, value);
    }

    private void packument(String path, String name, String version) {
        var content = name + version;
        registry.put("/files/" + version + ".tgz", content);
        registry.put(
                "/" + path,
                "application/json",
                ("{\"name\":\"" + name + "\",\"versions\":{\"" + version + "\":{\"dist\":{\"tarball\":\""
                                + registry.url() + "/files/" + version + ".tgz\"}}}}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void gem(String version, String before) {
        registry.put("/gems/lib-" + version + ".gem", version);
        registry.put(
                "/info/lib",
                "---\n" + before + version + " |checksum:" + FakeRegistry.sha256(version) + ",ruby:>= 3\n");
    }

    private void write(String name, String content) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        // Long settled.
        Files.setLastModifiedTime(file, FileTime.from(WatchedSources.NOW.minusSeconds(60)));
    }
}

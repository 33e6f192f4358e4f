package dev.countersign.guard.gems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.client.ContentHash;
import dev.countersign.guard.GuardStand;
import dev.countersign.guard.StubRegistry;
import dev.countersign.json.Bytes;
import dev.countersign.packages.Ecosystem;
import dev.countersign.packages.gems.MarshalReader;
import dev.countersign.packages.gems.MarshalWriter;
import dev.countersign.packages.gems.RubyValue;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GemsProtocolIT {
    private static final String CANARY = "countersign-canary-0123456789abcdef";

    @TempDir
    private Path folder;

    private GuardStand stand;
    private final byte[] gem = gem("demo", "1.0.0");
    private final String sha256 = Bytes.wrap(gem).sha256().hex();

    @BeforeEach
    void start() {
        stand = new GuardStand(folder);
        stand.serve("gems", it -> new GemsProtocol(it.guarded(Ecosystem.GEMS, "/up")))
                .start();
        put("/up/gems/demo-1.0.0.gem", gem);
        put("/up/gems/demo-1.1.0.gem", gem("demo", "1.1.0"));
        stand.registry.put(
                "/up/info/demo",
                "---\n1.0.0 dep:>= 1&< 3|checksum:" + sha256 + ",ruby:>= 3\n1.1.0 |checksum:" + sha256 + "\n");
        stand.registry.put(
                "/up/versions",
                "created_at: 2026-01-01T00:00:00Z\n---\ndemo 1.0.0,1.1.0 0123456789abcdef0123456789abcdef\n<html>\n");
        put(
                "/up/specs.4.8.gz",
                gzip(MarshalWriter.write(RubyValue.items(spec("demo", "1.0.0"), spec("demo", "1.1.0")))
                        .toByteArray()));
        sign("gems/demo-1.0.0.gem", gem);
    }

    @AfterEach
    void stop() throws IOException {
        stand.close();
    }

    private void put(String path, byte[] content) {
        stand.registry.on(path, StubRegistry.content(content, "application/octet-stream"));
    }

    private void sign(String path, byte[] content) {
        var hash = new ContentHash(List.of(HashAlgorithm.SHA256));
        hash.add(content, content.length);
        stand.repository.targets.put(new TargetPath(path), hash.toTargetFile(null));
        stand.sign();
    }

    private static RubyValue spec(String name, String version) {
        return RubyValue.items(RubyValue.text(name), RubyValue.version(version), RubyValue.text("ruby"));
    }

    private static byte[] gzip(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    /** As {@code gem build} makes one. */
    private static byte[] gem(String name, String version) {
        var metadata = gzip("""
            --- !ruby/object:Gem::Specification
            name: %s
            version: !ruby/object:Gem::Version
              version: %s
            platform: ruby
            authors:
            - me
            dependencies:
            - !ruby/object:Gem::Dependency
              name: dep
              requirement: &1 !ruby/object:Gem::Requirement
                requirements:
                - - ">="
                  - !ruby/object:Gem::Version
                    version: '1'
              type: :runtime
              prerelease: false
              version_requirements: *1
            description:
            required_ruby_version: !ruby/object:Gem::Requirement
              requirements:
              - - ">="
                - !ruby/object:Gem::Version
                  version: '3'
            rubygems_version: 3.3.15
            summary: s
            """.formatted(name, version).getBytes(StandardCharsets.UTF_8));
        var out = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(out)) {
            var entry = new TarArchiveEntry("metadata.gz");
            entry.setSize(metadata.length);
            tar.putArchiveEntry(entry);
            tar.write(metadata);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private byte[] bytes(String path) {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(stand.address("/gems/" + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String body(String path) {
        return stand.get("/gems/" + path).body();
    }

    private int status(String path) {
        return stand.get("/gems/" + path).statusCode();
    }

    @Test
    void aSignedGemIsServedAndOthersAreRefused() {
        assertThat(bytes("gems/demo-1.0.0.gem")).isEqualTo(gem);
        assertThat(status("gems/demo-1.1.0.gem")).isEqualTo(403);

        sign("gems/demo-1.1.0.gem", "another".getBytes(StandardCharsets.UTF_8));
        assertThat(status("gems/demo-1.1.0.gem")).isEqualTo(403);
    }

    @Test
    void theCompactIndexHasOnlyWhatIsSignedWithTheHashThatIsSigned() {
        assertThat(body("info/demo")).isEqualTo("---\n1.0.0 dep:>= 1&< 3|checksum:" + sha256 + ",ruby:>= 3\n");

        stand.registry.put("/up/info/demo", "---\n1.0.0 |checksum:" + "0".repeat(64) + "\n");
        assertThat(body("info/demo")).isEqualTo("---\n1.0.0 |checksum:" + sha256 + "\n");
    }

    @Test
    void aGemWithoutSignedVersionsIsRefused() {
        stand.registry.put("/up/info/evil", "---\n1.0.0 |checksum:" + sha256 + "\n");

        assertThat(status("info/evil")).isEqualTo(403);
        assertThat(status("info/none")).isEqualTo(404);
    }

    /** Bundler takes the tag for the MD5 of the whole, and asks for a gem's info again when the checksum is another. */
    @Test
    void tagsAreWhatBundlerTakesThemFor() throws Exception {
        var answer = stand.get("/gems/info/demo", "Accept-Encoding", "gzip");
        var md5 = MessageDigest.getInstance("MD5").digest(answer.body().getBytes(StandardCharsets.UTF_8));
        var tag = "\"" + HexFormat.of().formatHex(md5) + "\"";

        assertThat(answer.headers().firstValue("ETag")).contains(tag);
        assertThat(stand.get("/gems/info/demo", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        assertThat(body("versions"))
                .startsWith("created_at: 2026-01-01T00:00:00Z\n---\ndemo 1.0.0,1.1.0 ")
                .doesNotContain("0123456789abcdef0123456789abcdef", "html");
    }

    private static String tag(String text) throws NoSuchAlgorithmException {
        var md5 = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
        return '"' + HexFormat.of().formatHex(md5) + '"';
    }

    /** As Bundler asks: from the last byte that it has on, with the MD5 of what it has as the tag. */
    @Test
    void whoHasTheBeginningOfTheVersionsGetsTheRest() throws Exception {
        var before = body("versions");
        stand.registry.put(
                "/up/versions",
                "created_at: 2026-01-01T00:00:00Z\n---\ndemo 1.0.0,1.1.0 0123456789abcdef0123456789abcdef\n"
                        + "later 1.0.0 fedcba9876543210fedcba9876543210\n");
        var whole = body("versions");
        var range = "bytes=" + (before.length() - 1) + "-";

        var rest = stand.get("/gems/versions", "Range", range, "If-None-Match", tag(before));

        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(before + rest.body().substring(1)).isEqualTo(whole).contains("later");
        assertThat(rest.headers().firstValue("ETag")).contains(tag(whole));
        assertThat(rest.headers().firstValue("Content-Range"))
                .contains("bytes " + (before.length() - 1) + "-" + (whole.length() - 1) + "/" + whole.length());
        assertThat(rest.headers().firstValue("Repr-Digest"))
                .contains("sha-256=:"
                        + Base64.getEncoder()
                                .encodeToString(Bytes.utf8(whole).sha256().array()) + ":");

        for (var other : List.of(
                tag("x".repeat(before.length())),
                tag(before + "x"),
                tag(""),
                tag(before).toUpperCase(Locale.ROOT),
                "x".repeat(4000))) {
            var again = stand.get("/gems/versions", "Range", range, "If-None-Match", other);
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(whole);
        }
        for (var useless : List.of("bytes=" + whole.length() + "-", "bytes=0-3", "bytes=-3", "bytes=99999999999-")) {
            assertThat(stand.get("/gems/versions", "Range", useless, "If-None-Match", tag(before))
                            .body())
                    .isEqualTo(whole);
        }
        assertThat(stand.get("/gems/versions", "Range", range, "If-None-Match", tag(whole))
                        .statusCode())
                .isEqualTo(304);

        // Parts are for GET, and for who means this content (RFC 9110, 14.2 and 13.1.5).
        var head = stand.send("HEAD", "/gems/versions", "Range", range, "If-None-Match", tag(before));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(whole.length());
        assertThat(stand.get("/gems/versions", "Range", range, "If-None-Match", tag(before), "If-Range", tag(before))
                        .body())
                .isEqualTo(whole);
    }

    /** Bundler takes 401 and 403 there for a question for a password, and shows the reason of everything else. */
    @Test
    void theReasonWhyTheOlderListsAreRefusedIsShown() {
        assertThat(status("specs.4.8.gz")).isEqualTo(200);
        stand.repositoryAway = true;
        stand.later(Duration.ofHours(2));

        var refused = stand.get("/gems/specs.4.8.gz");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.headers().firstValue("X-Error-Message").orElse(""))
                .contains("metadata was last verified at")
                .doesNotContain("401", "403");
        assertThat(status("versions")).isEqualTo(403);
        assertThat(status("gems/demo-1.0.0.gem")).isEqualTo(403);
    }

    @Test
    void olderListsHaveOnlyWhatIsSigned() throws IOException {
        assertThat(specs("specs.4.8.gz")).isEqualTo(RubyValue.items(spec("demo", "1.0.0")));
    }

    /** Bundler says nothing of why a gem is not in a list, and shows why its specification is refused. */
    @Test
    void gemsOfWhichNothingIsSignedAreListedAndRefused() throws IOException {
        put(
                "/up/specs.4.8.gz",
                gzip(MarshalWriter.write(
                                RubyValue.items(spec("evil", "1.0.0"), spec("demo", "1.1.0"), spec("demo", "1.0.0")))
                        .toByteArray()));
        put(
                "/up/prerelease_specs.4.8.gz",
                gzip(MarshalWriter.write(RubyValue.items(spec("demo", "2.0.pre")))
                        .toByteArray()));
        put("/up/gems/evil-1.0.0.gem", gem("evil", "1.0.0"));

        assertThat(specs("specs.4.8.gz")).isEqualTo(RubyValue.items(spec("demo", "1.0.0"), spec("evil", "1.0.0")));
        assertThat(specs("prerelease_specs.4.8.gz")).isEqualTo(RubyValue.items());
        var refused = stand.get("/gems/quick/Marshal.4.8/evil-1.0.0.gemspec.rz");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("evil-1.0.0.gem is not signed");
    }

    private RubyValue specs(String path) throws IOException {
        var list = new GZIPInputStream(new ByteArrayInputStream(bytes(path))).readAllBytes();
        return MarshalReader.read(Bytes.wrap(list));
    }

    private static RubyValue javaSpec(String name, String version) {
        return RubyValue.items(RubyValue.text(name), RubyValue.version(version), RubyValue.text("java"));
    }

    /** gem and Bundler go by the older lists when the info of a gem is refused. */
    @Test
    void whereAGemHasASignedListTheOlderListsAreThatList() throws IOException {
        for (var version : new String[] {"1.1.0", "1.2.0", "1.3.0.pre", "1.1.0-java"}) {
            sign("gems/demo-" + version + ".gem", gem("demo", version));
        }
        stand.lists = stand.registry.address("/lists/");
        stand.signList(Ecosystem.GEMS, "demo", "gems/");
        stand.restart("gems", it -> new GemsProtocol(it.guarded(Ecosystem.GEMS, "/up")));
        put(
                "/up/prerelease_specs.4.8.gz",
                gzip(MarshalWriter.write(RubyValue.items(spec("demo", "1.0.pre")))
                        .toByteArray()));

        assertThat(status("info/demo")).isEqualTo(403);
        assertThat(specs("specs.4.8.gz"))
                .isEqualTo(RubyValue.items(
                        spec("demo", "1.0.0"),
                        javaSpec("demo", "1.1.0"),
                        spec("demo", "1.1.0"),
                        spec("demo", "1.2.0")));
        assertThat(specs("prerelease_specs.4.8.gz")).isEqualTo(RubyValue.items(spec("demo", "1.3.0.pre")));
    }

    /** Whoever reads such a list makes objects of it: only names and versions get through. */
    @Test
    void aListWithOtherObjectsIsNotPassedOn() {
        put(
                "/up/specs.4.8.gz",
                gzip(MarshalWriter.write(RubyValue.items(new RubyValue.Packed("Gem::Installer", Bytes.utf8("x"))))
                        .toByteArray()));

        assertThat(status("specs.4.8.gz")).isEqualTo(502);
    }

    /** The registry's own is not asked for: it might name other dependencies. */
    @Test
    void theShortSpecificationIsMadeOfTheGem() throws IOException {
        put("/up/quick/Marshal.4.8/demo-1.0.0.gemspec.rz", "evil".getBytes(StandardCharsets.UTF_8));

        var quick = new InflaterInputStream(new ByteArrayInputStream(bytes("quick/Marshal.4.8/demo-1.0.0.gemspec.rz")))
                .readAllBytes();

        assertThat(new String(quick, StandardCharsets.ISO_8859_1))
                .startsWith("\4\10u:\27Gem::Specification")
                .contains("demo", "1.0.0", "Gem::Dependency", "dep", ">=", "ruby");
        assertThat(stand.registry.fetches("/up/quick/Marshal.4.8/demo-1.0.0.gemspec.rz"))
                .isZero();
        assertThat(status("quick/Marshal.4.8/demo-1.1.0.gemspec.rz")).isEqualTo(403);
    }

    @Test
    void aGemThatSaysItIsAnotherHasNoSpecification() {
        put("/up/gems/other-1.0.0.gem", gem);
        sign("gems/other-1.0.0.gem", gem);

        assertThat(body("quick/Marshal.4.8/other-1.0.0.gemspec.rz"))
                .contains("other-1.0.0.gem is signed, but no gem of this name: it says that it is demo-1.0.0");
    }

    /** gem asks for the compact index only where there is an answer. */
    @Test
    void theRootIsThereWhenTheRegistryHasACompactIndex() {
        assertThat(status("")).isEqualTo(200);
        stand.registry.remove("/up/versions");
        assertThat(status("")).isEqualTo(404);
    }

    @Test
    void aCanaryThatWasAnnouncedIsInTheIndexAndRefused() {
        assertThat(body("info/" + CANARY)).contains(CANARY + " is refused to everyone");
        assertThat(stand.get("/canary/" + CANARY).body()).isEqualTo("{\"asked\":[\"/gems/\"]}");

        assertThat(body("versions")).contains("\n" + CANARY + " 1.0.0 ");
        assertThat(stand.get("/canary/" + CANARY.replace('0', '1')).body()).isEqualTo("{\"asked\":[]}");
        assertThat(stand.get("/canary/other").statusCode()).isEqualTo(400);
    }

    @Test
    void whatAServerOfGemsHasNotIsMissing() {
        for (var path :
                new String[] {"other", "info", "gems/demo.txt", "quick/Marshal.4.9/demo-1.0.0.gemspec.rz", "a/b/c/d"}) {
            assertThat(status(path)).as(path).isEqualTo(404);
        }
    }
}

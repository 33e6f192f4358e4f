package dev.countersign.guard.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.guard.GuardStand;
import dev.countersign.packages.Ecosystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guard as Maven sees it. */
class MavenProtocolIT {
    private static final String JAR = "org/example/lib/1.0/lib-1.0.jar";

    @TempDir
    private Path folder;

    private GuardStand stand;

    @BeforeEach
    void start() {
        stand = new GuardStand(folder);
        stand.serve("maven", it -> new MavenProtocol(it.guarded(Ecosystem.MAVEN, "/repo")))
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        stand.close();
    }

    private void publish(String path) {
        stand.publish("maven/" + path, "/repo/" + path, "content of " + path);
    }

    private void metadata(String... versions) {
        var text =
                new StringBuilder("<metadata><groupId>org.example</groupId><artifactId>lib</artifactId><versioning>");
        text.append("<latest>9.9</latest><release>9.9</release><versions>");
        for (var version : versions) {
            text.append("<version>").append(version).append("</version>");
        }
        stand.registry.put(
                "/repo/org/example/lib/maven-metadata.xml", text + "</versions></versioning></metadata>", "text/xml");
    }

    @ParameterizedTest
    @CsvSource({".sha1, SHA-1", ".md5, MD5", ".sha256, SHA-256", ".sha512, SHA-512"})
    void checksumsAreThoseOfTheVerifiedContent(String suffix, String algorithm) throws NoSuchAlgorithmException {
        publish(JAR);
        stand.registry.put("/repo/" + JAR + suffix, "0000");

        assertThat(stand.get("/maven/" + JAR).body()).isEqualTo("content of " + JAR);
        assertThat(stand.get("/maven/" + JAR + suffix).body())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance(algorithm)
                                .digest(("content of " + JAR).getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aChangedJarIsRefusedWithAProblemThatMavenShows() {
        publish(JAR);
        stand.registry.put("/repo/" + JAR, "an evil jar");

        var refused = stand.get("/maven/" + JAR);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(refused.body()).contains("\"detail\":\"Countersign: maven/" + JAR);
        assertThat(stand.get("/maven/" + JAR + ".sha1").statusCode()).isEqualTo(403);
    }

    @Test
    void metadataListsWhatIsSignedAndItsChecksumFits() throws NoSuchAlgorithmException {
        metadata("1.0", "2.0", "3.0", "4.0-SNAPSHOT");
        publish("org/example/lib/1.0/lib-1.0.pom");
        publish("org/example/lib/2.0/lib-2.0.pom");
        stand.registry.put("/repo/org/example/lib/3.0/lib-3.0.pom", "evil");

        var page = stand.get("/maven/org/example/lib/maven-metadata.xml").body();

        assertThat(page)
                .contains("<version>1.0</version>", "<version>2.0</version>", "<latest>2.0</latest>")
                .doesNotContain("3.0", "4.0", "9.9");
        assertThat(stand.get("/maven/org/example/lib/maven-metadata.xml.sha1").body())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-1").digest(page.getBytes(StandardCharsets.UTF_8))));
        assertThat(stand.get("/maven/org/example/lib/3.0/lib-3.0.pom").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aSignedListRefusesMetadataThatHidesAVersion() throws IOException {
        metadata("1.0", "2.0", "3.0");
        publish("org/example/lib/1.0/lib-1.0.pom");
        publish("org/example/lib/2.0/lib-2.0.pom");
        stand.signList(Ecosystem.MAVEN, "org/example/lib", "maven/org/example/lib/");
        stand.lists = stand.registry.address("/lists/");
        stand.restart("maven", it -> new MavenProtocol(it.guarded(Ecosystem.MAVEN, "/repo")));

        assertThat(stand.get("/maven/org/example/lib/maven-metadata.xml").body())
                .contains("<version>1.0</version>", "<release>2.0</release>")
                .doesNotContain("3.0");
        metadata("1.0");
        var refused = stand.get("/maven/org/example/lib/maven-metadata.xml");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("version 2.0 is missing");
    }

    @Test
    void snapshotsAreRefused() {
        var path = "org/example/lib/1.0-SNAPSHOT/";
        stand.registry.put("/repo/" + path + "lib-1.0-SNAPSHOT.jar", "x");
        stand.registry.put("/repo/" + path + "maven-metadata.xml", "<metadata/>");

        for (var file : new String[] {"lib-1.0-SNAPSHOT.jar", "maven-metadata.xml", "lib-1.0-SNAPSHOT.jar.sha1"}) {
            var refused = stand.get("/maven/" + path + file);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("snapshot");
        }
    }

    @Test
    void prefixesOfPluginsAreWrittenAnew() {
        stand.registry.put(
                "/repo/org/example/maven-metadata.xml",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><metadata><plugins><plugin><name>&e;</name>"
                    + "<prefix>demo</prefix><artifactId>demo-maven-plugin</artifactId></plugin></plugins></metadata>",
                "text/xml");

        assertThat(stand.get("/maven/org/example/maven-metadata.xml").body())
                .contains("<prefix>demo</prefix>", "<artifactId>demo-maven-plugin</artifactId>")
                .doesNotContain("ENTITY", "root:");
    }

    @Test
    void metadataOfAnotherProjectIsRefused() {
        metadata("1.0");
        stand.registry.put(
                "/repo/org/example/other/maven-metadata.xml",
                "<metadata><groupId>org.example</groupId><artifactId>lib</artifactId></metadata>",
                "text/xml");

        assertThat(stand.get("/maven/org/example/other/maven-metadata.xml").statusCode())
                .isEqualTo(502);
    }

    @Test
    void whatTheRegistryHasNotStaysMissing() {
        assertThat(stand.get("/maven/" + JAR).statusCode()).isEqualTo(404);
        assertThat(stand.get("/maven/org/example/lib/maven-metadata.xml").statusCode())
                .isEqualTo(404);
        assertThat(stand.get("/maven/archetype-catalog.xml").statusCode()).isEqualTo(404);
        stand.registry.put("/repo/archetype-catalog.xml", "x");
        assertThat(stand.get("/maven/archetype-catalog.xml").statusCode()).isEqualTo(403);
    }
}

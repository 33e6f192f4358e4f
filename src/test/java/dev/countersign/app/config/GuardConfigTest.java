package dev.countersign.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.http.tls.ClientCertificates;
import dev.countersign.http.tls.PemFiles;
import dev.countersign.packages.Ecosystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardConfigTest {
    private static final String LEAST = "guard:\n  server: https://tuf.example.org\n  registries:\n    - type: pypi\n"
            + "      url: https://pypi.example.org/simple/\n";

    @TempDir
    private Path folder;

    private GuardConfig read(String yaml) throws IOException {
        var file = Files.writeString(folder.resolve("guard.yaml"), yaml);
        return GuardConfig.read(new Values(Map.of(), Map.of(), ConfigFile.read(file)));
    }

    @Test
    void theExampleHasTheDefaults() throws IOException {
        var example = GuardConfig.read(new Values(Map.of(), Map.of(), ConfigFile.read(Path.of("conf", "guard.yaml"))));
        var least = read(LEAST);

        assertThat(example.port()).isEqualTo(least.port()).isEqualTo(8090);
        assertThat(example.host()).isEqualTo(least.host()).isEqualTo("127.0.0.1");
        assertThat(example.cache()).isEqualTo(least.cache());
        assertThat(example.cache().size()).isEqualTo(10L << 30);
        assertThat(example.refresh()).isEqualTo(least.refresh()).isEqualTo(Duration.ofMinutes(1));
        assertThat(example.offline()).isEqualTo(least.offline()).isEqualTo(Duration.ofHours(1));
        assertThat(example.indexSize()).isEqualTo(least.indexSize());
        assertThat(example.registries()).isEqualTo(least.registries());
        assertThat(example.management()).isEqualTo(least.management());
        assertThat(example.management().port()).isNull();
        assertThat(example.trust().repository())
                .isEqualTo(least.trust().repository())
                .isEqualTo("default");
        assertThat(example.lists()).isNull();
        assertThat(example.tls()).isNull();
        assertThat(example.access()).isEqualTo(least.access()).isEqualTo(new GuardConfig.GuardAccess(null, false));
    }

    @Test
    void everyKeyIsRead() throws IOException {
        var config = read("""
            guard:
              host: 0.0.0.0
              port: 1
              tls:
                certificate: chain.pem
                key: key.pem
                client-ca: clients.pem
                client-auth: optional
              access:
                tokens-file: tokens
              public-url: https://packages.example.org
              server: http://127.0.0.1:8080
              repository: team
              metadata-url: https://mirror.example.org/metadata
              root: r.json
              state: s
              token-file: t
              cache: c
              cache-size: 2MiB
              refresh: 2s
              offline: 3s
              index-size: 5MiB
              lists: http://watch.example.org/lists/
              ca: ca.pem
              registries:
                - type: files
                  name: tools
                  url: https://files.example.org/
                  prefix: a/b
                  headers-file: h
                - type: npm
                  place: js
                  url: https://npm.example.org
            management:
              host: "::1"
              port: 2
            log:
              level: debug
            """);

        assertThat(config.host()).isEqualTo("0.0.0.0");
        assertThat(config.port()).isEqualTo(1);
        assertThat(config.tls())
                .isEqualTo(new PemFiles(
                        folder.resolve("chain.pem"),
                        folder.resolve("key.pem"),
                        folder.resolve("clients.pem"),
                        ClientCertificates.OPTIONAL));
        assertThat(config.access()).isEqualTo(new GuardConfig.GuardAccess(folder.resolve("tokens"), false));
        assertThat(String.valueOf(config.publicAddress())).isEqualTo("https://packages.example.org");
        assertThat(config.trust().repository()).isEqualTo("team");
        assertThat(String.valueOf(config.trust().metadata())).isEqualTo("https://mirror.example.org/metadata");
        assertThat(config.trust().root()).isEqualTo(folder.resolve("r.json"));
        assertThat(config.trust().state()).isEqualTo(folder.resolve("s"));
        assertThat(config.trust().tokenFile()).isEqualTo(folder.resolve("t"));
        assertThat(config.cache()).isEqualTo(new GuardConfig.CacheSettings(folder.resolve("c"), 2 << 20));
        assertThat(config.refresh()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.offline()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.indexSize()).isEqualTo(5 << 20);
        assertThat(String.valueOf(config.lists())).isEqualTo("http://watch.example.org/lists/");
        assertThat(config.authorities()).isEqualTo(folder.resolve("ca.pem"));
        assertThat(config.management()).isEqualTo(new GuardConfig.ManagementPort("::1", 2));
        assertThat(config.logLevel()).isEqualTo(Config.Log.Level.DEBUG);
        var files = config.registries().getFirst();
        assertThat(files.kind()).isEqualTo(Ecosystem.FILES);
        assertThat(files.place()).isEqualTo("files/tools");
        assertThat(files.prefix()).isEqualTo("a/b");
        assertThat(files.headers()).isEqualTo(folder.resolve("h"));
        assertThat(config.registries().getLast().place()).isEqualTo("js");
        assertThat(config.registries().getLast().prefix()).isEqualTo("npm");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "guard: {};guard.server: missing",
                "guard: {server: 'https://a.example'};guard.registries: none",
                "guard: {server: 'ftp://a.example'};guard.server",
                "guard: {server: 'https://a.example', registries: [{type: deb, url: 'https://b'}]};pypi, npm, maven",
                "guard: {server: 'https://a.example', registries: [{type: npm, url: 'b'}]};a url such as https://host/",
                "guard: {server: 'https://a.example', registries: [{type: npm, url: 'https://b', place: '../x'}]};a"
                        + " place of",
                "guard: {server: 'https://a.example', registries: [{type: npm, url: 'https://b', x: y}]};x: unknown"
                        + " key",
                "guard: {server: 'https://a.example', registries: [{type: npm, url: 'https://b'}, {type: npm, url:"
                        + " 'https://c'}]};npm/ and npm/ are in the same place",
                "guard: {server: 'https://a.example', tls: {certificate: c}, registries: [{type: npm, url:"
                        + " 'https://b'}]};guard.tls: only a part is given",
                "guard: {server: 'https://a.example', access: {mode: open, tokens-file: t}, registries: [{type: npm,"
                        + " url: 'https://b'}]};guard.access: mode is open, and tokens-file is given",
            })
    void whatIsWrongIsNamed(String yaml, String sentence) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(StartFailure.class).hasMessageContaining(sentence);
    }

    private static final String TLS = "  tls: {certificate: c, key: k, client-ca: a, client-auth: %s}\n";

    @Test
    void onlyOnLoopbackIsItForWhoeverReachesIt() throws IOException {
        for (var host : List.of("127.0.0.1", "127.0.0.2", "localhost", "\"::1\"")) {
            assertThat(read(LEAST + "  host: " + host + "\n")).isNotNull();
        }
        for (var host : List.of("0.0.0.0", "\"::\"", "192.0.2.1", "packages.example.org")) {
            for (var asksNobody : List.of("", TLS.formatted("optional"), "  public-url: https://p.example\n")) {
                assertThatThrownBy(() -> read(LEAST + "  host: " + host + "\n" + asksNobody))
                        .isInstanceOf(StartFailure.class)
                        .hasMessageContaining("guard.host: " + host.replace("\"", "") + " is reached by others");
            }
            for (var decided :
                    List.of("  access: {mode: open}\n", "  access: {tokens-file: t}\n", TLS.formatted("required"))) {
                assertThat(read(LEAST + "  host: " + host + "\n" + decided)).isNotNull();
            }
        }
    }
}

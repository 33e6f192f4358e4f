package dev.countersign.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.Permission;
import dev.countersign.access.certificate.CertificateName;
import dev.countersign.access.certificate.CertificateName.NameKind;
import dev.countersign.access.certificate.CertificateRule;
import dev.countersign.access.oidc.ClaimCondition;
import dev.countersign.access.oidc.ClaimPattern;
import dev.countersign.access.oidc.ClaimRule;
import dev.countersign.access.oidc.Issuer;
import dev.countersign.access.oidc.JwsAlgorithm;
import dev.countersign.app.config.Config.Log.Level;
import dev.countersign.http.AddressRange;
import dev.countersign.http.ForwardedHeader;
import dev.countersign.http.tls.ClientCertificates;
import dev.countersign.http.tls.PemFiles;
import dev.countersign.repository.MirrorName;
import dev.countersign.repository.MirrorPlace;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.tuf.TargetPathPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {

    private static final Path EXAMPLE = Path.of("conf", "countersign.yaml");

    private static final String OIDC = "[{\"issuer\": \"https://issuer.example\", \"audience\": [\"a\", \"b\"],"
            + " \"algorithms\": \"RS256\", \"keys\": \"https://keys.example\", \"ca\": \"/ca.pem\","
            + " \"rules\": [{\"claims\": {\"repository_id\": 7, \"realm\": {\"roles\": [\"x-*\", \"y\"]}},"
            + " \"repository\": \"pypi\", \"grants\": [\"artifacts:app/**\", \"read\"]}]}]";

    private static final String CERTIFICATES =
            "[{\"subject\": \"CN=a,O=b\", \"dns\": \"c.d\", \"repository\": \"*\", \"grants\": \"sign\"}]";

    private static final String MIRRORS = "[{\"name\": \"cdn\", \"bucket\": \"tuf-files\", \"prefix\": \"a/b\","
            + " \"endpoint\": \"https://s3.example.org\", \"region\": \"eu-west-1\", \"path-style\": \"false\","
            + " \"profile\": \"cdn\", \"ca\": \"/tls/store.pem\"}, {\"name\": \"disk\", \"repository\": \"pypi\","
            + " \"folder\": \"/srv/tuf\", \"compressed\": \"true\"}]";

    /** Every key at another value than its default. */
    private static final Map<String, String> OTHER = new TreeMap<>(Map.ofEntries(
            Map.entry("http.host", "0.0.0.0"),
            Map.entry("http.port", "80"),
            Map.entry("http.max-body", "1MiB"),
            Map.entry("http.max-document", "1MiB"),
            Map.entry("http.max-bodies", "64MiB"),
            Map.entry("http.max-bodies-per-address", "8MiB"),
            Map.entry("http.body-time", "30s"),
            Map.entry("http.body-rate", "1KiB"),
            Map.entry("http.hosts", "tuf.example.org, tuf.internal"),
            Map.entry("http.max-depth", "32"),
            Map.entry("http.task-hold", "250ms"),
            Map.entry("http.max-held-tasks", "100"),
            Map.entry("http.idle-timeout", "30s"),
            Map.entry("http.tls.certificate", "/tls/chain.pem"),
            Map.entry("http.tls.key", "/tls/key.pem"),
            Map.entry("http.tls.client-auth", "optional"),
            Map.entry("http.tls.client-ca", "/tls/clients.pem"),
            Map.entry("management.tls.certificate", "/tls/m.pem"),
            Map.entry("management.tls.key", "/tls/mk.pem"),
            Map.entry("management.tls.client-auth", "required"),
            Map.entry("management.tls.client-ca", "/tls/mc.pem"),
            Map.entry("redis.ca", "/tls/redis.pem"),
            Map.entry("limits.connections", "100"),
            Map.entry("limits.connections-per-address", "10"),
            Map.entry("limits.head-time", "3s"),
            Map.entry("limits.requests", "50"),
            Map.entry("limits.refused", "5"),
            Map.entry("forwarded.proxies", "127.0.0.1, 10.0.0.0/8"),
            Map.entry("forwarded.header", "forwarded"),
            Map.entry("management.host", "0.0.0.0"),
            Map.entry("management.port", "9090"),
            Map.entry("database.url", "postgresql://other@db:5433/repository"),
            Map.entry("database.password", "hunter2"),
            Map.entry("database.pool-size", "16"),
            Map.entry("database.connect-timeout", "2s"),
            Map.entry("database.statement-timeout", "1m"),
            Map.entry("redis.url", "rediss://cache:6380/2"),
            Map.entry("keys.directory", "/keys"),
            Map.entry("keys.calls", "4"),
            Map.entry("keys.timeout", "3s"),
            Map.entry("keys.vault.address", "https://vault.example:8200"),
            Map.entry("keys.vault.mount", "signing"),
            Map.entry("keys.vault.namespace", "tuf"),
            Map.entry("keys.vault.ca", "/tls/vault.pem"),
            Map.entry("keys.vault.auth", "approle"),
            Map.entry("keys.vault.auth-mount", "roles"),
            Map.entry("keys.vault.role-id", "role"),
            Map.entry("keys.vault.secret-id-file", "/run/secret-id"),
            Map.entry("keys.aws.region", "eu-north-1"),
            Map.entry("keys.aws.endpoint", "https://kms.example"),
            Map.entry("keys.aws.profile", "signer"),
            Map.entry("keys.aws.ca", "/tls/aws.pem"),
            Map.entry("keys.google.endpoint", "https://google.example"),
            Map.entry("keys.google.credentials-file", "/run/google.json"),
            Map.entry("keys.google.ca", "/tls/google.pem"),
            Map.entry("keys.azure.endpoint", "https://azure.example"),
            Map.entry("keys.azure.ca", "/tls/azure.pem"),
            Map.entry("keys.pkcs11.module", "/usr/lib/token.so"),
            Map.entry("keys.pkcs11.pin-file", "/run/pin"),
            Map.entry("publishing.max-waiting", "4096"),
            Map.entry("publishing.max-waiting-artifacts", "10000"),
            Map.entry("publishing.max-submissions", "256"),
            Map.entry("publishing.max-payload", "1MiB"),
            Map.entry("publishing.max-pause", "20ms"),
            Map.entry("publishing.timeout", "30s"),
            Map.entry("publishing.cache", "8MiB"),
            Map.entry("publishing.signing-workers", "4"),
            Map.entry("publishing.misdated", "7"),
            Map.entry("serving.cache", "1GiB"),
            Map.entry("serving.timestamp-max-age", "5s"),
            Map.entry("retention.files", "2h"),
            Map.entry("retention.publications", "20"),
            Map.entry("retention.tasks", "1d"),
            Map.entry("retention.audit", "10y"),
            Map.entry("artifacts.paths", "strict"),
            Map.entry("artifacts.max-per-request", "500"),
            Map.entry("artifacts.max-custom", "1KiB"),
            Map.entry("access.mode", "open"),
            Map.entry("access.anonymous", "read, audit"),
            Map.entry("access.oidc", OIDC),
            Map.entry("access.certificates", CERTIFICATES),
            Map.entry("mirrors", MIRRORS),
            Map.entry("log.level", "debug"),
            Map.entry("log.origin", "tuf.example.org"),
            Map.entry("log.witnesses", "witness.example.org+key https://witness.example.org")));

    @TempDir
    Path folder;

    @Test
    void theExampleHasEveryKeyAtItsDefault() {
        var values = new Values(Map.of(), Map.of(), ConfigFile.read(EXAMPLE));

        var example = Config.read(values);

        assertThat(example)
                .usingRecursiveComparison()
                .ignoringFields("keys.directory")
                .isEqualTo(Config.defaults());
        assertThat(example.keys().directory()).isEqualTo(Path.of("conf", "keys").toAbsolutePath());
    }

    @Test
    void theExampleExplainsEveryKeyAndNoOther() throws IOException {
        var values = values(Map.of(), "");
        Config.read(values);
        // Keys without a value give nothing, so the text is read here line by line.
        var keys = new TreeSet<String>();
        var group = "";
        var inner = "";
        for (var line : Files.readAllLines(EXAMPLE)) {
            var key = line.strip().replaceAll(":.*", "");
            if (line.matches("[a-z0-9-]+:.*")) {
                group = key;
                keys.add(group);
            } else if (line.matches("  [a-z0-9-]+:.*")) {
                keys.remove(group);
                inner = group + "." + key;
                keys.add(inner);
            } else if (line.matches("    [a-z0-9-]+:.*")) {
                keys.remove(inner);
                keys.add(inner + "." + key);
            }
        }

        assertThat(keys).isEqualTo(values.known());
    }

    @Test
    void everyKeyCanBeSetInTheFile() throws IOException {
        assertOther(Config.read(values(Map.of(), yaml(OTHER))));
    }

    @Test
    void everyKeyCanBeSetByTheEnvironment() throws IOException {
        var environment = new TreeMap<String, String>();
        OTHER.forEach((key, value) -> environment.put(Values.variable(key), value));

        assertOther(Config.read(values(environment, "")));
    }

    @Test
    void thePasswordCanComeFromAFileBesideTheConfiguration() throws IOException {
        var config = Config.read(values(Map.of(), "database:\n  password-file: secrets/database\n"));

        assertThat(config.database().passwordFile()).isEqualTo(folder.resolve("secrets/database"));
        assertThat(config.database().password()).isNull();
    }

    @Test
    void theEnvironmentWinsOverTheFileAndAnOptionOverBoth() throws IOException {
        var environment = Map.of("COUNTERSIGN_HTTP_PORT", "1001", "COUNTERSIGN_MANAGEMENT_PORT", "1002");
        var file = ConfigFile.read(write("http:\n  port: 1\nmanagement:\n  port: 2\n"));
        var options = Map.of("http.port", new Values.Given("2001", "--port", folder));

        var config = Config.read(new Values(options, environment, file));

        assertThat(config.http().port()).isEqualTo(2001);
        assertThat(config.management().port()).isEqualTo(1002);
    }

    @Test
    void aKeyOfNobodyIsRefusedWithItsLineAndTheNearestKey() {
        refused(
                "http:\n  host: localhost\n  prot: 80\n",
                "http.prot: unknown key (",
                " line 3); did you mean http.port?");
        refused("web:\n  port: 80\n", "web.port: unknown key (", " line 2); conf/countersign.yaml shows every key");
        refused("http: 80\n", "http: unknown key (");
        refused("http:\n  port:\n    number: 80\n", "http.port.number: unknown key (");
    }

    @Test
    void aVariableOfNobodyIsRefused() {
        assertThatThrownBy(() -> Config.read(values(Map.of("COUNTERSIGN_HTTP_PROT", "80"), "")))
                .isInstanceOf(StartFailure.class)
                .hasMessage("COUNTERSIGN_HTTP_PROT: environment variable of no known key; unset or correct it");
    }

    @Test
    void variablesOfOtherUsesAreLeftAlone() throws IOException {
        var environment = Map.of("COUNTERSIGN_SERVER", "x", "COUNTERSIGN_JAVA_OPTS", "y", "HTTP_PORT", "z");

        assertThat(Config.read(values(environment, ""))).isEqualTo(Config.defaults());
    }

    @Test
    void aValueOfAnotherKindIsRefusedWithWhatWasExpected() {
        refused(
                "http:\n  port: eighty\n",
                "http.port: a text of 6 characters (expected: a number from 0 to 65535; ",
                " line 2)");
        refused("http:\n  port: 65536\n", "http.port: 65536 (expected: a number from 0 to 65535; ");
        refused("http:\n  port: [80]\n", "http.port: a list (expected: one value; ");
        refused("http:\n  task-hold: 10\n", "http.task-hold: 10 (expected: a duration from 0s to 1m; ");
        refused("http:\n  task-hold: 61s\n", "http.task-hold: 61s (expected: a duration from 0s to 1m; ");
        refused("http:\n  max-body: 16MB\n", "http.max-body: 16MB (expected: a size from 1KiB to 1GiB; ");
        refused(
                "log:\n  level: loud\n",
                "log.level: a text of 4 characters (expected: error or warn or info or debug; ");
        refused(
                "redis:\n  url: localhost\n",
                "redis.url: a text of 9 characters (expected: a url such as redis://host/…; ");
    }

    /** Somebody's password in the wrong line does not end up in a log. */
    @Test
    void whatWasPutUnderAWrongKeyIsNotRepeated() {
        for (var key : List.of("port", "max-body", "task-hold")) {
            assertThatThrownBy(() -> Config.read(values(Map.of(), "http:\n  " + key + ": hunter2\n")))
                    .hasMessageContaining("http." + key + ": a text of 7 characters")
                    .hasMessageNotContaining("hunter2");
        }
        for (var key : List.of("database.url", "redis.url", "log.level", "artifacts.paths")) {
            assertThatThrownBy(() -> Config.read(values(Map.of(Values.variable(key), "hunter2"), "")))
                    .hasMessageContaining(key + ": ")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void aKeyGivenTwiceIsRefused() {
        refused("http:\n  port: 80\n  port: 81\n", "http.port: given twice", " line 3");
        refused("http:\n  port: 80\nhttp:\n  port: 81\n", "http: given twice", " line 3");
    }

    @Test
    void aPasswordGivenTwiceIsRefused() {
        refused("database:\n  password: a\n  password-file: b\n", "database.password-file: ", "only one of");
    }

    @Test
    void brokenYamlIsRefusedWithItsLine() {
        refused("http: {port: 80\nlog: x\n", " line ", ": not YAML: ");
        refused("http:\n\tport: 80\n", " line 1: not YAML: ");
        refused("- http\n", " line 1: expected keys with values");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        var missing = folder.resolve("missing.yaml");

        assertThatThrownBy(() -> ConfigFile.read(missing))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith(missing + ": no such configuration file");
        assertThatThrownBy(() -> ConfigFile.read(folder))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("the configuration file cannot be read");
    }

    @Test
    void passwordsAreNeverPrinted() throws IOException {
        var environment = Map.of(
                "COUNTERSIGN_DATABASE_URL", "postgresql://countersign:hunter2@db/x?password=hunter2&user=y",
                "COUNTERSIGN_DATABASE_PASSWORD", "hunter2",
                "COUNTERSIGN_REDIS_URL", "redis://:hunter2@cache");

        var printed = Config.read(values(environment, "")).toString();

        assertThat(printed)
                .contains("postgresql://countersign:***@db/x?password=***&user=y")
                .contains("redis://:***@cache")
                .doesNotContain("hunter2");
        assertThatThrownBy(() -> Config.read(values(Map.of("COUNTERSIGN_DATABASE_URL", "pg://a:hunter2@b"), "")))
                .hasMessageContaining("pg://a:***@b")
                .hasMessageNotContaining("hunter2");
    }

    private static void assertOther(Config config) {
        assertThat(config)
                .isEqualTo(new Config(
                        new Config.Http(
                                "0.0.0.0",
                                80,
                                new PemFiles(
                                        Path.of("/tls/chain.pem"),
                                        Path.of("/tls/key.pem"),
                                        Path.of("/tls/clients.pem"),
                                        ClientCertificates.OPTIONAL),
                                List.of("tuf.example.org", "tuf.internal"),
                                1 << 20,
                                1 << 20,
                                64 << 20,
                                8 << 20,
                                Duration.ofSeconds(30),
                                1 << 10,
                                32,
                                Duration.ofMillis(250),
                                100,
                                Duration.ofSeconds(30)),
                        new Config.ManagementSettings(
                                "0.0.0.0",
                                9090,
                                new PemFiles(
                                        Path.of("/tls/m.pem"),
                                        Path.of("/tls/mk.pem"),
                                        Path.of("/tls/mc.pem"),
                                        ClientCertificates.REQUIRED)),
                        new Config.Database(
                                new ServerUrl(new Secret("postgresql://other@db:5433/repository")),
                                new Secret("hunter2"),
                                null,
                                16,
                                Duration.ofSeconds(2),
                                Duration.ofMinutes(1)),
                        new Config.Redis(new ServerUrl(new Secret("rediss://cache:6380/2")), Path.of("/tls/redis.pem")),
                        new Config.LimitSettings(100, 10, Duration.ofSeconds(3), 50, 5),
                        new Config.Forwarded(
                                List.of(
                                        AddressRange.parse("127.0.0.1").orElseThrow(),
                                        AddressRange.parse("10.0.0.0/8").orElseThrow()),
                                ForwardedHeader.FORWARDED),
                        new KeySettings(
                                Path.of("/keys"),
                                4,
                                Duration.ofSeconds(3),
                                new KeySettings.Vault(
                                        URI.create("https://vault.example:8200"),
                                        "signing",
                                        "tuf",
                                        Path.of("/tls/vault.pem"),
                                        new KeySettings.VaultAuth.AppRole("roles", "role", Path.of("/run/secret-id"))),
                                new KeySettings.Aws(
                                        "eu-north-1",
                                        URI.create("https://kms.example"),
                                        "signer",
                                        Path.of("/tls/aws.pem")),
                                new KeySettings.Google(
                                        URI.create("https://google.example"),
                                        Path.of("/run/google.json"),
                                        Path.of("/tls/google.pem")),
                                new KeySettings.Azure(URI.create("https://azure.example"), Path.of("/tls/azure.pem")),
                                new KeySettings.Pkcs11(Path.of("/usr/lib/token.so"), Path.of("/run/pin"))),
                        new Config.Publishing(
                                4096,
                                10_000,
                                256,
                                1 << 20,
                                Duration.ofMillis(20),
                                Duration.ofSeconds(30),
                                8 << 20,
                                4,
                                7),
                        new Config.Serving(1L << 30, Duration.ofSeconds(5)),
                        new Config.RetentionConfig(
                                Duration.ofHours(2), 20, Duration.ofDays(1), Duration.ofDays(10 * 365)),
                        new Config.Artifacts(TargetPathPolicy.STRICT, 500, 1 << 10),
                        new Config.Access(
                                Config.Access.Mode.OPEN,
                                List.of(Permission.READ, Permission.AUDIT),
                                oidc(),
                                certificates()),
                        mirrors(),
                        new Config.Log(
                                Level.DEBUG,
                                "tuf.example.org",
                                List.of("witness.example.org+key https://witness.example.org"))));
    }

    private static List<DeclaredMirror> mirrors() {
        return List.of(
                new DeclaredMirror(
                        RepositoryName.DEFAULT,
                        new MirrorName("cdn"),
                        new MirrorPlace.Bucket(
                                "tuf-files",
                                "a/b/",
                                Optional.of(URI.create("https://s3.example.org")),
                                Optional.of("eu-west-1"),
                                false,
                                Optional.of("cdn"),
                                Optional.of("/tls/store.pem"))),
                new DeclaredMirror(
                        new RepositoryName("pypi"), new MirrorName("disk"), new MirrorPlace.Folder("/srv/tuf", true)));
    }

    @Test
    void mirrorsThatCannotBeAreRefusedWithTheirPlace() {
        mirrorRefused("{name: a}", "mirrors[0]: a group (expected: a group with one of folder and bucket");
        mirrorRefused("{name: a, folder: /x, bucket: abc}", "one of folder and bucket");
        mirrorRefused("{name: A, folder: /x}", "mirrors[0].name: name: \"A\" (expected: 1 to 63 characters");
        mirrorRefused("{folder: /x}", "mirrors[0]: a group (expected: a group with name");
        mirrorRefused("{name: a, folder: /x, region: y}", "mirrors[0].region: unknown key");
        mirrorRefused("{name: a, bucket: A}", "bucket: \"A\" (expected: 3 to 63 characters");
        mirrorRefused("{name: a, bucket: abc, secret: x}", "mirrors[0].secret: unknown key");
        mirrorRefused(
                "{name: a, bucket: abc, endpoint: 'https://id:hunter2@s3.example.org'}",
                "(expected: the address of a store without a path");
        mirrorRefused("{name: a, bucket: abc, path-style: yes}", ".path-style: \"yes\" (expected: true or false");
        mirrorRefused("{name: a, folder: /x}\n  - {name: a, folder: /y}", "another name for each mirror");
        assertThatThrownBy(() -> Config.read(values(
                        Map.of(),
                        "mirrors:\n  - {name: a, bucket: abc, endpoint: 'https://id:hunter2@s3.example.org'}\n")))
                .hasMessageNotContaining("hunter2");
    }

    private void mirrorRefused(String mirror, String words) {
        refused("mirrors:\n  - " + mirror + "\n", words);
    }

    private static List<Config.Access.TrustedIssuer> oidc() {
        var pypi = Optional.of(new RepositoryName("pypi"));
        var rule = new ClaimRule(
                Map.of(
                        "repository_id",
                        one("7"),
                        "realm",
                        new ClaimCondition.EveryMember(Map.of("roles", one("x-*", "y")))),
                new Grants(List.of(Grant.parse("artifacts:app/**", pypi), Grant.parse("read", pypi))));
        var issuer = new Issuer(
                "https://issuer.example",
                Set.of("a", "b"),
                Set.of(JwsAlgorithm.RS256),
                Optional.of(URI.create("https://keys.example")),
                List.of(rule));
        return List.of(new Config.Access.TrustedIssuer(issuer, Path.of("/ca.pem")));
    }

    private static ClaimCondition one(String... patterns) {
        return new ClaimCondition.OneOf(
                Stream.of(patterns).map(ClaimPattern::new).toList());
    }

    private static List<CertificateRule> certificates() {
        return List.of(new CertificateRule(
                List.of(CertificateName.subject("CN=a,O=b"), CertificateName.alternative(NameKind.DNS, "c.d")),
                new Grants(List.of(Grant.everywhere(Permission.SIGN)))));
    }

    @Test
    void rulesThatMeanNothingAreRefusedWithTheirPlace() {
        issuerRefused(
                "issuer: http://issuer.example", ".issuer: \"http://issuer.example\" (expected: an https address");
        issuerRefused("issuer: issuer.example", ".issuer: \"issuer.example\"");
        issuerRefused("audience: []", ": without audience");
        issuerRefused("algorithms: [HS256]", ".algorithms: \"HS256\" (expected: asymmetric ones");
        issuerRefused("algorithms: [none]", ".algorithms: \"none\" (expected: asymmetric ones");
        issuerRefused("keys: http://keys.example", ".keys: \"http://keys.example\" (expected: an https");
        issuerRefused("rules: []", ": without audience, algorithms or rules");
        issuerRefused("role: x", ".role: unknown key (expected: ");
        issuerRefused("rules: [{claims: {}, grants: [read]}]", ".rules[0]: no claim that must have a certain value");
        issuerRefused("rules: [{claims: {a: '**'}, grants: [read]}]", ".rules[0]: no claim");
        issuerRefused("rules: [{claims: {a: []}, grants: [read]}]", ".rules[0].claims.a: no value");
        issuerRefused("rules: [{claims: {a: b}, grants: [write]}]", ".rules[0].grants: \"write\" is no permission");
        issuerRefused("rules: [{claims: {a: b}, grants: ['read:a']}]", ".rules[0].grants: read with paths");
        issuerRefused("rules: [{claims: {a: b}, grants: []}]", ".rules[0].grants: a list (expected: at least one");
        issuerRefused("rules: [{claims: {a: b}}]", ".rules[0]: a group (expected: a group with grants");
        issuerRefused(
                "rules: [{claims: {a: b}, repository: No, grants: [read]}]", ".rules[0].repository: \"No\" (expected:");
        issuerRefused("rules: [{claims: {a: b}, grants: [read], path: x}]", ".rules[0].path: unknown key");
        var twice = "{issuer: 'https://a.example', audience: a, rules: [{claims: {a: b}, grants: [read]}]}";
        refused("access:\n  oidc:\n  - " + twice + "\n  - " + twice + "\n", "each issuer once", " line 4)");
        certificateRefused("dns: '*.example.org'", ".dns: \"*.example.org\" (expected: ");
        certificateRefused("subject: release", ".subject: \"release\" is no subject");
        certificateRefused("repository: default", ": no name (expected: at least one of");
        certificateRefused("cn: release", ".cn: unknown key");
        refused(
                "access:\n  certificates: [{subject: CN=a, grants: [read]}]\n",
                "access.certificates: clients are not asked for certificates (expected: http.tls with client-ca",
                " line 2)");
    }

    /** An issuer that is right but for one key. */
    private void issuerRefused(String wrong, String words) {
        var keys = new TreeMap<>(Map.of(
                "issuer", "issuer: https://issuer.example",
                "audience", "audience: a",
                "rules", "rules: [{claims: {a: b}, grants: [read]}]"));
        keys.put(wrong.substring(0, wrong.indexOf(':')), wrong);
        var yaml = "access:\n  oidc:\n  - " + String.join("\n    ", keys.values()) + "\n";
        refused(yaml, "access.oidc[0]" + words, " line ");
    }

    private void certificateRefused(String wrong, String words) {
        refused("access:\n  certificates:\n  - " + wrong + "\n    grants: [read]\n", "access.certificates[0]" + words);
    }

    private void refused(String yaml, String... words) {
        assertThatThrownBy(() -> Config.read(values(Map.of(), yaml)))
                .isInstanceOfSatisfying(
                        StartFailure.class,
                        failure -> assertThat(failure.status()).isEqualTo(2))
                .hasMessageContainingAll(words)
                .message()
                .hasLineCount(1);
    }

    private Values values(Map<String, String> environment, String yaml) throws IOException {
        return new Values(Map.of(), environment, ConfigFile.read(write(yaml)));
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("countersign.yaml"), yaml);
    }

    /** The keys as groups, in a file's form. */
    private static String yaml(Map<String, String> keys) {
        var yaml = new StringBuilder();
        var open = List.<String>of();
        for (var key : keys.entrySet()) {
            var groups = List.of(key.getKey().split("\\."));
            var own = groups.subList(0, groups.size() - 1);
            for (int depth = 0; depth < own.size(); depth++) {
                if (depth >= open.size() || !open.subList(0, depth + 1).equals(own.subList(0, depth + 1))) {
                    yaml.append("  ".repeat(depth)).append(own.get(depth)).append(":\n");
                }
            }
            open = own;
            yaml.append("  ".repeat(own.size()))
                    .append(groups.getLast())
                    .append(": ")
                    .append(key.getValue())
                    .append('\n');
        }
        return yaml.toString();
    }

    @Test
    void halfOfATlsConfigurationIsRefused() {
        refused("http:\n  tls:\n    key: k\n", "http.tls: only a part is given", "certificate and key");
        refused("management:\n  tls:\n    client-auth: required\n", "management.tls: only a part is given");
        refused(
                "http:\n  tls:\n    key: k\n    certificate: c\n    client-auth: required\n",
                "http.tls: client-ca and client-auth belong together");
        refused(
                "http:\n  tls:\n    key: k\n    certificate: c\n    client-ca: a\n",
                "http.tls: client-ca and client-auth belong together");
    }

    @Test
    void aProxyThatIsNoAddressIsRefused() {
        refused(
                "forwarded:\n  proxies: proxy.internal\n",
                "forwarded.proxies: ",
                "(expected: an address such as 192.0.2.7");
        refused("forwarded:\n  proxies: 10.1.0.0/8\n", "forwarded.proxies: ", "zeros behind its bits");
        refused("forwarded:\n  proxies: 10.0.0.0/33\n", "forwarded.proxies: ", "such as 10.0.0.0/8");
        refused("forwarded:\n  header: x-real-ip\n", "x-forwarded-for or forwarded");
    }
}

package dev.countersign.app.guard;

import static dev.countersign.Needed.needed;
import static dev.countersign.app.guard.ConfiguredGuard.WAITS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.app.Main;
import dev.countersign.http.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code guard setup} and {@code guard check} as users run them, with real package managers, for a guard whose certificate is of an
 * authority of its own and which asks for a token.
 */
class GuardSetupIT {
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    private final TestAuthority authority = TestAuthority.named("guards");
    private ConfiguredGuard stand;
    private RunningGuard guard;
    private Path home;
    private Path project;

    /** A program that has ended, and all that it said. */
    private record Ended(int status, String said) {}

    @BeforeEach
    void start() throws IOException {
        stand = new ConfiguredGuard(folder);
        home = Files.createDirectories(folder.resolve("home"));
        project = Files.createDirectories(folder.resolve("project"));
        authority.write(folder.resolve("authority.pem"));
        authority.issue("guard").write(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        Files.writeString(folder.resolve("own-token"), stand.newToken().reveal() + "\n");
        guard = stand.start("  root: 1.root.json\n  tls: {certificate: chain.pem, key: key.pem}\n"
                + "  access: {tokens-file: tokens}");
    }

    @AfterEach
    void stop() {
        guard.close(WAITS);
        stand.close();
    }

    /** Nothing of this machine's own configuration counts; Java programs take their home from a property. */
    private Map<String, String> environment() {
        var environment = new HashMap<>(Map.of(
                "PATH", System.getenv().getOrDefault("PATH", ""),
                "HOME", home.toString(),
                "JAVA_HOME", System.getProperty("java.home"),
                "COUNTERSIGN_GUARD", guard.address().toString(),
                "COUNTERSIGN_CA", folder.resolve("authority.pem").toString(),
                "COUNTERSIGN_GUARD_TOKEN_FILE", folder.resolve("own-token").toString()));
        environment.put("MAVEN_OPTS", "-Duser.home=" + home);
        return environment;
    }

    private static Ended run(Map<String, String> environment, Path in, List<String> command) {
        try {
            var output = Files.createTempFile(in, "said", ".txt");
            var builder = new ProcessBuilder(command)
                    .directory(in.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(command + " has not ended; it said: " + Files.readString(output));
            }
            return new Ended(process.exitValue(), Files.readString(output));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Ended countersign(Map<String, String> more, String... words) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Duser.home=" + home));
        var jar = System.getProperty("countersign.jar");
        command.addAll(
                jar == null
                        ? List.of("-cp", System.getProperty("java.class.path"), Main.class.getName())
                        : List.of("-jar", jar));
        command.add("guard");
        command.addAll(List.of(words));
        var environment = environment();
        environment.putAll(more);
        return run(environment, project, command);
    }

    private static boolean isInstalled(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }

    private static void mustBeInForce(Ended ended, int clients) {
        assertThat(ended.said().split("IN FORCE", -1)).as(ended.said()).hasSize(clients + 1);
        assertThat(ended.status()).as(ended.said()).isZero();
    }

    @Test
    void npmIsConfiguredAndFoundOutWhenItGoesRound() throws IOException {
        needed(isInstalled("npm"), "npm is not in the path");
        var settings = Files.writeString(home.resolve(".npmrc"), "fund=false\n");

        mustBeInForce(countersign(Map.of(), "setup", "npm"), 1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings)))
                .isEqualTo("rw-------");
        mustBeInForce(countersign(Map.of(), "check", "npm"), 1);

        // A token that the guard does not know: npm is not let in, so it never gets to ask for the canary.
        var configured = Files.readString(settings);
        Files.writeString(settings, configured.replaceAll("(?m):_authToken=.*$", ":_authToken=csg_other"));
        var other = countersign(Map.of(), "check", "npm");
        assertThat(other.status()).as(other.said()).isEqualTo(5);
        assertThat(other.said()).contains("GOES ROUND THE GUARD", "it did not ask " + guard.address());

        Files.writeString(settings, configured);
        var removed = countersign(Map.of(), "setup", "npm", "--remove");
        assertThat(removed.status()).as(removed.said()).isZero();
        assertThat(settings).hasContent("fund=false\n");
    }

    /** Whom Maven trusts is for its Java to know: people are told so, and this one has been told. */
    @Test
    void mavenIsConfigured() throws Exception {
        needed(isInstalled("mvn"), "mvn is not in the path");
        var trusting = Map.of(
                "MAVEN_OPTS",
                "-Duser.home=" + home + " -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword="
                        + PASSWORD + " -Djavax.net.ssl.trustStore=" + trustStore());

        var configured = countersign(trusting, "setup", "maven");
        mustBeInForce(configured, 1);
        assertThat(configured.said()).contains("keytool -importcert");
    }

    private Path trustStore() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("guards", authority.certificate());
        var file = folder.resolve("trusted.p12");
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    @Test
    void pipIsConfigured() throws IOException {
        var made = isInstalled("python3")
                && run(environment(), folder, List.of("python3", "-m", "venv", "python"))
                                .status()
                        == 0;
        needed(made, "no Python with venv is in the path");
        var program = folder.resolve("python").resolve("bin").resolve("pip").toString();

        mustBeInForce(countersign(Map.of(), "setup", "pip", "--program", program), 1);

        Files.writeString(home.resolve(".config/pip/pip.conf"), "[global]\nindex-url = https://registry.example/\n");
        var round = countersign(Map.of(), "check", "pip", "--program", program);
        assertThat(round.status()).as(round.said()).isEqualTo(5);
        assertThat(round.said()).contains("it also asked registry.example:443");
    }
}

package dev.countersign.cli.setup;

import static dev.countersign.Needed.needed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.CommandRun;
import dev.countersign.client.Authorities;
import dev.countersign.client.Credentials;
import dev.countersign.client.Transport;
import dev.countersign.guard.GuardStand;
import dev.countersign.guard.files.FilesProtocol;
import dev.countersign.packages.Ecosystem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proof that a package manager asks the guard, with real ones. What is guarded does not matter: a canary is refused before. */
class CanaryProofIT {
    @TempDir
    private Path folder;

    private GuardStand stand;
    private final Transport http = new Transport(Credentials.NONE, Authorities.OF_RUNTIME);
    private Path home = Path.of("");
    private Path project = Path.of("");

    @BeforeEach
    void start() throws IOException {
        stand = new GuardStand(folder.resolve("cache"));
        for (var place : new String[] {"npm", "maven"}) {
            stand.serve(place, it -> new FilesProtocol(it.guarded(Ecosystem.FILES, "/up")));
        }
        stand.start();
        home = Files.createDirectories(folder.resolve("home"));
        project = Files.createDirectories(folder.resolve("project"));
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        stand.close();
    }

    private URI guard() {
        return stand.address("");
    }

    private Machine machine() {
        var path = System.getenv().getOrDefault("PATH", "");
        var java = System.getenv().getOrDefault("JAVA_HOME", System.getProperty("java.home"));
        return new Machine(
                Machine.Platform.LINUX,
                Map.of("PATH", path, "HOME", home.toString(), "JAVA_HOME", java, "MAVEN_OPTS", "-Duser.home=" + home),
                home,
                home,
                project);
    }

    private ProofResult proof(PackageClient client) {
        var programs = client.proof().programs();
        needed(machine().program(programs).isPresent(), programs.getFirst() + " is not in the path");
        return new CanaryProof(new GuardAddress(http, guard()), machine(), Duration.ofMinutes(2)).of(client, null);
    }

    private void configure(PackageClient client, URI guard) {
        var settings = SettingsFile.at(client.configuration().file(machine()));
        settings.write(client.configuration().with(settings.text(), Destination.open(client.registry(guard))), true);
    }

    @Test
    void npmAsksTheGuardOnceItIsConfigured() {
        assertThat(proof(PackageClient.NPM)).isInstanceOf(ProofResult.GoesRound.class);

        configure(PackageClient.NPM, guard());
        assertThat(proof(PackageClient.NPM)).isEqualTo(new ProofResult.InForce());
    }

    /** What a project says goes before what its user has set. */
    @Test
    void aProjectThatGoesRoundTheGuardIsFoundOut() throws IOException {
        configure(PackageClient.NPM, guard());
        Files.writeString(project.resolve("package.json"), "{}");
        Files.writeString(project.resolve(".npmrc"), "registry=http://registry.example/\n");

        assertThat(proof(PackageClient.NPM))
                .isInstanceOfSatisfying(
                        ProofResult.GoesRound.class,
                        round -> assertThat(round.reasons())
                                .hasSize(2)
                                .anyMatch(reason -> reason.startsWith("it did not ask " + guard()))
                                .anyMatch(reason -> reason.equals("it also asked registry.example:80")));
    }

    @Test
    void mavenAsksTheGuardOnceItIsConfigured() {
        configure(PackageClient.MAVEN, guard());

        assertThat(proof(PackageClient.MAVEN)).isEqualTo(new ProofResult.InForce());
    }

    /** A program that ends well although nobody has what it was asked for got it somewhere, or did not ask. */
    @Test
    void aProgramThatSucceedsGoesRound() throws IOException {
        var program = Files.writeString(folder.resolve("npm"), "#!/bin/sh\nexit 0\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        var result = new CanaryProof(new GuardAddress(http, guard()), machine(), Duration.ofMinutes(2))
                .of(PackageClient.NPM, program);

        assertThat(result).isInstanceOf(ProofResult.GoesRound.class);
    }

    @Test
    void whatIsNotInstalledProvesNothing() {
        var nowhere = new Machine(Machine.Platform.LINUX, Map.of("PATH", folder.toString()), home, home, project);

        assertThat(new CanaryProof(new GuardAddress(http, guard()), nowhere, Duration.ofMinutes(2))
                        .of(PackageClient.NPM, null))
                .isEqualTo(new ProofResult.NotInstalled("npm"));
    }

    /** The way of a trial leads to the guard and nowhere else, by tunnel and without. */
    @Test
    void aTrialReachesTheGuardAndNobodyElse() throws Exception {
        try (var way = new WatchedWay(guard())) {
            var port = URI.create(String.valueOf(way.environment().get("http_proxy")))
                    .getPort();
            try (var client = HttpClient.newBuilder()
                    .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", port)))
                    .build()) {
                assertThat(status(client, guard() + "/health")).isEqualTo(200);
                assertThat(way.elsewhere()).isEmpty();
                assertThat(status(client, "http://registry.example/x?y=z")).isEqualTo(403);
                assertThat(way.elsewhere()).containsExactly("registry.example:80");
            }
        }
    }

    private static int status(HttpClient client, String address) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(address)).build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void aCommandNeedsAGuardBeforeItChangesAnything() {
        var file = folder.resolve("npmrc");
        var run = CommandRun.of("setup", "npm", "--guard", "http://127.0.0.1:1", "--file", file.toString());

        assertThat(run.exit()).isEqualTo(4);
        assertThat(file).doesNotExist();

        var other = CommandRun.of(
                "setup", "npm", "--guard", stand.registry.address("").toString(), "--file", file.toString());
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).contains("is that the address of a guard?");
        assertThat(file).doesNotExist();

        var another = CommandRun.of("setup", "pip", "--guard", guard().toString(), "--file", file.toString());
        assertThat(another.exit()).isEqualTo(1);
        assertThat(another.err()).contains("pip: " + guard() + "/pypi/simple/", "nothing is guarded at");
        assertThat(file).doesNotExist();
    }

    @Test
    void aFileIsPrintedWrittenAndRestored() throws IOException {
        var file = Files.writeString(folder.resolve("npmrc"), "registry=https://npm.example/\n");
        var arguments =
                new String[] {"npm", "--file", file.toString(), "--guard", guard().toString(), "--program", "true"};

        var printed = run(arguments, "--print");
        assertThat(printed.exit()).isZero();
        assertThat(printed.out())
                .contains("registry=" + guard() + "/npm/", "# countersign guard: registry=https://npm.example/");
        assertThat(file).hasContent("registry=https://npm.example/\n");

        var removed = run(arguments, "--remove");
        assertThat(removed.out()).contains("nothing to take out");

        var failing = Files.writeString(folder.resolve("fails"), "#!/bin/sh\nexit 1\n");
        assertThat(failing.toFile().setExecutable(true)).isTrue();
        arguments[6] = failing.toString();
        var written = run(arguments, "--output", "json");
        assertThat(written.exit()).isEqualTo(5);
        assertThat(written.text("clients")).contains("\"proof\":\"goes round\"", "it did not ask");
        assertThat(Files.readString(file)).contains("registry=" + guard() + "/npm/");

        assertThat(run(arguments, "--remove").out()).contains("taken out");
        assertThat(file).hasContent("registry=https://npm.example/\n");
    }

    private static CommandRun run(String[] arguments, String... more) {
        var all = new ArrayList<String>();
        all.add("setup");
        all.addAll(List.of(arguments));
        all.addAll(List.of(more));
        return CommandRun.of(all.toArray(String[]::new));
    }
}

package dev.countersign.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.CommandRun;
import dev.countersign.cli.DeclaredMembers;
import dev.countersign.cli.FakeServer;
import dev.countersign.json.Json;
import dev.countersign.watch.FakeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchCommandTest {
    private static final String LIB = "pypi/lib/lib-1.0.tar.gz";

    private final FakeServer server = new FakeServer();
    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        server.close();
        registry.close();
    }

    private void publish(String content) {
        registry.put("/simple/", "<a href='lib/'>lib</a>");
        registry.put("/simple/lib/", "<a href='/files/lib-1.0.tar.gz'>lib-1.0.tar.gz</a>");
        registry.put("/files/lib-1.0.tar.gz", content);
    }

    private CommandRun once(String... more) {
        return run(Stream.concat(
                        Stream.of(
                                "--simple",
                                registry.url() + "/simple",
                                "--state",
                                folder.resolve("st").toString(),
                                "--once"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private CommandRun run(String... more) {
        return CommandRun.of(Stream.concat(Stream.of("watch", "--server", server.url()), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void oneLookSignsWhatARegistryHas() {
        publish("one");
        server.pollsUntilDone = 2;
        server.busyFor(1);

        var run = once();
        assertThat(run.out()).as("%s%s", run.err(), server.requests).isEqualTo("1 file signed, 0 withdrawn.\n");
        assertThat(run.exit()).isZero();
        assertThat(server.artifacts()).containsOnlyKeys(LIB, "pypi/.index/lib.json");
        assertThat(info(LIB).object("hashes").text("sha256")).isEqualTo(FakeRegistry.sha256("one"));
        assertThat(server.added).hasSize(1);

        assertThat(once("--output", "json").json().get("signed")).isEqualTo(new Json.Int(0));
        assertThat(server.added).hasSize(1);
    }

    @Test
    void changedBytesEndWithAnAlarmAndTheirStatus() {
        publish("one");
        once();
        publish("evil");

        var run = once("--recheck", "1ms", "--output", "json");
        assertThat(run.exit()).isEqualTo(5);
        assertThat(run.json().texts("alarms")).singleElement().asString().startsWith(LIB + " has CHANGED: sha256 ");
        assertThat(run.err()).contains("pypi: ALARM: " + LIB);
        assertThat(info(LIB).object("hashes").text("sha256")).isEqualTo(FakeRegistry.sha256("one"));
    }

    @Test
    void whatTheServerRefusesIsNamedAndTheRestIsSigned() {
        registry.put("/simple/", "<a href='lib/'>lib</a>");
        registry.put(
                "/simple/lib/", "<a href='/files/a.whl'>a</a><a href='/files/b.whl'>b</a><a href='/files/c.whl'>c</a>");
        for (var name : new String[] {"a", "b", "c"}) {
            registry.put("/files/" + name + ".whl", name);
        }
        server.refusedPath = path -> path.endsWith("/b.whl");
        server.orphanedPath = path -> path.endsWith("/c.whl");

        var run = once();
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("Not signed: pypi/lib/b.whl, pypi/lib/c.whl.");
        assertThat(server.artifacts()).containsOnlyKeys("pypi/lib/a.whl", "pypi/.index/lib.json");
    }

    @Test
    void aRegistryAndAServerThatAreAwayHaveTheirStatus() {
        var run = once();
        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.out()).contains("Not read: pypi: " + registry.url() + "/simple/ is not there (HTTP 404)");

        publish("one");
        server.failAfter(0);
        var failed = once("--timeout", "0s");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("HTTP 500");
        server.failAfter(Integer.MAX_VALUE);
        assertThat(once().exit()).isZero();
        assertThat(server.artifacts()).containsKey(LIB);
    }

    @Test
    void severalSourcesStandInAFile() throws IOException {
        publish("one");
        write("models/a.bin", "a");
        write("token", "s3cret\n");
        var config = write(
                "watch.yaml",
                "state: st\nsources:\n- simple: " + registry.url()
                        + "/simple\n  token-file: token\n  on-removal: withdraw\n"
                        + "- folder: models\n  prefix: models\n  template: '{prefix}/v1/{file}'\n");

        var run = run("--config", config.toString(), "--once");
        assertThat(run.err()).doesNotContain("s3cret");
        assertThat(run.exit()).isZero();
        assertThat(server.artifacts()).containsOnlyKeys(LIB, "pypi/.index/lib.json", "models/v1/a.bin");
        assertThat(registry.asked).allMatch(asked -> asked.endsWith(" Bearer s3cret"));
        assertThat(server.authorizations).noneMatch(authorization -> authorization.contains("s3cret"));

        registry.put("/simple/lib/", "");
        run("--config", config.toString(), "--once");
        assertThat(server.artifacts()).doesNotContainKey(LIB);
    }

    @Test
    void theExampleHasEveryKeyAndIsUnderstood() throws IOException {
        var example = Files.readString(Path.of("conf/watch.yaml"));
        for (var secret : new String[] {"wake.secret", "pypi.password", "npm.token"}) {
            write(secret, "x");
        }
        var plan = WatchPlan.read(write("watch.yaml", example), new WatchOptions());
        assertThat(plan.sources()).hasSize(4);
        assertThat(plan.sources().getFirst().settings())
                .isEqualTo(DeclaredSource.read(
                                DeclaredMembers.read(
                                        "test",
                                        Json.object()
                                                .put("simple", "https://pypi.internal/simple/")
                                                .put("projects", List.of("lib", "other-lib"))
                                                .build()),
                                folder)
                        .settings());
        assertThat(DeclaredSource.members())
                .allSatisfy(key -> assertThat(example).containsPattern("(?m)\\b" + key + "\\b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--prefix pypi; nothing to follow (expected: one of folder, tree, bucket, simple",
                "--simple http://x --npm http://y; several things to follow",
                "--simple ftp://x; expected: an address such as",
                "--simple http://x --prefix /pypi; no slash at either end",
                "--simple http://x --template {prefix}/{name}; text with {file}",
                "--simple http://x --on-removal forget; on-removal: forget (expected: keep, withdraw, alarm)",
                "--simple http://x --interval soon; interval: soon (expected: such as 30s",
                "--simple http://x --interval 1ms; at least 100 ms",
                "--simple http://x --at-once 0; at-once: 0 (expected: a whole number from 1)",
                "--simple http://x --project a/b; project: \"a/b\"",
                "--simple http://x --source-user me; user and password-file",
                "--simple http://registry.example --source-token-file FILE; (expected: https)",
                "--bucket models; such as s3://bucket/folder/",
                "--simple http://x --metrics 1.2.3.4.5:x; HOST:PORT",
            })
    void whatCannotBeMeantIsSaid(String arguments, String sentence) throws IOException {
        write("f", "x");
        var run = run(Stream.concat(
                        Stream.of("--state", folder.resolve("st").toString(), "--once"),
                        Stream.of(arguments
                                .replace("FILE", folder.resolve("f").toString())
                                .split(" ")))
                .toArray(String[]::new));
        assertThat(run.err()).contains(sentence);
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void sourcesOfOneFileDoNotShareNamesOrPrefixes() throws IOException {
        var config = write("watch.yaml", "state: st\nsources:\n- folder: a\n  name: a\n- folder: b\n  name: b\n");
        assertThat(run("--config", config.toString()).err()).contains("each name and each prefix once");
        assertThat(run(
                                "--config",
                                write("w.yaml", "state: st\nsources:\n- foldr: a\n")
                                        .toString())
                        .err())
                .contains("sources[0].foldr: unknown (expected: ");
    }

    @Test
    void aStateInUseIsSaid() throws IOException {
        publish("one");
        once();
        Files.writeString(folder.resolve("st/pypi.jsonl"), "{\"watch\":1,\"kind\":\"npm\"}\n");
        var run = once();
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("belongs to").contains("give each source a name of its own");
    }

    private Json.Obj info(String path) {
        var info = server.artifacts().get(path);
        return info == null ? Json.Obj.EMPTY : info;
    }

    private Path write(String name, String content) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}

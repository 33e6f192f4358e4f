package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key holders with nothing but the packaged command line, against the packaged service. */
class HolderJourneyIT {
    private static final int DONE = 0;
    private static final int PENDING = 3;

    @TempDir
    private Path temp;

    private record Ran(int exit, String said) {}

    private Ran countersign(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("countersign.jar")));
        command.addAll(List.of(arguments));
        var out = Files.createTempFile(temp, "out", ".txt");
        var process = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("ends in time").isTrue();
        return new Ran(process.exitValue(), Files.readString(out));
    }

    private void succeeds(int exit, String... arguments) throws Exception {
        var ran = countersign(arguments);
        assertThat(ran.exit()).as(ran.said()).isEqualTo(exit);
    }

    private static String[] with(String[] more, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void aRepositoryIsBornSignedTogetherAndGivenAnotherOnlineKey() throws Exception {
        for (var name : List.of("alice", "bob")) {
            succeeds(DONE, "key", "generate", "--out", name + ".pem", "--unencrypted");
        }
        Files.createDirectories(temp.resolve("keys"));
        for (var name : List.of("online-1", "online-2")) {
            succeeds(
                    DONE,
                    "key",
                    "generate",
                    "--unencrypted",
                    "--out",
                    "keys/" + name + ".pem",
                    "--public-out",
                    name + ".pub");
        }
        try (var service = Service.quickstart(
                temp.resolve("data"), "--empty", "--keys", temp.resolve("keys").toString())) {
            String[] server = {"--server", service.uri("").toString()};
            String[] trusting = {
                "--server", service.uri("").toString(), "--root", "1.root.json", "--trust-store", "store"
            };
            Files.writeString(temp.resolve("ceremony.yaml"), """
                root:
                  threshold: 2
                  keys: [{name: Alice, public-key: alice.pub}, {name: Bob, public-key: bob.pub}]
                online-key: {public-key: online-1.pub, uri: "fn:online-1.pem"}
                delegations:
                  - {name: nightly, paths: ["nightly/*"], expiration: 7}
                sign: [alice.pem]
                """);

            succeeds(PENDING, with(server, "ceremony", "--file", "ceremony.yaml"));
            succeeds(DONE, with(server, "sign", "root", "--key", "bob.pem", "--yes"));
            Files.writeString(
                    temp.resolve("1.root.json"),
                    service.get("/metadata/1.root.json").body());

            succeeds(
                    PENDING,
                    with(
                            server,
                            "delegation",
                            "add",
                            "releases",
                            "--path",
                            "releases/*",
                            "--expiration",
                            "30",
                            "--public-key",
                            "Alice=alice.pub"));
            succeeds(DONE, with(trusting, "sign", "releases", "--key", "alice.pem", "--yes"));
            succeeds(DONE, with(server, "config", "set", "timestamp=2"));
            succeeds(DONE, with(server, "online-bump"));
            assertThat(countersign(with(server, "delegation", "list")).said())
                    .contains("1. nightly: nightly/*", "2. releases: releases/*");
            var changed = countersign(
                    with(server, "delegation", "change", "releases", "--public-key", "Bob=bob.pub", "--position", "1"));
            assertThat(changed.exit()).as(changed.said()).isEqualTo(PENDING);
            assertThat(changed.said()).contains("NOT YET changed: releases");
            assertThat(service.get("/api/v1/delegations").body()).contains("\"proposed\":{\"keys\"");
            assertThat(countersign(with(server, "delegation", "list")).said())
                    .contains("1. releases: releases/*\n   signed by 1 of Bob", "NOT YET");
            succeeds(DONE, with(trusting, "sign", "releases", "--key", "bob.pem", "--yes"));
            assertThat(countersign(with(server, "delegation", "list")).said())
                    .contains("1. releases: releases/*\n   signed by 1 of Bob", "2. nightly")
                    .doesNotContain("NOT YET");

            succeeds(
                    PENDING,
                    with(
                            trusting,
                            "root",
                            "update",
                            "--online-key",
                            "online-2.pub",
                            "--online-uri",
                            "fn:online-2.pem",
                            "--key",
                            "alice.pem"));
            succeeds(DONE, with(trusting, "sign", "bundle", "bundle.json"));
            succeeds(
                    DONE,
                    "sign",
                    "offline",
                    "bundle.json",
                    "--root",
                    "1.root.json",
                    "--key",
                    "bob.pem",
                    "--yes",
                    "--out",
                    "bob.json");
            succeeds(DONE, with(server, "sign", "submit", "bob.json"));

            var after = new TufJs(
                    temp.resolve("user"), temp.resolve("1.root.json"), service.uri("/metadata"), service.uri("/files"));
            assertThat(after.look(List.of("nightly/a"), List.of()).error()).isEmpty();
            assertThat(service.get("/metadata/2.root.json").statusCode()).isEqualTo(200);
            succeeds(DONE, with(server, "status"));
        }
    }
}

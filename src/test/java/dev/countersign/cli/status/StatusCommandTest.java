package dev.countersign.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.CommandRun;
import dev.countersign.cli.FakeServer;
import dev.countersign.client.TestRepository;
import dev.countersign.json.Json;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
    private final FakeServer server = new FakeServer();
    private final TestRepository repository = new TestRepository();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void versionsAndExpiriesAreShownAsATable() {
        repository.publish();
        repository.publish();
        repository.serve(server::file);

        var run = CommandRun.of("status", "--server", server.url());

        assertThat(run.exit()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("Server      " + server.url() + " answers"),
                        line -> assertThat(line).isEqualTo("Repository  ready"),
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line).isEqualTo("Role        Version  Expires               Left"),
                        line -> assertThat(line).matches("root +1  " + repository.rootExpires + "  364 d 23 h"),
                        line -> assertThat(line)
                                .matches("timestamp +2  " + repository.timestampExpires + "  23 h 59 min"),
                        line -> assertThat(line).matches("snapshot +2  " + repository.snapshotExpires + "  6 d 23 h"),
                        line -> assertThat(line).matches("targets +1  " + repository.targetsExpires + "  364 d 23 h"));
    }

    @Test
    void whichKeyEachRoleHasIsShownWhereTheyDiffer() {
        repository.publish();
        var online = repository.onlineKey.key();
        var made = TestRepository.key().key();
        var own = new Key(made.id(), made.json().with("x-rstuf-online-key-uri", new Json.Str("hv:timestamp/1")));
        var keys = new LinkedHashMap<KeyId, Key>(Map.of(online.id(), online, own.id(), own));
        var role = new Role(List.of(online.id()), 1);
        var timestamp = new Role(List.of(own.id()), 1);
        var root = Root.draft(1, repository.rootExpires, keys, role, timestamp, role, role);
        repository.files.put("1.root.json", Metadata.of(root, List.of()).toBytes());
        repository.serve(server::file);

        assertThat(CommandRun.of("status", "--server", server.url()).out())
                .containsPattern("timestamp +1 .* key " + own.id() + " hv:timestamp/1\n")
                .containsPattern("snapshot +1 .* key " + online.id() + "\n")
                .containsPattern("targets +1 .* key " + online.id());
        assertThat(CommandRun.of("status", "--server", server.url(), "--output", "json")
                        .out())
                .contains("\"keyid\":\"" + own.id() + "\"", "\"keyid\":\"" + online.id() + "\"");
    }

    @Test
    void theNewestRootIsShown() {
        repository.publishRoot();
        repository.publish();
        repository.serve(server::file);

        assertThat(CommandRun.of("status", "--server", server.url()).out()).containsPattern("root +2 ");
    }

    @Test
    void aWrongAddressIsNamedWithTheRightOne() throws java.io.IOException {
        var base = server.url() + "/api/v1";
        var list = java.nio.file.Files.writeString(
                java.nio.file.Files.createTempFile("list", ""), "a;1;sha256;" + "a".repeat(64));
        for (var command : java.util.List.of(
                java.util.List.of("status"),
                java.util.List.of("artifact", "remove", "x"),
                java.util.List.of("import", list.toString()),
                java.util.List.of("task", "0".repeat(32)))) {
            var arguments = new java.util.ArrayList<>(command);
            arguments.addAll(java.util.List.of("--server", base));

            var run = CommandRun.of(arguments.toArray(String[]::new));

            assertThat(run.exit()).as(run.err()).isEqualTo(1);
            assertThat(run.err())
                    .contains("there is no API of Countersign at " + base + "/api/v1/")
                    .contains("give the address before /api/v1 as --server, such as " + server.url());
        }
        var metadata = CommandRun.of("status", "--server", server.url(), "--metadata-url", server.url() + "/elsewhere");
        assertThat(metadata.exit()).isEqualTo(1);
        assertThat(metadata.err()).contains("no metadata at " + server.url() + "/elsewhere; give the address");
    }

    @Test
    void somethingExpiredIsAFailure() {
        repository.snapshotExpires = TestRepository.in(-2);
        repository.publish();
        repository.serve(server::file);

        var run = CommandRun.of("status", "--server", server.url());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).containsPattern("snapshot .* EXPIRED 2 d ago");
    }

    @Test
    void whatWaitsForSignaturesIsListed() {
        server.pending =
                "{\"data\":{\"metadata\":{\"root\":{\"signatures\":[{}],\"signed\":{\"version\":2}},\"trusted_root\":{}}}}";

        var run = CommandRun.of("status", "--server", server.url());

        assertThat(run.out())
                .endsWith("Waiting for signatures\n  root version 2, signed by 1\n"
                        + "  'countersign sign' tells who is missing.\n");
    }

    @Test
    void aServerWithoutARepositorySaysSo() {
        server.bootstrap = "{\"data\":{\"bootstrap\":false},\"message\":\"System available for bootstrap.\"}";

        var run = CommandRun.of("status", "--server", server.url(), "--output", "json");

        assertThat(run.exit()).isZero();
        assertThat(run.text("bootstrap")).isEqualTo("false");
        assertThat(run.text("roles")).isEqualTo("[]");
        assertThat(CommandRun.of("status", "--server", server.url()).out()).contains("not created yet");
    }

    @Test
    void aServiceThatCannotPublishSaysWhy() {
        repository.publish();
        repository.serve(server::file);
        server.status = "{\"data\":{\"status\":\"reading\",\"reading\":true,\"writing\":false,"
                + "\"waiting_for\":{\"key\":\"the online key fn:a cannot sign\"},"
                + "\"attention\":{\"root\":\"root expires in 20 days\\u001b[2J\"},"
                + "\"backlog\":{\"submissions\":12,\"oldest_seconds\":90}},\"message\":\"Service status.\"}";

        var run = CommandRun.of("status", "--server", server.url());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("WAITING     key: the online key fn:a cannot sign")
                .contains("Backlog     12 submissions not published yet, the oldest for 1 min 30 s")
                .contains("ATTENTION   root expires in 20 days\\u001b[2J");
        var json = CommandRun.of("status", "--server", server.url(), "--output", "json");
        assertThat(json.text("publishing")).isEqualTo("false");
        assertThat(json.text("backlog")).isEqualTo("{\"submissions\":12,\"oldest_seconds\":90}");
    }

    @Test
    void aServerThatSpeaksSomethingElseIsSaidToBeWrong() {
        server.bootstrap = "<html>welcome</html>";

        var run = CommandRun.of("status", "--server", server.url());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("not the API of Countersign").contains("as --server");
    }
}

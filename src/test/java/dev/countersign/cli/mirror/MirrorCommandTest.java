package dev.countersign.cli.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.CommandRun;
import dev.countersign.cli.StubApi;
import dev.countersign.cli.StubApi.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MirrorCommandTest {
    private static final String BUCKET = "{\"name\":\"cdn\",\"place\":{\"bucket\":\"tuf-files\",\"prefix\":\"a/\","
            + "\"endpoint\":\"https://s3.example.org\"},\"state\":\"STATE\",\"shows\":{\"timestamp\":7},"
            + "\"behind_seconds\":90,\"check\":{\"number\":NUMBER,\"files\":20PROBLEM}}";

    private final StubApi server = new StubApi(this::answer);
    private String problem = "";
    private int lists;

    @AfterEach
    void stop() {
        server.close();
    }

    /** Every request with its body. */
    private List<String> asked() {
        return IntStream.range(0, server.bodies.size())
                .mapToObj(i -> server.asked.get(i) + " " + server.bodies.get(i))
                .toList();
    }

    /** The first time a mirror is asked for it is being filled, and not yet checked. */
    private Reply answer(String request) {
        return switch (request) {
            case "GET /api/v1/mirrors" -> new Reply(200, "{\"data\":{\"mirrors\":[" + described(lists++ > 0) + "]}}");
            case "POST /api/v1/mirrors" -> new Reply(201, "{\"data\":" + described(false) + "}");
            case "POST /api/v1/mirrors/verify" -> new Reply(202, "{\"data\":{\"name\":\"cdn\",\"check_asked\":4}}");
            case "POST /repositories/pypi/api/v1/mirrors/delete" ->
                new Reply(200, "{\"data\":" + described(true) + "}");
            default -> new Reply(404, "{\"detail\":{\"message\":\"Mirror not found.\",\"error\":\"None.\"}}");
        };
    }

    private String described(boolean isDone) {
        return BUCKET.replace("STATE", isDone ? "complete" : "behind")
                .replace("NUMBER", isDone ? "4" : "3")
                .replace("PROBLEM", problem);
    }

    private CommandRun run(String... arguments) {
        var all = new ArrayList<>(List.of("mirror"));
        all.addAll(List.of(arguments));
        all.add("--server=" + server.url());
        return CommandRun.of(all.toArray(String[]::new));
    }

    @Test
    void aBucketIsAdded() {
        var run = run(
                "add",
                "--s3=tuf-files/a",
                "--endpoint=https://s3.example.org",
                "--path-style=true",
                "--store-ca=/tls/ca.pem");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Mirror cdn (s3://tuf-files/a/ at https://s3.example.org) is being filled");
        assertThat(asked())
                .containsExactly(
                        "POST /api/v1/mirrors {\"name\":\"tuf-files\",\"bucket\":\"tuf-files\",\"prefix\":\"a\","
                            + "\"endpoint\":\"https://s3.example.org\",\"ca\":\"/tls/ca.pem\",\"path_style\":true}");
    }

    @Test
    void aFolderIsAddedAndWaitedFor() {
        var run = run("add", "--folder=/srv/x/../Tuf", "--compressed", "--name=cdn", "--wait");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("is filled.");
        assertThat(asked())
                .containsExactly(
                        "POST /api/v1/mirrors {\"name\":\"cdn\",\"folder\":\"/srv/Tuf\",\"compressed\":true}",
                        "GET /api/v1/mirrors ",
                        "GET /api/v1/mirrors ");
    }

    @Test
    void optionsThatDoNotFitAreMisuse() {
        assertThat(run("add", "--folder=/srv/tuf", "--region=x").exit()).isEqualTo(2);
        assertThat(run("add", "--folder=/srv/tuf", "--store-ca=/tls/ca.pem").exit())
                .isEqualTo(2);
        assertThat(run("add", "--s3=tuf-files", "--compressed").exit()).isEqualTo(2);
        assertThat(run("add").exit()).isEqualTo(2);
        assertThat(run("add", "--s3=tuf-files", "--folder=/srv/tuf").exit()).isEqualTo(2);
        assertThat(asked()).isEmpty();
    }

    @Test
    void mirrorsAreListedWithHowTheyStand() {
        assertThat(run("list").out())
                .contains("cdn", "s3://tuf-files/a/ at https://s3.example.org", "behind, timestamp 7, 90 s behind");
    }

    @Test
    void verifyWaitsForTheCheckThatItAskedFor() {
        var run = run("verify", "cdn");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("Mirror cdn verifies: 20 files were read");
        assertThat(lists).isEqualTo(2);
    }

    @Test
    void whatDoesNotVerifyIsTold() {
        problem = ",\"problem\":\"clients do not find 3.bins-0.json\"";
        var run = run("verify", "cdn");
        assertThat(run.exit()).isEqualTo(5);
        assertThat(run.err()).contains("mirror cdn: clients do not find 3.bins-0.json");
    }

    @Test
    void oneOfAnotherRepositoryIsRemoved() {
        var run = run("remove", "cdn", "--repository=pypi");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Mirror cdn is filled no longer");
        assertThat(run("remove", "other").exit()).isEqualTo(1);
    }
}

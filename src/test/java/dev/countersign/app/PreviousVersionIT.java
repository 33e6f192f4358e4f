package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.store.TestPostgres;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A database that the version before repositories had names has left (schema version 2): a repository with two bins, two
 * artifacts added, one of them removed, a setting changed, and an artifact that is held back.
 */
class PreviousVersionIT {
    private static final List<String> FINISHED = List.of(
            "cbde0ff3720af29c2b3b12d12905ec5b",
            "a3ec524a30db27922daa74db6e5892ab",
            "6fec7f0ca534289b7c3da08d673600ec",
            "9dfa67c5ac0b09082242eda038f16c8e",
            "22bb5da48afe371ced5086d1db03f802");
    private static final String HELD = "ed7cf79988436d5ee5d42042b7c62bc0";

    private final TestPostgres.Database database = TestPostgres.database();

    @AfterEach
    void drop() {
        database.close();
    }

    private Countersign start() throws IOException, URISyntaxException {
        // Whatever day it is, what was stored is not old.
        return Countersign.node(database.uri(), resource("keys"), Map.of("COUNTERSIGN_RETENTION_TASKS", "36500d"));
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(PreviousVersionIT.class.getResource("version-2/" + name))
                .toURI());
    }

    @Test
    void isTakenOverWithoutLossAndGoesOn() throws IOException, URISyntaxException {
        database.execute(Files.readString(resource("database.sql")));
        try (var node = start()) {
            assertThat(node.get("/api/v1/bootstrap/").body())
                    .contains("\"state\":\"finished\"", "\"id\":\"" + FINISHED.getFirst() + "\"");
            for (var task : FINISHED) {
                assertThat(task(node, task)).contains("\"state\":\"SUCCESS\"");
            }
            assertThat(task(node, FINISHED.get(3)))
                    .contains(
                            "\"deleted_artifacts\":[\"one.txt\"]",
                            "\"not_found_artifacts\":[\"never.txt\"]",
                            "2026-11-28T05:35:06.157252Z");
            assertThat(node.get("/metadata/1.root.json").statusCode()).isEqualTo(200);
            assertThat(node.get("/metadata/2.bins-1.json").body()).contains("two.txt");

            node.add("three.txt");

            assertThat(task(node, HELD)).contains("\"state\":\"SUCCESS\"");
            assertThat(node.get("/api/v1/artifacts/?path=held.txt").body()).contains("\"state\":\"published\"");
            assertThat(node.get("/api/v1/artifacts/?path=two.txt").body()).contains("\"state\":\"published\"");
            assertThat(database.number("select count(*) from repository where id = 1 and name = 'default'"))
                    .isEqualTo(1);
        }
    }

    private static String task(Countersign node, String id) {
        return node.get("/api/v1/task/?task_id=" + id).body();
    }
}

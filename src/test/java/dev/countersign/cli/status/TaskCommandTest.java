package dev.countersign.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.CommandRun;
import dev.countersign.cli.FakeServer;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.client.Credentials;
import dev.countersign.client.Transport;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskCommandTest {
    private final FakeServer server = new FakeServer();
    private final String task = submit();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aTaskThatIsDoneSaysWhatItDid() {
        var run = CommandRun.of("task", task, "--server", server.url());

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("Task task1 is done: Artifact(s) removed.\nNot in the repository: a.\n");
    }

    @Test
    void aTaskThatGoesOnIsPending() {
        server.pollsUntilDone = 2;

        var run = CommandRun.of("task", task, "--server", server.url());

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).isEqualTo("Task task1 has not ended (started).\n");
    }

    @Test
    void anUnknownTaskIsPendingAndSaysWhy() {
        var run = CommandRun.of("task", "nobody", "--server", server.url());

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).contains("It waits, or the server does not know this id.");
    }

    @Test
    void waitingEndsWhenTheTaskDoes() {
        server.pollsUntilDone = 3;

        var run = CommandRun.of("task", task, "--wait", "--output", "json", "--server", server.url());

        assertThat(run.exit()).isZero();
        assertThat(run.text("state")).isEqualTo("\"SUCCESS\"");
    }

    @Test
    void aTaskThatFailedIsAFailureForTheCallerToo() {
        server.failure = "Invalid signature";

        var run = CommandRun.of("task", submit(), "--server", server.url());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("failed: Artifact(s) removed: Invalid signature.");
    }

    private String submit() {
        try (var http = new Transport(Credentials.NONE)) {
            return new ApiClient(http, java.net.URI.create(server.url()), () -> "").removeArtifacts(List.of("a"), true);
        }
    }
}

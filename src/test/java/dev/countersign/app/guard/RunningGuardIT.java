package dev.countersign.app.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.app.config.ConfigFile;
import dev.countersign.app.config.GuardConfig;
import dev.countersign.app.config.StartFailure;
import dev.countersign.app.config.Values;
import dev.countersign.app.service.Waits;
import dev.countersign.client.TestRepository;
import dev.countersign.guard.StubRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard as a process puts it together from its configuration. */
class RunningGuardIT {
    private static final Waits WAITS = new Waits(() -> false);

    private final TestRepository repository = new TestRepository();

    @TempDir
    private Path folder;

    private StubRegistry server;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        server = new StubRegistry();
        client = HttpClient.newHttpClient();
        repository.add("files/tool.tgz", "content");
        server.put("/up/tool.tgz", "content");
        repository.publish();
        repository.serve((path, file) -> server.on(path, StubRegistry.content(file, "application/json")));
        Files.write(folder.resolve("1.root.json"), repository.firstRoot().array());
        Files.writeString(folder.resolve("headers"), "Authorization: Bearer of-the-registry\n");
        Files.writeString(folder.resolve("token"), "of-the-guard\n");
    }

    @AfterEach
    void stop() {
        server.close();
        client.shutdownNow();
    }

    private GuardConfig config(String more) throws IOException {
        var file = Files.writeString(
                folder.resolve("guard.yaml"), """
                    guard:
                      port: 0
                      server: %s
                      state: state
                      cache: cache
                      token-file: token
                    %s
                      registries:
                        - type: files
                          name: tools
                          url: %s
                          headers-file: headers
                    management:
                      port: 0
                    """.formatted(server.address(""), more, server.address("/up/")));
        return GuardConfig.read(new Values(Map.of(), Map.of(), ConfigFile.read(file)));
    }

    private RunningGuard guard(String more) throws IOException {
        return RunningGuard.start(config(more), Clock.systemUTC(), WAITS);
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itGuardsWithEachItsOwnCredentialsAndRemembersTheRoot() throws Exception {
        var first = guard("  root: 1.root.json");
        try {
            assertThat(get(first.address().resolve("/files/tools/tool.tgz")).body())
                    .isEqualTo("content");
            assertThat(get(first.managementAddress().orElseThrow().resolve("/metrics"))
                            .body())
                    .contains("countersign_guard_fetches_total 1.0", "countersign_guard_cache_files 1.0");
            assertThat(get(first.address().resolve("/metrics")).statusCode()).isEqualTo(404);
        } finally {
            first.close(WAITS);
        }
        assertThat(server.asked)
                .allSatisfy(question -> assertThat(question.headers())
                        .containsEntry(
                                "authorization",
                                question.path().startsWith("/up/") ? "Bearer of-the-registry" : "Bearer of-the-guard"));

        var second = guard("");
        try {
            assertThat(get(second.address().resolve("/files/tools/tool.tgz")).body())
                    .isEqualTo("content");
            assertThat(server.fetches("/up/tool.tgz")).isEqualTo(1);
        } finally {
            second.close(WAITS);
        }
    }

    @Test
    void withoutARootItDoesNotStart() throws IOException {
        var config = config("");

        assertThatThrownBy(() -> RunningGuard.start(config, Clock.systemUTC(), WAITS))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("guard.root: no root is trusted for " + server.address("/metadata"));
    }

    @Test
    void aCacheThatAnotherGuardHasIsRefused() throws IOException {
        var first = guard("  root: 1.root.json");
        try {
            var second = config("  root: 1.root.json\n  repository: other");
            assertThatThrownBy(() -> RunningGuard.start(second, Clock.systemUTC(), WAITS))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("in use by another guard");
        } finally {
            first.close(WAITS);
        }
    }
}

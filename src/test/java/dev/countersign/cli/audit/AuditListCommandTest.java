package dev.countersign.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.cli.CommandRun;
import dev.countersign.http.HttpLimits;
import dev.countersign.http.HttpSamples;
import dev.countersign.http.MemoryPorts;
import dev.countersign.http.RunningServer;
import dev.countersign.json.Json;
import dev.countersign.repository.RepositoryId;
import dev.countersign.store.Eventually;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against the interface itself, over an audit in memory that looks at eight rows a search. */
class AuditListCommandTest {
    private static final AuditOrigin CI =
            new AuditOrigin("token:abc:ci", "192.0.2.7", "DELETE /api/v1/tokens/{name}", AuditOrigin.NO_BODY);
    private static final AuditOrigin OPERATOR =
            new AuditOrigin("operator:command line", null, "countersign token revoke", AuditOrigin.NO_BODY);

    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server = RunningServer.of(ports, HttpLimits.DEFAULT);

    @AfterEach
    void stop() {
        server.close();
    }

    private void write(AuditOrigin origin, int... names) {
        var events = IntStream.of(names)
                .mapToObj(i ->
                        new AuditEvent.TokenRevoked("id" + i, "name" + i).entry(HttpSamples.NOW.plusSeconds(i), origin))
                .toList();
        assertThat(ports.audit.add(RepositoryId.DEFAULT, events).succeeded()).isTrue();
    }

    private CommandRun list(String... more) {
        var arguments = new ArrayList<>(List.of("audit", "list", "--server", "http://127.0.0.1:" + server.port()));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void theNewestRowsComeInTheirOrder() {
        write(CI, IntStream.rangeClosed(1, 30).toArray());

        var run = list("--limit", "3");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("""
            2030-01-02T03:04:33Z  1028  token:abc:ci  192.0.2.7  TOKEN_REVOKED  DELETE /api/v1/tokens/{name}  token=id28 name=name28
            2030-01-02T03:04:34Z  1029  token:abc:ci  192.0.2.7  TOKEN_REVOKED  DELETE /api/v1/tokens/{name}  token=id29 name=name29
            2030-01-02T03:04:35Z  1030  token:abc:ci  192.0.2.7  TOKEN_REVOKED  DELETE /api/v1/tokens/{name}  token=id30 name=name30
            """);
        assertThat(run.err()).contains("There are older rows");
        assertThat(list("--limit", "0").out().lines()).hasSize(30);
        assertThat(list("--limit", "20").out().lines()).hasSize(20);
    }

    @Test
    void filtersAreThoseOfTheInterface() {
        write(OPERATOR, 1, 2);
        write(CI, IntStream.rangeClosed(3, 30).toArray());

        assertThat(list("--actor", "operator").out().lines())
                .hasSize(2)
                .allMatch(line -> line.contains("operator:command line  -  TOKEN_REVOKED"));
        assertThat(list("--operation", "countersign token revoke").out().lines())
                .hasSize(2);
        assertThat(list("--kind", "token_revoked", "--until", "2030-01-02T03:04:08.7Z")
                        .out()
                        .lines())
                .hasSize(3);
        assertThat(list("--since", "2030-01-02T03:04:35Z").out().lines()).hasSize(1);
        assertThat(list("--since", "1h", "--until", "0s").out()).contains("No row of the audit is like that.");
        assertThat(list("--task", "x").exit()).isEqualTo(1);
        assertThat(list("--task", "x").err()).contains("32 lower-case hex digits");
        assertThat(list("--since", "yesterday").exit()).isEqualTo(2);
        assertThat(list("--since", "yesterday").err()).contains("--since: \"yesterday\" (expected: how long ago");
        assertThat(list("--limit", "-1").exit()).isEqualTo(2);
    }

    @Test
    void programsGetWholeRows() {
        write(CI, 1, 2);
        var json = list("--output", "json").json();
        assertThat(json.isTrue("more")).isFalse();
        assertThat(((Json.Arr) json.get("entries")).items())
                .extracting(item -> ((Json.Obj) item).text("salt"))
                .allMatch(salt -> String.valueOf(salt).length() == 32);
    }

    /** Nothing in a row can look like another, or hide it. */
    @Test
    void whatCallersSayStaysInItsLine() {
        var evil = new AuditOrigin("oidc:https://i \n2030 admin\u001b[2K", "192.0.2.7", "POST /", AuditOrigin.NO_BODY);
        write(evil, 1);
        assertThat(list().out().lines()).hasSize(1);
        assertThat(list().out()).doesNotContain("\u001b").contains("\\u000a");
    }

    @Test
    void followingShowsRowsAsTheyAreWrittenAndEndsWithTheServer() throws Exception {
        write(CI, 1, 2);
        var follow = CompletableFuture.supplyAsync(() -> list("--follow", "--actor", "ci", "--timeout", "1s"));
        // It has read up to the end once it asks for what is behind it.
        Eventually.holds("it follows", () -> ports.audit.isAskedBehind(1_002));
        write(OPERATOR, 3);
        write(CI, 4);
        Eventually.holds("it has read on", () -> ports.audit.isAskedBehind(1_004));
        server.close();

        var run = follow.join();
        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.out().lines().map(line -> line.replaceAll(".*name=", "")))
                .containsExactly("name1", "name2", "name4");
    }
}

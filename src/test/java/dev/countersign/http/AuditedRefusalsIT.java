package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.Permission;
import dev.countersign.access.TokenText;
import dev.countersign.http.RefusalCounts.RefusalCount;
import dev.countersign.http.RefusedAccess.Cause;
import dev.countersign.tuf.RepositoryName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is refused for who sends it is counted, with who it was as far as that is known. */
class AuditedRefusalsIT {
    private static final RepositoryName DEFAULT = RepositoryName.DEFAULT;
    private static final RepositoryName OTHER = new RepositoryName("other");

    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server = server();

    private RunningServer server() {
        var all = new LinkedHashMap<RepositoryName, MemoryPorts>();
        all.put(DEFAULT, ports);
        all.put(OTHER, new MemoryPorts());
        return RunningServer.guarded(all, Grants.NONE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<Operation<?>> operations() {
        return AccessIT.operations();
    }

    private RefusedAccess refused() {
        var counts = server.refusals.take();
        assertThat(counts).hasSize(1);
        assertThat(counts.getFirst().times()).isEqualTo(1);
        var access = counts.getFirst().access().orElseThrow();
        assertThat(access.network().networkText()).isEqualTo("127.0.0.1");
        return access;
    }

    private int send(Operation<?> operation, String base, String authorization) {
        var name = operation.path().startsWith("/api/v1/repositories") ? "default" : "nobody";
        var request =
                server.json(operation.method().name(), base + operation.path().replace("{name}", name), "{}");
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return server.send(request).statusCode();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void eachRefusalOfEachOperationIsTold(Operation<?> operation) {
        assertThat(send(operation, "", "")).isEqualTo(401);
        var missing = refused();
        assertThat(missing.cause()).isEqualTo(Cause.MISSING);
        assertThat(missing.purpose().operation()).isEqualTo(operation.name());

        assertThat(send(operation, "", "Bearer cs_nonsense")).isEqualTo(401);
        var notValid = refused();
        assertThat(notValid.cause()).isEqualTo(Cause.NOT_VALID);
        assertThat(notValid.actor()).isEmpty();

        var none = server.token(Grants.NONE, Optional.empty());
        assertThat(send(operation, "", "Bearer " + none)).isEqualTo(403);
        var notPermitted = refused();
        assertThat(notPermitted.cause()).isEqualTo(Cause.NOT_PERMITTED);
        assertThat(notPermitted.actor().orElseThrow().text())
                .contains(TokenText.parse(none).orElseThrow().id().value());
        assertThat(notPermitted.reason())
                .isEqualTo(
                        operation.need() instanceof Need.Permitted(var permission)
                                ? "this needs the permission " + permission.word()
                                : "this needs some permission");
    }

    @Test
    void theRepositoryInTheAddressIsTold() {
        var operation = operations().findFirst().orElseThrow();
        assertThat(send(operation, "/repositories/other", "")).isEqualTo(401);
        assertThat(refused().purpose().repository()).contains(OTHER);
    }

    @Test
    void whatAnOperationItselfRefusesIsTold() {
        ports.publish(HttpSamples.established());
        var path = server.token(
                new Grants(List.of(Grant.parse("artifacts:pypi/**", Optional.of(DEFAULT)))), Optional.empty());
        assertThat(post(path, "/api/v1/artifacts", "{\"artifacts\":[" + HttpSamples.artifact("npm/x") + "]}"))
                .isEqualTo(403);
        assertThat(refused().purpose().operation()).isEqualTo("POST /api/v1/artifacts");

        var admin = server.token(new Grants(List.of(Grant.on(OTHER, Permission.ADMIN))), Optional.empty());
        assertThat(post(admin, "/api/v1/repositories", "{\"name\":\"third\"}")).isEqualTo(403);
        assertThat(refused().reason()).isEqualTo("this needs the permission admin");
        assertThat(post(
                        admin,
                        "/api/v1/tokens",
                        "{\"name\":\"n\",\"grants\":[{\"permission\":\"read\",\"repository\":\"*\"}]}"))
                .isEqualTo(403);
        assertThat(refused().purpose().operation()).isEqualTo("POST /api/v1/tokens");
    }

    private int post(String token, String path, String body) {
        return server.send(server.json("POST", path, body).header("Authorization", "Bearer " + token))
                .statusCode();
    }

    @Test
    void aPageOfAnotherOriginIsTold() {
        var request = server.json("POST", "/api/v1/artifacts", "{}").header("Origin", "https://evil.example");
        assertThat(server.send(request).statusCode()).isEqualTo(403);
        assertThat(refused().cause()).isEqualTo(Cause.FOREIGN_PAGE);
    }

    @Test
    void readersOfAPrivateRepositoryAreTold() {
        ports.publish(HttpSamples.established());
        server.hidden.add(DEFAULT);
        assertThat(server.get("/metadata/timestamp.json").statusCode()).isEqualTo(401);
        assertThat(refused().purpose().operation()).isEqualTo("GET /metadata");
    }

    @Test
    void whoIsLetInIsNotTold() {
        var token = server.token(Grants.EVERYTHING, Optional.empty());
        for (var operation : operations().toList()) {
            assertThat(send(operation, "", "Bearer " + token)).isNotIn(401, 403);
        }
        assertThat(server.get("/metadata/timestamp.json").statusCode()).isEqualTo(404);
        assertThat(server.refusals.take()).isEmpty();
    }

    @Test
    void aFloodIsAHandfulOfCounts() {
        var wrong = "Bearer " + "x".repeat(20);
        for (int i = 0; i < 300; i++) {
            assertThat(server.send(server.request("/api/v1/config").header("Authorization", wrong + i))
                            .statusCode())
                    .isEqualTo(401);
        }
        var counts = server.refusals.take();
        assertThat(counts).hasSize(1);
        assertThat(counts.stream().mapToLong(RefusalCount::times).sum()).isEqualTo(300);
    }

    @Test
    void causesHaveTheStatusOfTheAnswer() {
        assertThat(Arrays.stream(Cause.values()).map(Cause::status)).containsExactly(401, 401, 403, 403, 429);
    }
}

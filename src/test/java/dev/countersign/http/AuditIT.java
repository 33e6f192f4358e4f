package dev.countersign.http;

import static dev.countersign.http.RunningServer.body;
import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.Permission;
import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditRow;
import dev.countersign.audit.AuditRowCodec;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.repository.ChangeCodec;
import dev.countersign.repository.Examples;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /api/v1/audit}. */
class AuditIT {
    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server = RunningServer.of(ports, HttpLimits.DEFAULT);

    @AfterEach
    void stop() {
        server.close();
    }

    private void write(int count) {
        var events = IntStream.rangeClosed(1, count)
                .mapToObj(i -> new AuditEvent.TokenRevoked("t" + i, "ci")
                        .entry(HttpSamples.NOW.plusSeconds(i), Examples.ORIGIN))
                .toList();
        assertThat(ports.audit.add(RepositoryId.DEFAULT, events).succeeded()).isTrue();
    }

    private HttpResponse<byte[]> ask(String query) {
        return server.get("/api/v1/audit" + query);
    }

    private static List<AuditRow> rows(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        var entries = (Json.Arr) body(answer).object("data").get("entries");
        return entries.items().stream()
                .map(item -> AuditRowCodec.decode((Json.Obj) item))
                .toList();
    }

    @Test
    void rowsHaveAllThatTheirHashesAreMadeFrom() {
        ports.publish(HttpSamples.established());
        var added = "{\"artifacts\":[" + HttpSamples.artifact("a/b") + "]}";
        assertThat(server.post("/api/v1/artifacts/", added).statusCode()).isEqualTo(202);
        write(2);

        assertThat(rows(ask(""))).isEqualTo(ports.audit.rows());
        assertThat(rows(ask("")).getFirst().leaf())
                .isEqualTo(ports.audit.rows().getFirst().leaf());
    }

    @Test
    void pagesGoOnInEitherOrder() {
        write(20);
        for (var order : List.of("oldest", "newest")) {
            var found = new ArrayList<AuditRow>();
            var after = "";
            boolean more;
            do {
                var answer = ask("?limit=3&order=" + order + after);
                found.addAll(rows(answer));
                var data = body(answer).object("data");
                after = "&after=" + ((Json.Int) data.get("reached")).value();
                more = data.isTrue("more");
            } while (more);
            assertThat(order.equals("oldest") ? found : found.reversed()).isEqualTo(ports.audit.rows());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "actor, ci, 3",
        "actor, nobody, 0",
        "operation, POST /api/v1/artifacts, 3",
        "operation, POST, 0",
        "kind, TOKEN_REVOKED, 3",
        "kind, PUBLISH, 0",
        "task, 0123456789abcdef0123456789abcdef, 0",
        "since, 2030-01-02T03:04:07.678901Z, 2",
        "since, 2030-01-02T04:04:07.678901+01:00, 2",
        "until, 2030-01-02T03:04:07.678901Z, 1"
    })
    void rowsAreFilteredByWhatIsAskedFor(String name, String value, int found) {
        write(3);
        assertThat(rows(ask("?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))))
                .hasSize(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind|add_targets|expected: one of ADD_TARGETS",
                "task|x|expected: the id of a task: 32 lower-case hex digits",
                "since|yesterday|expected: a date with time and zone, such as 2030-01-31T00:00:00Z",
                "until|2030-01-01|expected: a date with time and zone",
                "until|''|expected: a date with time and zone",
                "after|-9223372036854775809|not a number from -9223372036854775808 to 9223372036854775807",
                "after|x|not a number from -9223372036854775808",
                "after|9223372036854775808|not a number from -9223372036854775808",
                "limit|0|not a number from 1 to 1000",
                "limit|1001|not a number from 1 to 1000",
                "order|up|expected: oldest or newest"
            })
    void whatCannotBeAskedForIsNamed(String name, String value, String sentence) {
        var answer = ask("?" + name + "=" + value);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(text(answer)).contains(sentence, "[\"query\",\"" + name + "\"]", "\"" + value + "\"");
    }

    @Test
    void theDocumentsNameAllKinds() throws IOException {
        var parameters = (Json.Arr) body(server.get("/openapi.json"))
                .object("paths")
                .object("/api/v1/audit")
                .object("get")
                .get("parameters");
        var named = parameters.items().stream()
                .map(Json.Obj.class::cast)
                .filter(parameter -> "kind".equals(parameter.text("name")))
                .flatMap(parameter -> parameter.object("schema").texts("enum").stream())
                .toList();
        var kinds = Stream.concat(ChangeCodec.KINDS.stream(), AuditEvent.KINDS.stream())
                .toList();

        assertThat(named).isEqualTo(kinds);
        assertThat(Files.readString(Path.of("docs", "audit.md"))).contains(kinds);
    }

    /** What was removed has no name, so only who may see all may see it. */
    @Test
    void anotherRepositoryIsAskedForByNumber() {
        write(1);
        var all = new LinkedHashMap<>(Map.of(RepositoryName.DEFAULT, ports));
        try (var guarded = RunningServer.guarded(all, Grants.NONE)) {
            var here = new Grants(List.of(Grant.on(RepositoryName.DEFAULT, Permission.AUDIT)));
            var everywhere = new Grants(List.of(Grant.everywhere(Permission.AUDIT)));
            assertThat(statusOf(guarded, "", here)).isEqualTo(200);
            assertThat(statusOf(guarded, "?number=1", here)).isEqualTo(200);
            assertThat(statusOf(guarded, "?number=7", here)).isEqualTo(403);
            assertThat(statusOf(guarded, "?number=7", everywhere)).isEqualTo(200);
            assertThat(statusOf(guarded, "?number=x", everywhere)).isEqualTo(422);
        }
    }

    private static int statusOf(RunningServer server, String query, Grants grants) {
        var token = server.token(grants, Optional.empty());
        return server.send(server.request("/api/v1/audit" + query).header("Authorization", "Bearer " + token))
                .statusCode();
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() {
        assertThat(text(ask("?kind=x&limit=x&order=x"))).contains("\"kind\"", "\"limit\"", "\"order\"");
    }

    @Test
    void whatIsNoRowIsNotRead() {
        write(1);
        var row = AuditRowCodec.encode(ports.audit.rows().getFirst());
        for (var member : List.of("position", "repository", "time", "kind", "actor", "operation", "body", "salt")) {
            Assertions.assertThatThrownBy(() -> AuditRowCodec.decode(row.without(member)))
                    .isInstanceOf(InvalidValue.class)
                    .hasMessageContaining(member);
        }
        Assertions.assertThatThrownBy(() -> AuditRowCodec.decode(row.with("salt", new Json.Str("zz".repeat(16)))))
                .isInstanceOf(InvalidValue.class);
        Assertions.assertThatThrownBy(() -> AuditRowCodec.decode(row.with("time", new Json.Str("now"))))
                .isInstanceOf(InvalidValue.class);
    }
}

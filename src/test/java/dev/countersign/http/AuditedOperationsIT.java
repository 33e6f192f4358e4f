package dev.countersign.http;

import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.Grants;
import dev.countersign.access.TokenText;
import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditRow;
import dev.countersign.audit.AuditRowCodec;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.repository.AuditedChange;
import dev.countersign.repository.Examples;
import dev.countersign.repository.MirrorName;
import dev.countersign.repository.MirrorPlace;
import dev.countersign.repository.Repositories.ServedRepository;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.wire.ApiPath;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation that changes something leaves exactly its row in the audit. The table is that of the interface. */
class AuditedOperationsIT {
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("POST /api/v1/artifacts", "ADD_TARGETS"),
            Map.entry("POST /api/v1/artifacts/delete", "REMOVE_TARGETS"),
            Map.entry("POST /api/v1/artifacts/publish", "PUBLISH"),
            Map.entry("POST /api/v1/bootstrap", "BOOTSTRAP"),
            Map.entry("PUT /api/v1/config", "UPDATE_SETTINGS"),
            Map.entry("POST /api/v1/metadata", "UPDATE_ROOT"),
            Map.entry("POST /api/v1/metadata/online", "RENEW"),
            Map.entry("POST /api/v1/metadata/role", "PUBLISH_ROLE"),
            Map.entry("POST /api/v1/bootstrap/adoption", "ADOPT"),
            Map.entry("POST /api/v1/bootstrap/adoption/files", "HAND_IN_FILES"),
            Map.entry("POST /api/v1/metadata/sign", "SIGN"),
            Map.entry("POST /api/v1/metadata/sign/delete", "STOP_SIGNING"),
            Map.entry("POST /api/v1/delegations", "ADD_DELEGATIONS"),
            Map.entry("PUT /api/v1/delegations", "UPDATE_DELEGATIONS"),
            Map.entry("POST /api/v1/delegations/delete", "REMOVE_DELEGATIONS"),
            Map.entry("POST /api/v1/repositories", "REPOSITORY_CREATED"),
            Map.entry("PUT /api/v1/repositories/{name}", "REPOSITORY_CHANGED"),
            Map.entry("DELETE /api/v1/repositories/{name}", "REPOSITORY_REMOVED"),
            Map.entry("POST /api/v1/mirrors", "MIRROR_ADDED"),
            Map.entry("POST /api/v1/mirrors/delete", "MIRROR_REMOVED"),
            Map.entry("POST /api/v1/mirrors/verify", "MIRROR_CHECK_ASKED"),
            Map.entry("POST /api/v1/tokens", "TOKEN_CREATED"),
            Map.entry("DELETE /api/v1/tokens/{name}", "TOKEN_REVOKED"));

    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server =
            RunningServer.guarded(new LinkedHashMap<>(Map.of(RepositoryName.DEFAULT, ports)), Grants.NONE);

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<Operation<?>> changing() {
        return AccessIT.operations().filter(operation -> !HttpMethod.GET.equals(operation.method()));
    }

    static Stream<Operation<?>> asking() {
        return AccessIT.operations().filter(operation -> HttpMethod.GET.equals(operation.method()));
    }

    @ParameterizedTest
    @MethodSource("changing")
    void whatChangesSomethingLeavesItsRow(Operation<?> operation) {
        prepare(operation);
        var token = server.token(Grants.EVERYTHING, Optional.empty());
        int before = rows().size();
        var body = body(operation);

        var answer = send(operation, token, body);

        assertThat(answer.statusCode()).as(text(answer)).isIn(200, 201, 202);
        assertThat(rows()).hasSize(before + 1);
        var row = rows().stream()
                .filter(entry -> entry.kind().equals(KINDS.get(operation.name())))
                .toList()
                .getLast();
        var id = TokenText.parse(token).orElseThrow().id();
        assertThat(row.origin().actor()).startsWith("token:" + id + ":");
        assertThat(row.origin().address()).isEqualTo("127.0.0.1");
        assertThat(row.origin().operation()).isEqualTo(operation.name());
        assertThat(row.origin().body())
                .isEqualTo(
                        operation.maxBodyBytes() == 0
                                ? Bytes.EMPTY.sha256()
                                : Bytes.utf8(body).sha256());
        assertNoSecret(row, token);
        if (RunningServer.body(answer).object("data").get("token") instanceof Json.Str(var made)) {
            assertNoSecret(row, made);
        }
    }

    @ParameterizedTest
    @MethodSource("asking")
    void whatChangesNothingLeavesNone(Operation<?> operation) {
        prepare(operation);
        var token = server.token(Grants.EVERYTHING, Optional.empty());
        int before = rows().size();

        var _ = send(operation, token, "");

        assertThat(rows()).hasSize(before);
    }

    @ParameterizedTest
    @MethodSource("changing")
    void whatIsRefusedLeavesNone(Operation<?> operation) {
        prepare(operation);
        var token = server.token(Grants.EVERYTHING, Optional.empty());
        int before = rows().size();

        if (operation.maxBodyBytes() > 0) {
            assertThat(send(operation, token, "{\"nonsense\":").statusCode()).isEqualTo(422);
        }
        assertThat(send(operation, "cs_nonsense", body(operation)).statusCode()).isEqualTo(401);

        assertThat(rows()).hasSize(before);
    }

    private static void assertNoSecret(AuditEntry row, String token) {
        var shown = AuditRowCodec.encode(new AuditRow(1, 1, row, Bytes.wrap(new byte[16]), null, null))
                .toText();
        assertThat(shown)
                .doesNotContain(TokenText.PREFIX)
                .doesNotContain(token)
                .doesNotContain(token.substring(17, 50))
                .doesNotContain(Bytes.utf8(token).sha256().hex());
    }

    private List<AuditEntry> rows() {
        var rows = new ArrayList<AuditEntry>();
        ports.submitted().forEach(submission -> rows.add(AuditedChange.entry(submission)));
        rows.addAll(server.tokens.audited);
        rows.addAll(server.repositories.audited);
        rows.addAll(server.mirrors.audited);
        return rows;
    }

    private void prepare(Operation<?> operation) {
        if (!operation.path().equals(ApiPath.BOOTSTRAP)) {
            ports.publish(HttpSamples.established().withProposedRoot(HttpSamples.root(2)));
        }
        if (operation.path().startsWith(ApiPath.MIRRORS + "/")) {
            addMirror();
        }
        if (operation.path().endsWith("{name}")) {
            assertThat(server.repositories
                            .create(new RepositoryName("pypi"), false, HttpSamples.NOW, Examples.ORIGIN)
                            .succeeded())
                    .isTrue();
            var text = server.token(Grants.NONE, Optional.empty());
            assertThat(TokenText.parse(text)).isPresent();
        }
    }

    /** One of the name that the examples have. */
    private void addMirror() {
        var place = new MirrorPlace.Folder("/srv/tuf", false);
        var repository = new ServedRepository(RepositoryId.DEFAULT, RepositoryName.DEFAULT, HttpSamples.NOW);
        assertThat(server.mirrors
                        .add(repository, new MirrorName("cdn"), place, HttpSamples.NOW, Examples.ORIGIN)
                        .succeeded())
                .isTrue();
    }

    private java.net.http.HttpResponse<byte[]> send(Operation<?> operation, String token, String body) {
        var name = operation.path().startsWith(ApiPath.REPOSITORIES)
                ? "pypi"
                : server.tokens.list(Optional.empty(), 1).result().stream()
                        .map(dev.countersign.access.Token::name)
                        .findFirst()
                        .orElse("none");
        return server.send(
                server.json(operation.method().name(), address(operation).replace("{name}", name), body)
                        .header("Authorization", "Bearer " + token));
    }

    private static String address(Operation<?> operation) {
        return operation.path().equals(ApiPath.METADATA_ROLE) ? operation.path() + "?role=releases" : operation.path();
    }

    private String body(Operation<?> operation) {
        return switch (operation.name()) {
            case "POST /api/v1/bootstrap" -> HttpSamples.bootstrap(root(1));
            // Names are the caller's, and the audit must show them.
            case "POST /api/v1/bootstrap/adoption/files" -> example(operation).replace("1.root", "1.root\\u0007");
            case "POST /api/v1/metadata" -> "{\"metadata\":{\"root\":" + root(2) + "}}";
            default -> example(operation);
        };
    }

    private static String root(int version) {
        return HttpSamples.root(version).toBytes().utf8();
    }

    /** As the document of the interface has it. */
    private String example(Operation<?> operation) {
        var paths = RunningServer.body(server.get("/openapi.json")).object("paths");
        var described =
                paths.get(operation.path()) instanceof Json.Obj plain ? plain : paths.object(operation.path() + "/");
        var body = described
                .object(operation.method().name().toLowerCase(java.util.Locale.ROOT))
                .object("requestBody");
        var example = body.object("content").object("application/json").get("example");
        return example == null ? "" : example.toText();
    }
}

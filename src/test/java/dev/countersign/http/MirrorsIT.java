package dev.countersign.http;

import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.Permission;
import dev.countersign.repository.MirrorName;
import dev.countersign.repository.MirrorState.MirrorCheck;
import dev.countersign.repository.MirrorState.MirrorCursor;
import dev.countersign.repository.MirrorState.MirrorProblem;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/v1/mirrors}. */
class MirrorsIT {
    private static final String API = "/api/v1/mirrors";

    private final RunningServer server = RunningServer.of(new MemoryPorts(), HttpLimits.DEFAULT);

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<byte[]> post(String path, String body) {
        return server.send(server.json("POST", path, body));
    }

    @Test
    void aMirrorIsAddedListedAndRemoved() {
        var added =
                post(API, "{\"name\":\"cdn\",\"bucket\":\"tuf-files\",\"prefix\":\"a/b\",\"region\":\"eu-west-1\"}");
        assertThat(added.statusCode()).isEqualTo(201);
        assertThat(text(added))
                .contains("\"place\":{\"bucket\":\"tuf-files\",\"prefix\":\"a/b/\",\"region\":\"eu-west-1\"")
                .contains("\"state\":\"complete\"");
        assertThat(post(API, "{\"name\":\"disk\",\"folder\":\"/srv/tuf\"}").statusCode())
                .isEqualTo(201);
        assertThat(text(server.get(API))).contains("\"name\":\"cdn\"", "\"name\":\"disk\"", "\"folder\":\"/srv/tuf\"");

        assertThat(post(API + "/delete", "{\"name\":\"cdn\"}").statusCode()).isEqualTo(200);

        assertThat(text(server.get(API))).doesNotContain("cdn");
        assertThat(text(post(API + "/delete", "{\"name\":\"cdn\"}"))).contains("There is no mirror called 'cdn'.");
    }

    @Test
    void whatIsTakenIsAConflict() {
        assertThat(post(API, "{\"name\":\"disk\",\"folder\":\"/srv/tuf\"}").statusCode())
                .isEqualTo(201);
        assertThat(post(API, "{\"name\":\"disk\",\"folder\":\"/srv/x\"}").statusCode())
                .isEqualTo(409);
        var twice = post(API, "{\"name\":\"other\",\"folder\":\"/srv/tuf\"}");
        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(text(twice)).contains("/srv/tuf is a mirror already");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"folder\":\"/srv/tuf\"}",
                "{\"name\":\"x\"}",
                "{\"name\":\"X\",\"folder\":\"/srv/tuf\"}",
                "{\"name\":\"x\",\"folder\":\"srv/tuf\"}",
                "{\"name\":\"x\",\"folder\":\"/srv/tuf\",\"bucket\":\"tuf-files\"}",
                "{\"name\":\"x\",\"folder\":\"/srv/tuf\",\"region\":\"x\"}",
                "{\"name\":\"x\",\"folder\":7}",
                "{\"name\":\"x\",\"bucket\":\"A\"}",
                "{\"name\":\"x\",\"bucket\":\"tuf-files\",\"prefix\":\"../x\"}",
                "{\"name\":\"x\",\"bucket\":\"tuf-files\",\"endpoint\":\"ftp://x\"}",
                "{\"name\":\"x\",\"bucket\":\"tuf-files\",\"endpoint\":\"https://a b\"}",
                "{\"name\":\"x\",\"bucket\":\"tuf-files\",\"secret_access_key\":\"x\"}",
            })
    void whatCannotBeAMirrorIsRefused(String body) {
        var answer = post(API, body);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(422);
        assertThat(text(server.get(API))).contains("\"mirrors\":[]");
    }

    @Test
    void credentialsInAnAddressAreRefusedAndNotRepeated() {
        var answer = post(
                API, "{\"name\":\"x\",\"bucket\":\"tuf-files\",\"endpoint\":\"https://id:hunter2@s3.example.org\"}");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(text(answer)).contains("credentials never stand in it").doesNotContain("hunter2");
    }

    @Test
    void oneThatTheConfigurationDeclaresIsTakenOutThere() {
        assertThat(post(API, "{\"name\":\"disk\",\"folder\":\"/srv/tuf\"}").statusCode())
                .isEqualTo(201);
        server.declared.add(new MirrorName("disk"));
        var answer = post(API + "/delete", "{\"name\":\"disk\"}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(text(answer)).contains("declared in the configuration");
        assertThat(text(server.get(API))).contains("\"declared\":true");
    }

    @Test
    void howItStandsIsSaid() {
        assertThat(post(API, "{\"name\":\"disk\",\"folder\":\"/srv/tuf\"}").statusCode())
                .isEqualTo(201);
        server.mirrors.head(RepositoryId.DEFAULT, new MirrorCursor(7, 1, 5, 5), HttpSamples.NOW.minusSeconds(90));
        assertThat(text(server.get(API))).contains("\"state\":\"filling\"", "\"behind_seconds\":90");
        assertThat(text(post(API + "/verify", "{\"name\":\"disk\"}"))).contains("\"check_asked\":1");

        var disk = server.mirrors.of(RepositoryId.DEFAULT).result().getFirst().mirror();
        var claim = server.mirrors.claim(disk).result().claim();
        server.mirrors.note(claim, Optional.of(new MirrorProblem("it is away", false, HttpSamples.NOW)));
        assertThat(text(server.get(API))).contains("\"state\":\"failing\"", "\"sentence\":\"it is away\"");
        server.mirrors.note(claim, Optional.of(new MirrorProblem("clients refuse it", true, HttpSamples.NOW)));
        server.mirrors.checked(
                claim, new MirrorCheck(1, Optional.of(HttpSamples.NOW), 3, Optional.of("clients refuse it")));
        assertThat(text(server.get(API)))
                .contains("\"state\":\"alarm\"", "\"check\":{\"number\":1,\"at\":\"")
                .contains("\"files\":3,\"problem\":\"clients refuse it\"");
    }

    /** It is written with the rights of the service, which has many repositories. */
    @Test
    void whoAdministersOneRepositoryAddsNoMirror() {
        try (var guarded = RunningServer.guarded(
                new LinkedHashMap<>(Map.of(RepositoryName.DEFAULT, new MemoryPorts())), Grants.NONE)) {
            var body = "{\"name\":\"disk\",\"folder\":\"/srv/tuf\"}";
            var ofOne = guarded.token(
                    new Grants(List.of(Grant.on(RepositoryName.DEFAULT, Permission.ADMIN))), Optional.empty());
            var ofAll = guarded.token(new Grants(List.of(Grant.everywhere(Permission.ADMIN))), Optional.empty());
            var refused = guarded.send(guarded.json("POST", API, body).header("Authorization", "Bearer " + ofOne));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(text(refused)).contains("admin on all repositories");
            assertThat(guarded.send(guarded.json("POST", API, body).header("Authorization", "Bearer " + ofAll))
                            .statusCode())
                    .isEqualTo(201);
        }
    }
}

package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A registry that posts artifact changes and polls tasks, as RSTUF's callers do. */
final class RegistryCaller {
    private static final JsonLimits LIMITS = new JsonLimits(64, 1 << 26);
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Service service;

    RegistryCaller(Service service) {
        this.service = service;
    }

    /** Posts files below a folder under their relative paths; returns the task. */
    String add(Path folder, List<String> paths) throws Exception {
        var artifacts = new ArrayList<Json>();
        for (var path : paths) {
            artifacts.add(artifact(path, Files.readAllBytes(folder.resolve(path))));
        }
        return accepted(
                "/api/v1/artifacts/",
                Json.object().put("artifacts", new Json.Arr(artifacts)).build());
    }

    static Json artifact(String path, byte[] content) {
        var info = Json.object()
                .put("length", content.length)
                .put(
                        "hashes",
                        Json.object()
                                .put("sha256", Bytes.of(content).sha256().hex())
                                .build())
                .build();
        return Json.object().put("path", path).put("info", info).build();
    }

    String remove(List<String> paths) throws Exception {
        var items = paths.stream().<Json>map(Json.Str::new).toList();
        return accepted(
                "/api/v1/artifacts/delete",
                Json.object().put("artifacts", new Json.Arr(items)).build());
    }

    /** Posts a body that must be accepted; returns the task. */
    String accepted(String path, Json.Obj body) throws Exception {
        return accepted(path, body.toText());
    }

    String accepted(String path, String body) throws Exception {
        var response = service.post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return text(object(parse(response.body()), "data"), "task_id");
    }

    /** Polls without a pause, as RSTUF's command line does; returns the result's details. */
    Json.Obj finished(String task) throws Exception {
        var data = ended(task);
        assertThat(text(data, "state")).as(data.toText()).isEqualTo("SUCCESS");
        return object(object(data, "result"), "details");
    }

    /** Polls until the task has ended, in whatever way; returns its data. */
    Json.Obj ended(String task) throws Exception {
        var deadline = Instant.now().plus(LIMIT);
        while (true) {
            var response = service.get("/api/v1/task/?task_id=" + task);
            assertThat(response.statusCode()).isEqualTo(200);
            var data = object(parse(response.body()), "data");
            if (List.of("SUCCESS", "ERRORED", "FAILURE").contains(text(data, "state"))) {
                return data;
            }
            assertThat(Instant.now()).as(response.body()).isBefore(deadline);
        }
    }

    static Json.Obj parse(String body) {
        return Json.parseObject(Bytes.utf8(body), LIMITS);
    }

    static Json.Obj object(Json.Obj json, String member) {
        return (Json.Obj) json.get(member);
    }

    static String text(Json.Obj json, String member) {
        return ((Json.Str) json.get(member)).value();
    }

    static List<String> texts(Json.Obj json, String member) {
        return ((Json.Arr) json.get(member))
                .items().stream().map(item -> ((Json.Str) item).value()).toList();
    }
}

package dev.countersign.app.quickstart;

import dev.countersign.app.config.StartFailure;
import dev.countersign.app.config.Units;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.wire.ApiPath;
import dev.countersign.wire.TaskState;
import dev.countersign.wire.WireNames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** This process's own API as a caller sees it, for the ceremony of a demonstration. */
public final class LocalApi implements AutoCloseable {

    private static final JsonLimits LIMITS = new JsonLimits(64, 8 << 20);
    private static final Duration PROMPT = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final String token;

    /** @param token of a caller who may do everything */
    public LocalApi(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /** Whether there is a repository, or a ceremony under way. */
    boolean isBootstrapped() {
        return isFinished() || data(get(ApiPath.BOOTSTRAP)).get(WireNames.STATE) != null;
    }

    /** Whether there is a repository that clients can use. */
    boolean isFinished() {
        return data(get(ApiPath.BOOTSTRAP)).isTrue(WireNames.BOOTSTRAP);
    }

    /** Bootstraps, and waits until the repository is published. */
    public void bootstrap(String body, Duration timeout) {
        var accepted = send(request(ApiPath.BOOTSTRAP)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
        if (accepted.statusCode() != 202 || !(data(accepted).get(WireNames.TASK_ID) instanceof Json.Str(var task))) {
            throw failure("refused the bootstrap", accepted);
        }
        var deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            // The service holds each answer for a while, so this is no busy loop.
            var answer = get(ApiPath.withSlash(ApiPath.TASK) + "?" + WireNames.TASK_ID + "=" + task);
            if (data(answer).get(WireNames.STATE) instanceof Json.Str(var state)) {
                if (state.equals(TaskState.SUCCESS.name())) {
                    return;
                }
                if (state.equals(TaskState.ERRORED.name()) || state.equals(TaskState.FAILURE.name())) {
                    throw failure("could not bootstrap", answer);
                }
            }
        }
        throw StartFailure.unavailable(
                server + ": the bootstrap did not finish within " + Units.text(timeout) + "; the log says why");
    }

    /** Empty when it is not there. */
    Optional<byte[]> metadata(String file) {
        var path = ApiPath.METADATA_FILES + "/" + file;
        var answer = send(request(path).GET().build());
        return answer.statusCode() == 404
                ? Optional.empty()
                : Optional.of(succeeded(path, answer).body());
    }

    private HttpResponse<byte[]> get(String path) {
        return succeeded(path, send(request(path).GET().build()));
    }

    private HttpResponse<byte[]> succeeded(String path, HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200) {
            throw failure("did not answer " + path, answer);
        }
        return answer;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(PROMPT).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException failed) {
            throw StartFailure.unavailable(
                    server + ": the service does not answer its own requests (" + StartFailure.reason(failed) + ")");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw StartFailure.unavailable("interrupted");
        }
    }

    private Json.Obj data(HttpResponse<byte[]> answer) {
        try {
            return Json.parse(Bytes.wrap(answer.body()), LIMITS) instanceof Json.Obj body
                            && body.get("data") instanceof Json.Obj data
                    ? data
                    : Json.Obj.EMPTY;
        } catch (InvalidInput notJson) {
            throw failure("answered something else than JSON", answer);
        }
    }

    private StartFailure failure(String what, HttpResponse<byte[]> answer) {
        var body = Bytes.wrap(answer.body()).utf8().strip();
        return StartFailure.unavailable(server + ": the service " + what + " (status " + answer.statusCode() + "): "
                + body.substring(0, Math.min(500, body.length())));
    }

    @Override
    public void close() {
        client.close();
    }
}

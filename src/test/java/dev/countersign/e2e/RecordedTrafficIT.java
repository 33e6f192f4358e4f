package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.e2e.ReplayedStory.Call;
import dev.countersign.e2e.ReplayedStory.Exchange;
import dev.countersign.e2e.ReplayedStory.Poll;
import dev.countersign.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What RSTUF's command line was recorded to send, sent to the packaged service in the recorded order, each recording a
 * test of its own: the answers, the states of tasks and their results are the recorded ones.
 */
class RecordedTrafficIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final List<String> ENDS = List.of("SUCCESS", "ERRORED", "FAILURE");

    @TempDir
    private Path temp;

    @TestFactory
    Stream<DynamicTest> aRepositoryWithHashBins() throws Exception {
        return replay("bins");
    }

    @TestFactory
    Stream<DynamicTest> aRepositoryWithCustomDelegations() throws Exception {
        return replay("custom-delegations");
    }

    /** Recording 86 had a server of its own; here it comes first, because a failed ceremony leaves nothing behind. */
    @TestFactory
    Stream<DynamicTest> ceremoniesSignedOneAfterTheOther() throws Exception {
        return replay("das");
    }

    private Stream<DynamicTest> replay(String name) throws Exception {
        var story = ReplayedStory.load(name);
        var keys = temp.resolve("keys");
        var cast = new Cast(keys);
        story.documents().members().forEach((document, json) -> cast.name(document, cast.resolve(json)));
        var service = Service.quickstart(temp.resolve("data"), "--empty", "--keys", keys.toString());
        var replay = new Replay(service, cast);
        return story.recordings().stream()
                .map(recording -> DynamicTest.dynamicTest(recording.label(), () -> {
                    for (var exchange : recording.exchanges()) {
                        replay.play(recording.label(), exchange);
                    }
                }))
                .onClose(service::close);
    }

    private record Replay(Service service, Cast cast) {

        void play(String label, Exchange exchange) throws Exception {
            var title = label + ": " + exchange.method() + " " + exchange.path()
                    + (exchange.differs() == null ? "" : " (" + exchange.differs() + ")");
            switch (exchange) {
                case Call call -> call(title, call);
                case Poll poll -> poll(title, poll);
            }
        }

        private void call(String title, Call call) throws Exception {
            var expected = cast.resolve(call.answer());
            var body = call.body() == null ? null : cast.resolve(call.body()).toText();
            var answer = remembered(compare(title, call.status(), expected, send(call.method(), call.path(), body)));
            if (call.redirect() != null && body == null) {
                // RSTUF redirects; here both forms of the path answer, with the same.
                compare(title, call.status(), answer, send(call.method(), call.redirect(), null));
            }
        }

        /** Callers poll without a pause; the service slows them by holding its answers. */
        private void poll(String title, Poll poll) throws Exception {
            var deadline = Instant.now().plus(LIMIT);
            var seen = new LinkedHashSet<String>();
            while (true) {
                var response = send(poll.method(), cast.text(poll.path()), null);
                var state = RegistryCaller.text(
                        RegistryCaller.object(RegistryCaller.parse(response.body()), "data"), "state");
                seen.add(state);
                var ended = ENDS.contains(state);
                var result = ended ? poll.result() : Json.Obj.EMPTY;
                compare(title, 200, cast.resolve(taskState(ended ? poll.states().getLast() : state, result)), response);
                if (ended) {
                    assertThat(poll.states()).as(title).containsSubsequence(List.copyOf(seen));
                    return;
                }
                assertThat(Instant.now()).as(title + " still " + state).isBefore(deadline);
            }
        }

        private static Json taskState(String state, Json.Obj result) {
            var data =
                    Json.object().put("task_id", "${task}").put("state", state).build();
            return Json.object()
                    .put("data", state.equals("PENDING") ? data : data.with("result", result))
                    .put("message", "Task state.")
                    .build();
        }

        private HttpResponse<String> send(String method, String path, String body) throws Exception {
            return body == null ? service.get(path) : service.send(method, path, body.getBytes(StandardCharsets.UTF_8));
        }

        private static Json compare(String title, int status, Json expected, HttpResponse<String> response) {
            Json answer = response.body().isEmpty() ? new Json.Null() : RegistryCaller.parse(response.body());
            assertThat(response.statusCode() + " " + WireShape.lines(WireShape.fitted(expected, answer)))
                    .as(title)
                    .isEqualTo(status + " " + WireShape.lines(expected));
            return answer;
        }

        /** A task that was accepted is what later polls ask for; what waits is what later signatures are over. */
        private Json remembered(Json answer) {
            if (answer instanceof Json.Obj object && object.get("data") instanceof Json.Obj data) {
                if (data.get("task_id") != null) {
                    cast.name("task", Objects.requireNonNull(data.get("task_id")));
                }
                if (data.get("metadata") instanceof Json.Obj waiting) {
                    new ArrayList<>(waiting.members().keySet())
                            .forEach(role -> cast.name(
                                    role, RegistryCaller.object(waiting, role).get("signed")));
                }
            }
            return answer;
        }
    }
}

package dev.countersign.http;

import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.api.ServiceStatus;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Reason;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.repository.TaskOutcomeCodec;
import dev.countersign.repository.Unavailable;
import dev.countersign.tuf.TargetPath;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final MemoryPorts ports = new MemoryPorts();
    private RunningServer server = RunningServer.of(ports, HttpLimits.DEFAULT.withTaskHold(Duration.ofMillis(50)));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anUnfinishedTaskIsStarted() {
        submit("{\"artifacts\":[" + HttpSamples.artifact("a") + "]}");

        expect(
                ask(),
                "{\"data\":{\"task_id\":\"" + id()
                        + "\",\"state\":\"STARTED\",\"result\":{}},\"message\":\"Task state.\"}");
    }

    @Test
    void anUnfinishedTaskSaysWhatItWaitsFor() {
        submit("{\"artifacts\":[" + HttpSamples.artifact("a") + "]}");
        server.status.set(RunningServer.status(Map.of("key", "the online key cannot sign")));

        expect(
                ask(),
                "{\"data\":{\"task_id\":\"" + id() + "\",\"state\":\"STARTED\",\"result\":{\"message\":\"Waiting: the"
                        + " online key cannot"
                        + " sign\",\"last_update\":\"2030-01-02T03:04:05.678901Z\"}},\"message\":\"Task"
                        + " state.\"}");
        assertThat(text(server.get("/api/v1/status")))
                .contains("\"writing\":false", "\"waiting_for\":{\"key\":\"the online key cannot sign\"}");
    }

    @Test
    void anUnfinishedTaskSaysHowManyRolesAreSigned() {
        submit("{\"artifacts\":[" + HttpSamples.artifact("a") + "]}");
        server.status.set(new ServiceStatus(
                RunningServer.status(Map.of()).readiness(), 1, 0, Optional.of("512 of 16384 roles are signed")));

        expect(
                ask(),
                "{\"data\":{\"task_id\":\"" + id() + "\",\"state\":\"STARTED\",\"result\":{\"message\":\"Publishing:"
                        + " 512 of 16384 roles are"
                        + " signed\",\"last_update\":\"2030-01-02T03:04:05.678901Z\"}},\"message\":\"Task"
                        + " state.\"}");
    }

    @Test
    void aHeldTaskIsRunning() {
        submit("{\"artifacts\":[" + HttpSamples.artifact("a") + "],\"publish_artifacts\":false}");

        expect(
                ask(),
                "{\"data\":{\"task_id\":\"" + id() + "\",\"state\":\"RUNNING\",\"result\":{\"message\":\"Publishing\","
                        + "\"last_update\":\"2030-01-02T03:04:05.678901Z\"}},\"message\":\"Task state.\"}");
    }

    @Test
    void addedArtifactsAreNamedWithTheirBins() {
        submit("{\"artifacts\":[" + HttpSamples.artifact("a") + "," + HttpSamples.artifact("b") + "]}");
        ports.publish(HttpSamples.established());

        var bins = HttpSamples.bins(2).rolesFor(new TargetPath("a")).getFirst().name() + "\",\""
                + HttpSamples.bins(2).rolesFor(new TargetPath("b")).getFirst().name();
        expect(
                ask(),
                "{\"data\":{\"task_id\":\"" + id() + "\",\"state\":\"SUCCESS\",\"result\":{\"message\":\"Artifact(s)"
                                                   + " Added\",\"status\":true,\"task\":\"add_artifacts\","
                                                   + "\"last_update\":\"2030-01-02T03:04:05.678901Z\",\"details\":{\"added_artifacts\":[\"a\",\"b\"],"
                                                   + "\"invalid_paths\":[],\"artifact_roles\":[\"" + bins + "\"]}}},\"message\":\"Task state.\"}");
    }

    @Test
    void removedArtifactsAreNamed() {
        ports.publish(HttpSamples.established());
        server.post("/api/v1/artifacts/delete", "{\"artifacts\":[\"a\"]}");
        ports.publish(HttpSamples.established());

        assertThat(text(ask()))
                .contains("\"task\":\"remove_artifacts\"")
                .contains("\"details\":{\"deleted_artifacts\":[\"a\"],\"not_found_artifacts\":[]}");
    }

    @Test
    void aRefusedChangeIsErroredWithTheReason() {
        submit("{\"artifacts\":[]}");
        ports.decide(
                1,
                recorded("{\"state\":\"refused\",\"task\":\"metadata_update\",\"message\":\"Metadata Update"
                        + " Failed\",\"error\":\"no\"}"));
        ports.publish(HttpSamples.established());

        expect(
                ask(),
                "{\"data\":{\"task_id\":\"" + id() + "\",\"state\":\"ERRORED\",\"result\":{"
                        + "\"message\":\"Metadata Update Failed\",\"error\":\"no\",\"status\":false,"
                        + "\"task\":\"metadata_update\",\"last_update\":\"2030-01-02T03:04:05.678901Z\"}},"
                        + "\"message\":\"Task state.\"}");
    }

    @Test
    void aDecisionThatWasTakenBeforeItsTurnIsToldAtOnce() {
        submit("{\"artifacts\":[" + HttpSamples.artifact("a") + "]}");
        server.post("/api/v1/metadata/online", "{\"roles\":[\"timestamp\"]}");
        ports.decide(2, new TaskOutcome.Refused(new Reason.InvalidSignature()));

        assertThat(text(ask())).contains("\"state\":\"ERRORED\"", "Invalid signature");
        assertThat(text(server.get("/api/v1/task/?task_id="
                        + ports.submitted().getFirst().task().hex())))
                .contains("\"state\":\"STARTED\"");
    }

    @Test
    void aChangeOfWhichAPartWasRefusedTellsWhich() {
        submit("{\"artifacts\":[]}");
        ports.decide(
                1,
                recorded("{\"state\":\"refused\",\"task\":\"add_artifacts\",\"message\":\"Adding artifact(s) Failed\","
                        + "\"error\":\"no room\",\"details\":{\"n\":1}}"));
        ports.publish(HttpSamples.established());

        assertThat(text(ask())).contains("\"state\":\"ERRORED\"", "\"error\":\"no room\"", "\"details\":{\"n\":1}");
    }

    @Test
    void aFailedChangeSaysWhy() {
        submit("{\"artifacts\":[]}");
        ports.decide(1, new TaskOutcome.Failed("cannot"));
        ports.publish(HttpSamples.established());

        expect(
                ask(),
                "{\"data\":{\"task_id\":\"" + id() + "\",\"state\":\"FAILURE\",\"result\":{\"message\":\"cannot\"}},"
                        + "\"message\":\"Task state.\"}");
    }

    @Test
    void anAnswerIsHeldUntilThePublicationAndCostsTwoReads() {
        hold(LONG, 100);
        submit("{\"artifacts\":[" + HttpSamples.artifact("a") + "]}");

        var questions = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
        for (int i = 0; i < 20; i++) {
            questions.add(server.sendAsync(server.request("/api/v1/task/?task_id=" + id())));
        }
        awaitReads(20);
        assertThat(questions).noneMatch(CompletableFuture::isDone);
        ports.publish(HttpSamples.established());

        questions.forEach(question -> assertThat(
                        text(question.orTimeout(20, TimeUnit.SECONDS).join()))
                .contains("SUCCESS"));
        assertThat(ports.taskReads).hasValue(40);
    }

    @Test
    void aPublicationThatDoesNotReachTheTaskWakesNobody() {
        hold(Duration.ofMillis(300), 100);
        ports.publish(HttpSamples.established());
        var before = ports.latest.view();
        submit("{\"artifacts\":[]}");

        var question = server.sendAsync(server.request("/api/v1/task/?task_id=" + id()));
        awaitReads(1);
        ports.publish(before.head(), before.repository(), "{}");

        assertThat(text(question.orTimeout(20, TimeUnit.SECONDS).join())).contains("STARTED");
        assertThat(ports.taskReads).hasValue(1);
    }

    @Test
    void whoAsksWhenTooManyAreHeldIsAnsweredAtOnce() {
        hold(LONG, 1);
        submit("{\"artifacts\":[]}");
        var held = server.sendAsync(server.request("/api/v1/task/?task_id=" + id()));
        awaitReads(1);

        assertThat(text(ask())).contains("STARTED");
        assertThat(held).isNotDone();
    }

    @Test
    void aTaskThatAnotherNodeFinishedIsFinishedOnceThisNodeServesIt() {
        var mayCatchUp = new AtomicBoolean();
        server.close();
        server = RunningServer.of(ports, HttpLimits.DEFAULT.withTaskHold(Duration.ofMillis(50)), () -> {
            if (mayCatchUp.get()) {
                ports.publish(HttpSamples.established());
            }
            return Future.succeededFuture();
        });
        submit("{\"artifacts\":[]}");
        ports.publishElsewhere();

        assertThat(text(ask())).contains("STARTED");
        mayCatchUp.set(true);
        assertThat(text(ask())).contains("SUCCESS");
    }

    @Test
    void aTaskThatAnotherNodeFinishedIsFinishedAlsoWhereNothingIsServed() {
        var leads = new AtomicBoolean(true);
        server.close();
        server = RunningServer.of(
                ports,
                HttpLimits.DEFAULT.withTaskHold(Duration.ofMillis(50)),
                () -> leads.get()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new Unavailable("another node leads")));
        submit("{\"artifacts\":[]}");
        leads.set(false);
        ports.publishElsewhere();

        assertThat(text(ask())).contains("SUCCESS");
        assertThat(server.get("/metadata/timestamp.json").statusCode()).isEqualTo(503);
    }

    private static TaskOutcome recorded(String words) {
        return TaskOutcomeCodec.decode(Bytes.utf8(words));
    }

    private void hold(Duration hold, int most) {
        server.close();
        var limits = HttpLimits.DEFAULT;
        server = RunningServer.of(
                ports,
                new HttpLimits(
                        limits.maxBodyBytes(),
                        limits.maxDocumentBytes(),
                        limits.bodies(),
                        limits.maxDepth(),
                        limits.maxArtifacts(),
                        limits.maxCustomBytes(),
                        hold,
                        most,
                        limits.paths()));
    }

    private void submit(String list) {
        ports.publish(HttpSamples.established());
        assertThat(server.post("/api/v1/artifacts", list).statusCode()).isEqualTo(202);
    }

    /** The questions have been read once each, so they are about to wait or waiting. */
    private void awaitReads(int count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (ports.taskReads.get() < count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(ports.taskReads.get()).isGreaterThanOrEqualTo(count);
    }

    private HttpResponse<byte[]> ask() {
        return server.get("/api/v1/task/?task_id=" + id());
    }

    private String id() {
        return ports.submitted().getLast().task().hex();
    }

    private static void expect(HttpResponse<byte[]> response, String body) {
        assertThat(text(response)).isEqualTo(body);
        assertThat(response.statusCode()).isEqualTo(200);
    }
}

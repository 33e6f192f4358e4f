package dev.countersign.http;

import static dev.countersign.http.RunningServer.header;
import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementIT {
    private final AtomicReference<SequencedMap<String, String>> waiting = new AtomicReference<>(new LinkedHashMap<>());
    private final RunningServer server =
            RunningServer.of(new Management(() -> new Readiness(waiting.get()), () -> "countersign_up 1\n"));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aProcessThatAnswersIsHealthy() {
        var response = server.get("/health");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(text(response)).isEqualTo("{\"status\":\"up\"}");
    }

    @Test
    void aNodeIsReadyWhenItWaitsForNothing() {
        assertThat(text(server.get("/ready"))).isEqualTo("{\"status\":\"ready\",\"waiting_for\":{}}");
        assertThat(server.get("/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aNodeThatIsNotReadySaysWhatItWaitsFor() {
        var what = new LinkedHashMap<String, String>();
        what.put("recovery", "publication 7 is being finished");
        waiting.set(what);

        var response = server.get("/ready");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(text(response))
                .isEqualTo(
                        "{\"status\":\"waiting\",\"waiting_for\":{\"recovery\":\"publication 7 is being finished\"}}");
    }

    @Test
    void metricsAreText() {
        var response = server.get("/metrics");

        assertThat(header(response, "Content-Type")).startsWith("text/plain; version=0.0.4");
        assertThat(text(response)).isEqualTo("countersign_up 1\n");
    }

    @Test
    void nothingElseIsThere() {
        assertThat(server.get("/").statusCode()).isEqualTo(404);
        assertThat(server.post("/health", "").statusCode()).isEqualTo(405);
    }
}

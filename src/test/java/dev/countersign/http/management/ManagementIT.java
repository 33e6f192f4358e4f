package dev.countersign.http.management;

import static dev.countersign.http.RunningServer.header;
import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.RunningServer;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementIT {
    private final SequencedMap<String, String> toRead = new LinkedHashMap<>();
    private final SequencedMap<String, String> toWrite = new LinkedHashMap<>();
    private final SequencedMap<String, String> attention = new LinkedHashMap<>();
    private final RunningServer server = RunningServer.of(
            new Management(() -> new Readiness(toRead, toWrite, attention), () -> "countersign_up 1\n"));

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
        assertThat(text(server.get("/ready")))
                .isEqualTo(
                        "{\"status\":\"ready\",\"reading\":true,\"writing\":true,\"waiting_for\":{},\"attention\":{}}");
        assertThat(server.get("/ready").statusCode()).isEqualTo(200);
        assertThat(server.get("/ready/writing").statusCode()).isEqualTo(200);
    }

    @Test
    void aNodeThatIsNotReadySaysWhatItWaitsFor() {
        toRead.put("start", "publication 7 is being finished");

        var response = server.get("/ready");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(text(response))
                .isEqualTo("{\"status\":\"waiting\",\"reading\":false,\"writing\":false,"
                        + "\"waiting_for\":{\"start\":\"publication 7 is being finished\"},\"attention\":{}}");
        assertThat(server.get("/ready/writing").statusCode()).isEqualTo(503);
    }

    @Test
    void aNodeThatCannotWriteIsReadyForReadersOnly() {
        toWrite.put("storage", "no space left");

        var response = server.get("/ready");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(text(response))
                .isEqualTo("{\"status\":\"reading\",\"reading\":true,\"writing\":false,"
                        + "\"waiting_for\":{\"storage\":\"no space left\"},\"attention\":{}}");
        var forWriters = server.get("/ready/writing");
        assertThat(forWriters.statusCode()).isEqualTo(503);
        assertThat(text(forWriters)).isEqualTo(text(response));
    }

    @Test
    void whatPeopleMustSeeToDoesNotMakeANodeUnready() {
        attention.put("root", "root expires at 2030-01-01T00:00:00Z");

        assertThat(server.get("/ready/writing").statusCode()).isEqualTo(200);
        assertThat(text(server.get("/ready")))
                .contains("\"status\":\"ready\"")
                .contains("\"attention\":{\"root\":\"root expires at 2030-01-01T00:00:00Z\"}");
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

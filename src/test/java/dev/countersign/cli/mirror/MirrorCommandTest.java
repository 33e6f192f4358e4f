package dev.countersign.cli.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.cli.FailureReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MirrorCommandTest {
    private static final String BUCKET = "{\"name\":\"cdn\",\"place\":{\"bucket\":\"tuf-files\",\"prefix\":\"a/\","
            + "\"endpoint\":\"https://s3.example.org\"},\"state\":\"STATE\",\"shows\":{\"timestamp\":7},"
            + "\"behind_seconds\":90,\"check\":{\"number\":NUMBER,\"files\":20PROBLEM}}";

    private final List<String> asked = new ArrayList<>();
    private final HttpServer server = serve();
    private String problem = "";
    private int lists;

    private HttpServer serve() {
        try {
            var made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.createContext("/", this::answer);
            made.start();
            return made;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** The first time a mirror is asked for it is being filled, and not yet checked. */
    private void answer(HttpExchange exchange) throws IOException {
        var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add(request + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        switch (request) {
            case "GET /api/v1/mirrors" ->
                send(exchange, 200, "{\"data\":{\"mirrors\":[" + described(lists++ > 0) + "]}}");
            case "POST /api/v1/mirrors" -> send(exchange, 201, "{\"data\":" + described(false) + "}");
            case "POST /api/v1/mirrors/verify" ->
                send(exchange, 202, "{\"data\":{\"name\":\"cdn\",\"check_asked\":4}}");
            case "POST /repositories/pypi/api/v1/mirrors/delete" ->
                send(exchange, 200, "{\"data\":" + described(true) + "}");
            default -> send(exchange, 404, "{\"detail\":{\"message\":\"Mirror not found.\",\"error\":\"None.\"}}");
        }
    }

    private String described(boolean isDone) {
        return BUCKET.replace("STATE", isDone ? "complete" : "behind")
                .replace("NUMBER", isDone ? "4" : "3")
                .replace("PROBLEM", problem);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private record Run(int exit, String out, String err) {}

    private Run run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var all = new ArrayList<>(List.of(arguments));
        all.add("--server=http://127.0.0.1:" + server.getAddress().getPort());
        var line = FailureReport.attach(new CommandLine(new MirrorCommand()))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return new Run(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    @Test
    void aBucketIsAdded() {
        var run = run("add", "--s3=tuf-files/a", "--endpoint=https://s3.example.org", "--path-style=true");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Mirror cdn (s3://tuf-files/a/ at https://s3.example.org) is being filled");
        assertThat(asked)
                .containsExactly(
                        "POST /api/v1/mirrors {\"name\":\"tuf-files\",\"bucket\":\"tuf-files\",\"prefix\":\"a\","
                                + "\"endpoint\":\"https://s3.example.org\",\"path_style\":true}");
    }

    @Test
    void aFolderIsAddedAndWaitedFor() {
        var run = run("add", "--folder=/srv/x/../Tuf", "--compressed", "--name=cdn", "--wait");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("is filled.");
        assertThat(asked)
                .containsExactly(
                        "POST /api/v1/mirrors {\"name\":\"cdn\",\"folder\":\"/srv/Tuf\",\"compressed\":true}",
                        "GET /api/v1/mirrors ",
                        "GET /api/v1/mirrors ");
    }

    @Test
    void optionsThatDoNotFitAreMisuse() {
        assertThat(run("add", "--folder=/srv/tuf", "--region=x").exit()).isEqualTo(2);
        assertThat(run("add", "--s3=tuf-files", "--compressed").exit()).isEqualTo(2);
        assertThat(run("add").exit()).isEqualTo(2);
        assertThat(run("add", "--s3=tuf-files", "--folder=/srv/tuf").exit()).isEqualTo(2);
        assertThat(asked).isEmpty();
    }

    @Test
    void mirrorsAreListedWithHowTheyStand() {
        assertThat(run("list").out())
                .contains("cdn", "s3://tuf-files/a/ at https://s3.example.org", "behind, timestamp 7, 90 s behind");
    }

    @Test
    void verifyWaitsForTheCheckThatItAskedFor() {
        var run = run("verify", "cdn");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("Mirror cdn verifies: 20 files were read");
        assertThat(lists).isEqualTo(2);
    }

    @Test
    void whatDoesNotVerifyIsTold() {
        problem = ",\"problem\":\"clients do not find 3.bins-0.json\"";
        var run = run("verify", "cdn");
        assertThat(run.exit()).isEqualTo(5);
        assertThat(run.err()).contains("mirror cdn: clients do not find 3.bins-0.json");
    }

    @Test
    void oneOfAnotherRepositoryIsRemoved() {
        var run = run("remove", "cdn", "--repository=pypi");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Mirror cdn is filled no longer");
        assertThat(run("remove", "other").exit()).isEqualTo(1);
    }
}

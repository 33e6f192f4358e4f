package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.store.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The packaged jar, started as {@code quickstart} in a process of its own on free loopback ports, and its caller. */
final class Service implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path data;
    private final List<String> options;
    private final int port;
    private final int managementPort;
    private Process process;

    private Service(Path data, List<String> options) throws IOException {
        this.data = data;
        this.options = options;
        this.port = FreePort.next();
        this.managementPort = FreePort.next();
        this.process = start();
    }

    static Service quickstart(Path data, String... options) throws Exception {
        var service = new Service(data, List.of(options));
        service.awaitReady();
        return service;
    }

    private Process start() throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                System.getProperty("countersign.jar"),
                "quickstart",
                "--data",
                data.toString(),
                "--port",
                String.valueOf(port),
                "--management-port",
                String.valueOf(managementPort)));
        command.addAll(options);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Waits until a client could use the repository. */
    void awaitReady() throws Exception {
        var deadline = Instant.now().plus(START_LIMIT);
        while (!isReady()) {
            assertThat(process.isAlive())
                    .as("the service runs; it said:\n%s", said())
                    .isTrue();
            assertThat(Instant.now()).as("ready in time; it said:\n%s", said()).isBefore(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean isReady() throws Exception {
        try {
            var ready = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/ready"))
                            .build(),
                    BodyHandlers.discarding());
            return ready.statusCode() == 200
                    && (options.contains("--empty")
                            || get("/metadata/timestamp.json").statusCode() == 200);
        } catch (IOException e) {
            return false;
        }
    }

    String said() throws IOException {
        return Files.exists(log()) ? Files.readString(log()) : "";
    }

    /** Waits until the service has said this so many times, over all its starts. */
    void awaitSaid(String text, int times) throws Exception {
        var deadline = Instant.now().plus(START_LIMIT);
        while (said().split(Pattern.quote(text), -1).length <= times) {
            assertThat(process.isAlive())
                    .as("the service runs; it said:\n%s", said())
                    .isTrue();
            assertThat(Instant.now())
                    .as("\"%s\" in time; it said:\n%s", text, said())
                    .isBefore(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws Exception {
        return send("POST", path, json.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> send(String method, String path, byte[] body) throws Exception {
        return http.send(
                request(path)
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** With the token of its administrator, as soon as there is one. */
    private HttpRequest.Builder request(String path) throws IOException {
        var request = HttpRequest.newBuilder(uri(path));
        var token = data.resolve("admin.token");
        return Files.exists(token)
                ? request.header(
                        "Authorization", "Bearer " + Files.readString(token).strip())
                : request;
    }

    /** kill -9: the process gets no chance to do anything. */
    void kill() throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    void restart() throws Exception {
        process = start();
        awaitReady();
    }

    /** Ctrl-C; returns the exit status. */
    int stop() throws Exception {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("stops in time").isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(60, TimeUnit.SECONDS)
                .exceptionally(_ -> process.destroyForcibly())
                .join();
    }
}

package dev.countersign.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A Countersign process of a test: the jar when it was built, the classes otherwise. Killed at the end. */
final class Countersign implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern SERVING = Pattern.compile("serving on (https?://\\S+)");
    private static final Pattern MANAGEMENT =
            Pattern.compile("health and metrics on (https?://\\S+)|(https?://\\S+)/ready");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final Path output;
    private String token = "";

    private Countersign(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Countersign start(Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        var jar = System.getProperty("countersign.jar");
        command.addAll(
                jar == null
                        ? List.of("-cp", System.getProperty("java.class.path"), Main.class.getName())
                        : List.of("-jar", jar));
        command.addAll(List.of(arguments));
        var output = Files.createTempFile("countersign", ".out");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        // Tests of who may call say so; for all others everybody may.
        builder.environment().put("COUNTERSIGN_ACCESS_MODE", "open");
        builder.environment().putAll(environment);
        return new Countersign(builder.start(), output);
    }

    /** A node of the service on that database, at ports that are free. */
    static Countersign node(String database, Path keys, Map<String, String> more) throws IOException {
        return start(environment(database, keys, more), "serve");
    }

    /** What such a node is configured by; what stands in {@code more} goes first. */
    static Map<String, String> environment(String database, Path keys, Map<String, String> more) {
        var environment = new HashMap<>(Map.of(
                "COUNTERSIGN_DATABASE_URL", database,
                "COUNTERSIGN_KEYS_DIRECTORY", keys.toString(),
                "COUNTERSIGN_ACCESS_MODE", "open",
                "COUNTERSIGN_HTTP_PORT", "0",
                "COUNTERSIGN_MANAGEMENT_PORT", "0"));
        environment.putAll(more);
        return environment;
    }

    /** Shows a token with every request from now on. */
    void callWith(String secret) {
        token = secret;
    }

    /** Runs to the end; returns the exit status. */
    int status() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running, having printed:\n" + printed());
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    String printed() {
        try {
            return Files.readString(output);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Countersign serving() {
        address();
        return this;
    }

    URI address() {
        return printed(SERVING);
    }

    URI management() {
        return printed(MANAGEMENT);
    }

    /** What the process prints that matches, as soon as it has. */
    private URI printed(Pattern pattern) {
        until(() -> pattern.matcher(printed()).find());
        var match = pattern.matcher(printed())
                .results()
                .findFirst()
                .map(MatchResult.class::cast)
                .orElseThrow();
        return URI.create(match.group(1) == null ? match.group(2) : match.group(1));
    }

    /** Waits for what this process has promised; fails when it ends or takes too long. */
    void until(BooleanSupplier condition) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError(
                        (process.isAlive() ? "waiting too long" : "ended") + ", having printed:\n" + printed());
            }
            pause();
        }
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(address().resolve(path)).GET());
    }

    HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(address().resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(String method, String path, String body) {
        return send(HttpRequest.newBuilder(address().resolve(path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> operation(String path) {
        return send(HttpRequest.newBuilder(management().resolve(path)).GET());
    }

    /** Adds an artifact and waits until it is published. */
    void add(String path) {
        var accepted = post("/api/v1/artifacts/", """
            {"artifacts":[{"path":"%s","info":{"length":6,"hashes":{"sha256":"%s"}}}]}\
            """.formatted(
                        path, "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"));
        var task = Pattern.compile("\"task_id\":\"([0-9a-f]+)\"").matcher(accepted.body());
        if (accepted.statusCode() != 202 || !task.find()) {
            throw new AssertionError(accepted.statusCode() + " " + accepted.body());
        }
        until(() -> get("/api/v1/task/?task_id=" + task.group(1)).body().contains("\"SUCCESS\""));
    }

    /** Asks it to stop, as Ctrl-C does; returns the exit status. */
    int stop() {
        process.destroy();
        return status();
    }

    /** Stops it from doing anything at all (SIGSTOP), or lets it go on (SIGCONT). */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (name.equals("STOP")) {
                // The signal has been sent: each thread stops soon, and may still answer until then.
                until(this::standsStill);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** By what Linux says of each thread; elsewhere it is taken for granted. */
    private boolean standsStill() {
        var threads = Path.of("/proc/" + process.pid() + "/task");
        if (!Files.isDirectory(threads)) {
            return true;
        }
        try (var all = Files.newDirectoryStream(threads)) {
            for (var thread : all) {
                if (!Files.readString(thread.resolve("stat")).contains(") T ")) {
                    return false;
                }
            }
            return true;
        } catch (IOException ended) {
            return false;
        }
    }

    /** What it will answer, whenever that is. */
    CompletableFuture<HttpResponse<String>> later(String path) {
        return CLIENT.sendAsync(
                shown(HttpRequest.newBuilder(address().resolve(path)))
                        .timeout(PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder shown(HttpRequest.Builder request) {
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    void kill() {
        process.destroyForcibly();
        status();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(shown(request).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        status();
        Files.delete(output);
    }
}

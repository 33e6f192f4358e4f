package dev.countersign.app;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** A provider of OpenID Connect in a process of its own: npm's oidc-provider. */
final class RealIssuer implements AutoCloseable {
    private static final JsonLimits LIMITS = new JsonLimits(16, 1 << 20);

    private final Process process;
    private final BufferedReader output;
    private final String id;

    private RealIssuer(Process process) throws IOException {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.id = "http://127.0.0.1:" + output.readLine();
    }

    static RealIssuer start() throws IOException {
        var script = Path.of("src/test/js/provider.js").toAbsolutePath().toString();
        return new RealIssuer(new ProcessBuilder("node", script, System.getProperty("countersign.tufjs"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    String id() {
        return id;
    }

    /** A token for an audience with these claims, besides those that every token has. */
    String token(String audience, Json.Obj claims) {
        var credentials =
                Base64.getEncoder().encodeToString(Bytes.utf8("ci:secret").array());
        var answer = send(HttpRequest.newBuilder(URI.create(id + "/token"))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Claims", claims.toText())
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&resource=" + audience)));
        return String.valueOf(answer.text("access_token"));
    }

    Json.Obj keys() {
        return send(HttpRequest.newBuilder(URI.create(id + "/jwks")));
    }

    /** Carries out a command of the script; says how often keys were asked for so far. */
    int command(String command) {
        try {
            process.outputWriter().write(command + "\n");
            process.outputWriter().flush();
            return Integer.parseInt(output.readLine());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Json.Obj send(HttpRequest.Builder request) {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return Json.parseObject(Bytes.wrap(answer.body()), LIMITS);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

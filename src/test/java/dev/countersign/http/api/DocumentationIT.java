package dev.countersign.http.api;

import static dev.countersign.http.RunningServer.header;
import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.HttpLimits;
import dev.countersign.http.HttpSamples;
import dev.countersign.http.MemoryPorts;
import dev.countersign.http.RunningServer;
import dev.countersign.json.Json;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DocumentationIT {
    private static final Pattern ADDRESS = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server = RunningServer.of(ports, HttpLimits.DEFAULT);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theDocumentDescribesExactlyTheOperationsThereAre() {
        var described = new ArrayList<String>();
        ((Json.Obj) document().get("paths"))
                .members()
                .forEach((path, item) -> ((Json.Obj) item)
                        .members()
                        .keySet()
                        .forEach(method -> described.add(method.toUpperCase(java.util.Locale.ROOT) + " "
                                + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path))));
        var api = server.api(_ -> Optional.empty(), HttpLimits.DEFAULT);
        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(api.operations().stream()
                        .map(operation -> operation.method() + " " + operation.path())
                        .toList())
                .hasSize(37);
    }

    @Test
    void everythingTheDocumentRefersToIsInIt() {
        var document = document();
        var references = Pattern.compile("\"#(/[^\"]+)\"").matcher(document.toText());
        int count = 0;
        while (references.find()) {
            Json at = document;
            for (var step : references.group(1).substring(1).split("/")) {
                at = ((Json.Obj) at).get(step);
                assertThat(at).as(references.group(1)).isNotNull();
            }
            count++;
        }
        assertThat(count).isGreaterThan(30);
    }

    @Test
    void theExamplesOfAcceptedBodiesAreAccepted() {
        ports.publish(HttpSamples.established().withProposedRoot(HttpSamples.root(2)));
        var tried = new ArrayList<String>();
        ((Json.Obj) document().get("paths"))
                .members()
                .forEach((path, item) -> ((Json.Obj) item).members().forEach((method, operation) -> {
                    var example = example((Json.Obj) operation);
                    if (example != null && !example.contains("\"signed\":{}")) {
                        var response = server.send(server.json(
                                method.toUpperCase(java.util.Locale.ROOT),
                                path.replace("{name}", "default") + query((Json.Obj) operation),
                                example));
                        assertThat(response.statusCode())
                                .as(path + " " + text(response))
                                .isIn(200, 201, 202);
                        tried.add(path);
                    }
                }));
        assertThat(tried).hasSizeGreaterThan(7);
    }

    @Test
    void thePageAndAllItNeedsComesFromHere() {
        var page = server.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(text(page)).contains("<title>Countersign");
        assertThat(server.get("/redoc").body()).isEqualTo(page.body());

        var addresses = ADDRESS.matcher(text(page))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(addresses).hasSizeGreaterThan(4).allMatch(address -> address.startsWith("/"));
        addresses.forEach(address ->
                assertThat(server.get(address).statusCode()).as(address).isEqualTo(200));
    }

    @Test
    void thePagesPolicyAllowsNothingFromElsewhereAndNothingInline() {
        var policy = List.of(header(server.get("/"), "Content-Security-Policy").split("; "));

        assertThat(policy).contains("default-src 'none'", "script-src 'self'", "style-src 'self'");
        assertThat(policy).noneMatch(rule -> rule.contains("unsafe") || rule.contains("http"));
    }

    @Test
    void largePartsOfThePageAreCompressedOnceTheyAreAskedForOften() throws Exception {
        var plain = server.get("/docs/swagger-ui.css").body();
        for (int time = 0; time < 4; time++) {
            var response = askCompressed();
            assertThat(header(response, "Content-Encoding")).isEmpty();
            assertThat(response.body()).isEqualTo(plain);
        }
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        var compressed = askCompressed();
        while (header(compressed, "Content-Encoding").isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
            compressed = askCompressed();
        }
        assertThat(header(compressed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(compressed.body().length).isLessThan(plain.length / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                .isEqualTo(plain);
        assertThat(header(server.get("/docs/swagger-ui.css"), "Content-Encoding"))
                .as("for those who do not ask for it")
                .isEmpty();
    }

    private HttpResponse<byte[]> askCompressed() {
        var response = server.send(server.request("/docs/swagger-ui.css").header("Accept-Encoding", "gzip"));
        assertThat(header(response, "Vary")).isEqualTo("Accept-Encoding");
        return response;
    }

    private Json.Obj document() {
        return RunningServer.body(server.get("/openapi.json"));
    }

    /** With the examples of the parameters that are required. */
    private static String query(Json.Obj operation) {
        if (!(operation.get("parameters") instanceof Json.Arr(var parameters))) {
            return "";
        }
        return parameters.stream()
                .map(Json.Obj.class::cast)
                .filter(parameter -> "query".equals(parameter.text("in")) && parameter.get("required") != null)
                .map(parameter -> parameter.text("name") + "=" + parameter.text("example"))
                .collect(Collectors.joining("&", "?", ""));
    }

    private static String example(Json.Obj operation) {
        if (!(operation.get("requestBody") instanceof Json.Obj body)) {
            return null;
        }
        var content = (Json.Obj) ((Json.Obj) body.get("content")).get("application/json");
        return content.get("example").toText();
    }
}

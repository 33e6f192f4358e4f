package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.tuf.RepositoryName;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses below {@code /repositories/NAME}, and the interface to all repositories. */
class RepositoriesIT {
    private static final String API = "/api/v1/repositories";

    private final MemoryPorts first = new MemoryPorts();
    private final MemoryPorts second = new MemoryPorts();
    private final RunningServer server = RunningServer.ofSeveral(ports());

    private LinkedHashMap<RepositoryName, MemoryPorts> ports() {
        var ports = new LinkedHashMap<RepositoryName, MemoryPorts>();
        ports.put(RepositoryName.DEFAULT, first);
        ports.put(new RepositoryName("team-a.pypi"), second);
        return ports;
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> post(String path, String body) {
        return server.send(server.json("POST", path, body));
    }

    /** Sends a request as it is written; returns all that comes back. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    // Addresses

    @Test
    void eachRepositoryHasItsOwnInterface() {
        first.publish(HttpSamples.established());

        assertThat(text(server.get("/api/v1/bootstrap"))).contains("\"bootstrap\":true");
        assertThat(text(server.get("/repositories/default/api/v1/bootstrap"))).contains("\"bootstrap\":true");
        assertThat(text(server.get("/repositories/team-a.pypi/api/v1/bootstrap")))
                .contains("\"bootstrap\":false");
        assertThat(text(server.get("/repositories/team-a.pypi/api/v1/bootstrap/")))
                .contains("\"bootstrap\":false");
    }

    @Test
    void eachRepositoryHasItsOwnFiles() {
        first.publish(HttpSamples.established());

        assertThat(text(server.get("/metadata/timestamp.json"))).isEqualTo("{\"timestamp\":1}");
        assertThat(text(server.get("/repositories/default/metadata/timestamp.json")))
                .isEqualTo("{\"timestamp\":1}");
        assertThat(server.get("/repositories/team-a.pypi/metadata/timestamp.json")
                        .statusCode())
                .isEqualTo(404);
        second.publish(HttpSamples.established());
        second.publish(HttpSamples.established());
        assertThat(text(server.get("/repositories/team-a.pypi/metadata/timestamp.json")))
                .isEqualTo("{\"timestamp\":2}");
        assertThat(text(server.get("/repositories/team-a.pypi/metadata/")))
                .contains("<a href=\"/repositories/team-a.pypi/metadata/1.root.json\">");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/repositories/nobody",
                "/repositories/Default",
                "/repositories/DEFAULT",
                "/repositories/",
                "/repositories//",
                "/repositories/.",
                "/repositories/..",
                "/repositories/../repositories/default",
                "/repositories/x/../default",
                "/repositories/./default",
                "/repositories//default",
                "/repositories/%64efault",
                "/repositories/default%2F",
                "/repositories/default%2f..",
                "/repositories/%2e%2e/repositories/default",
                "/repositories/default%00",
                "/repositories/default%20",
                "/repositories/-default",
                "/repositories/default.",
                "/repositories/default;x",
                "/repositories/team-a.pypi/repositories/default",
                "/repositories/t%C3%A9am",
                "/repositories/0123456789012345678901234567890123456789012345678901234567890123"
            })
    void whatIsNoRepositoryIsNotFoundUnderAnyAddress(String base) throws IOException {
        first.publish(HttpSamples.established());

        for (var path : new String[] {
            "",
            "/",
            "/metadata",
            "/metadata/",
            "/metadata/timestamp.json",
            "/metadata/1.root.json",
            "/api/v1/bootstrap",
            "/api/v1/status",
            "/api/v1/task?task_id=1",
            "/api/v1/repositories",
            "/openapi.json",
            "/docs/favicon.png"
        }) {
            assertThat(raw("GET " + base + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"))
                    .as(base + path)
                    .startsWith("HTTP/1.1 404 ");
        }
        var body = "{\"name\":\"x\"}";
        for (var path : new String[] {"/api/v1/artifacts", "/api/v1/bootstrap", "/api/v1/metadata/sign"}) {
            assertThat(raw("POST " + base + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                            + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body))
                    .as(base + path)
                    .startsWith("HTTP/1.1 404 ");
        }
        assertThat(raw("DELETE " + base + "/api/v1/artifacts HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection:"
                        + " close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ");
    }

    // Management

    @Test
    void repositoriesAreCreatedListedShownAndRemoved() {
        var created = post(API, "{\"name\":\"crates\"}");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(text(created)).contains("\"name\":\"crates\"", "\"id\":2", "\"created\":");

        assertThat(text(server.get(API))).containsSubsequence("\"name\":\"crates\"", "\"name\":\"default\"");
        assertThat(text(server.get(API + "?after=crates")))
                .doesNotContain("crates")
                .contains("default");
        assertThat(text(server.get(API + "/crates"))).contains("\"name\":\"crates\"", "\"publication\":0");

        assertThat(server.send(server.request(API + "/crates").DELETE()).statusCode())
                .isEqualTo(202);
        assertThat(server.get(API + "/crates").statusCode()).isEqualTo(404);
        assertThat(server.send(server.request(API + "/crates/").DELETE()).statusCode())
                .isEqualTo(404);

        assertThat(text(post(API, "{\"name\":\"crates\"}"))).contains("\"id\":3");
    }

    @Test
    void aNameThatIsTakenAndTheOneThatIsAlwaysThereAreConflicts() {
        var taken = post(API, "{\"name\":\"default\"}");
        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(text(taken)).contains("there is a repository default already");

        var always = server.send(server.request(API + "/default").DELETE());
        assertThat(always.statusCode()).isEqualTo(409);
        assertThat(text(always)).contains("what addresses without a name mean");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "a/b",
                "..",
                ".",
                "-",
                "a-",
                "-a",
                ".a",
                "a.",
                "_",
                "a b",
                "ä",
                "a\\u0000",
                "a%2fb",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void namesThatNoneCanHaveAreRefused(String name) {
        var answer = post(API, "{\"name\":\"" + name + "\"}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(text(answer)).contains("not a name of a repository (expected: 1 to 63 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "0",
                "a-b",
                "a_b",
                "a.b",
                "a..b",
                "012345678901234567890123456789012345678901234567890123456789012"
            })
    void namesAreWhatTheyMayBe(String name) {
        assertThat(post(API, "{\"name\":\"" + name + "\"}").statusCode()).isEqualTo(201);
    }

    @Test
    void anotherMethodIsToldWhichAreAllowed() {
        var all = server.send(server.json("PUT", API, "{}"));
        assertThat(all.statusCode()).isEqualTo(405);
        assertThat(all.headers().firstValue("Allow")).contains("GET, POST");

        var one = server.send(server.json("POST", API + "/default", "{}"));
        assertThat(one.headers().firstValue("Allow")).contains("GET, PUT, DELETE");

        var operation = server.send(server.json("PUT", "/repositories/team-a.pypi/api/v1/bootstrap", "{}"));
        assertThat(operation.statusCode()).isEqualTo(405);
        assertThat(operation.headers().firstValue("Allow")).contains("GET, POST");
    }
}

package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.json.Bytes;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client as a program embeds it: over HTTP, with a folder of trust, and without anything of the command line. */
class EmbeddedClientTest {
    private static final TargetPath PATH = new TargetPath("a/one.tgz");

    private final TestRepository repository = new TestRepository();

    @TempDir
    private Path folder;

    private HttpServer server;
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        repository.add(PATH.value(), "one");
        repository.publish();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metadata/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var file = repository.files.get(exchange.getRequestURI().getPath().substring("/metadata/".length()));
        exchange.getResponseHeaders().add("Retry-After", "7");
        var found = file == null ? Bytes.EMPTY : file;
        exchange.sendResponseHeaders(file == null ? 404 : status, found.length() == 0 ? -1 : found.length());
        try (var body = exchange.getResponseBody()) {
            body.write(found.array());
        }
    }

    @Test
    void aTargetIsFoundAndItsContentChecked() throws IOException {
        var target = find().orElseThrow();
        var right = Files.writeString(folder.resolve("right"), "one");
        var wrong = Files.writeString(folder.resolve("wrong"), "eno");

        ContentHash.compute(right, target.hashes().keySet()).check("right", target);
        var other = ContentHash.compute(wrong, target.hashes().keySet());
        assertThatThrownBy(() -> other.check("wrong", target))
                .isInstanceOf(ClientException.Untrusted.class)
                .hasMessageContaining("expected: ");
    }

    @Test
    void theNextRunStartsFromWhatIsTrustedAndSeesARollback() {
        var earlier = repository.files.get("timestamp.json");
        repository.publish();
        assertThat(find()).isPresent();
        repository.files.put("timestamp.json", earlier);

        assertThatThrownBy(this::find)
                .isInstanceOf(ClientException.Untrusted.class)
                .hasMessageContaining("timestamp.json cannot be trusted");
    }

    @Test
    void aServerThatIsBusySaysWhenToTryAgain() {
        status = 503;

        assertThatThrownBy(this::find)
                .isInstanceOfSatisfying(
                        ClientException.Unreachable.class,
                        e -> assertThat(e.againAfter()).contains(Duration.ofSeconds(7)));
    }

    @Test
    void aServerThatIsGoneIsUnreachable() {
        server.stop(0);

        assertThatThrownBy(this::find)
                .isInstanceOf(ClientException.Unreachable.class)
                .hasMessageContaining("connection refused");
    }

    @Test
    void aStoreThatCannotBeMadeIsNamed() throws IOException {
        var file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> TrustStore.open(file, address()))
                .isInstanceOfSatisfying(
                        ClientException.StoreFailed.class,
                        e -> assertThat(e.file().getParent()).isEqualTo(file));
    }

    private Optional<TargetFile> find() {
        try (var http = new Transport(Credentials.NONE);
                var store = TrustStore.open(folder.resolve("trust"), address())) {
            var root = store.root().orElse(repository.firstRoot());
            return TufClient.refreshed(new HttpMetadata(http, address()), store, InstantSource.system(), root)
                    .find(PATH);
        }
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metadata");
    }
}

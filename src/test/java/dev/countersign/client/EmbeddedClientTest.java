package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.json.Bytes;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client as a program embeds it: over HTTP, with a folder of trust, and without anything of the command line. */
class EmbeddedClientTest {
    private static final TargetPath PATH = new TargetPath("a/one.tgz");

    private final TestRepository repository = new TestRepository();

    @TempDir
    private Path folder;

    private HttpServer server;
    private int status = 200;
    private final List<String> asked = new CopyOnWriteArrayList<>();

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
        asked.add(exchange.getRequestURI().getRawPath());
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

    /** A client follows every name, asks for it escaped, and keeps it where it cannot leave its folder. */
    @ParameterizedTest
    @CsvSource({"?,%3F", "#,%23", "/x,%2Fx", "../x,..%2Fx", "ö b,%C3%B6%20b", "Timestamp,Timestamp"})
    void aRoleMayHaveAnyName(String name, String escaped) throws IOException {
        repository.delegate(RoleName.TARGETS, repository.onlineKey, name);
        repository.role(new RoleName(name), PATH.value());
        var meta = new TreeMap<String, MetaFile>();
        meta.put("targets.json", MetaFile.ofVersion(1));
        meta.put(name + ".json", MetaFile.ofVersion(1));
        repository.publishSnapshot(meta);

        assertThat(find()).isPresent();

        assertThat(asked).contains("/metadata/1." + escaped + ".json");
        try (var kept = Files.walk(folder)) {
            assertThat(kept.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString()))
                    .hasSize(7)
                    .allMatch(file -> file.matches("trust/[0-9a-f]{16}/[a-z0-9.%A-F]+"))
                    .anyMatch(file -> file.endsWith("/timestamp.json"));
        }
        assertThat(Files.readString(only("timestamp.json"))).contains("\"_type\":\"timestamp\"");
    }

    private Path only(String name) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }

    @Test
    void aProgramOpensAStoreOnce() {
        try (var store = TrustStore.open(folder.resolve("own"))) {
            assertThat(store.folder()).isEqualTo(folder.resolve("own"));
            assertThatThrownBy(() -> TrustStore.open(folder.resolve("own")))
                    .isInstanceOf(ClientException.StoreFailed.class)
                    .hasMessageContaining("this program has it open already");
        }
        TrustStore.open(folder.resolve("own")).close();
    }

    private Optional<TargetFile> find() {
        try (var http = new Transport(Credentials.NONE);
                var store = TrustStore.open(folder.resolve("trust"), address())) {
            var root = store.root().orElse(repository.firstRoot());
            return new TufClient(new HttpMetadata(http, address()), store, root)
                    .refresh()
                    .find(PATH);
        }
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metadata");
    }
}

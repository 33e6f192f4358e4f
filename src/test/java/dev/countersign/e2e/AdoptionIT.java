package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.countersign.cli.FailureReport;
import dev.countersign.cli.Questions;
import dev.countersign.cli.delegation.DelegationPublishCommand;
import dev.countersign.cli.repository.RepositoryAdoptCommand;
import dev.countersign.cli.root.RootUpdateCommand;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.Credentials;
import dev.countersign.client.HttpMetadata;
import dev.countersign.client.MemoryCache;
import dev.countersign.client.RepositoryWalk;
import dev.countersign.client.Transport;
import dev.countersign.client.TufClient;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.tuf.ForeignSample;
import dev.countersign.tuf.TargetPath;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Repositories that RSTUF and tuf-on-ci left, taken over by the commands, while clients of old go on following them. */
class AdoptionIT {
    @TempDir
    private static Path temp;

    private static Holders holders;
    private static Service service;

    @BeforeAll
    static void start() throws Exception {
        holders = new Holders(temp.resolve("keys"));
        service = Service.quickstart(
                temp.resolve("data"), "--empty", "--keys", temp.resolve("keys").toString());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void whatRstufPublishedGoesOn() throws Exception {
        var sample = ForeignSample.rstuf(Instant.now());
        try (var old = new OldPlace(sample)) {
            var followers = new Followers("rstuf", sample, old.address());
            followers.find("pkg/a.tar.gz");
            assertThat(run(new RepositoryAdoptCommand(), "rstuf", "--from", old.address(), "--root", root(sample, 2)))
                    .contains("Taken over: roots 1 to 2, timestamp 1", "countersign root update --online-key");
            followers.move();
            followers.find("pkg/a.tar.gz");

            sample.publishTimestamp();
            run(new RepositoryAdoptCommand(), "rstuf", "--from", old.address(), "--root", root(sample, 1));
            updateRoot("rstuf", sample);
            followers.find("pkg/b.tar.gz");
            add("rstuf", "pkg/new.tar.gz");
            followers.find("pkg/new.tar.gz");
            followers.newcomer();
            assertThat(status("rstuf", old.address(), root(sample, 1)))
                    .as("it is ours now")
                    .contains("there is a repository already");
        }
    }

    @Test
    void whatTufOnCiPublishedGoesOn() throws Exception {
        var sample = ForeignSample.tufOnCi(Instant.now());
        var folder = Files.createDirectories(temp.resolve("published"));
        for (var file : sample.current().entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue().array());
        }
        try (var old = new OldPlace(sample)) {
            var followers = new Followers("onci", sample, old.address());
            followers.find("top.txt", "myrole/a.txt");
            assertThat(run(
                            new RepositoryAdoptCommand(),
                            "onci",
                            "--from",
                            folder.toString(),
                            "--root",
                            folder.resolve("1.root.json").toString()))
                    .contains("targets 2 (signed by its holders), 1 delegated roles");
            followers.move();
            followers.find("top.txt", "myrole/a.txt");
            updateRoot("onci", sample);
            followers.find("top.txt", "myrole/a.txt");

            sample.targets.get("myrole").put("myrole/b.txt", "b");
            publish(
                    "3.myrole.json",
                    sample.file(sample.targets(3, sample.targets.get("myrole"), null), List.of(sample.dave)));
            var top = new TreeMap<>(sample.targets.get("targets"));
            top.put("more.txt", "more");
            publish("targets.json", sample.file(sample.targets(3, top, sample.delegations()), List.of(sample.alice)));
            followers.find("top.txt", "more.txt", "myrole/a.txt", "myrole/b.txt");
            followers.newcomer();
        }
    }

    private static void publish(String name, Bytes file) throws Exception {
        Files.write(temp.resolve(name), file.array());
        run(new DelegationPublishCommand(), "onci", temp.resolve(name).toString());
    }

    /** By the ceremony that there is for every next root. */
    private static void updateRoot(String repository, ForeignSample sample) throws Exception {
        var online = holders.newOnlineKey();
        var publicKey = temp.resolve(repository + ".pub");
        Files.write(publicKey, online.publicPem().array());
        var arguments = new ArrayList<>(List.of(
                "--online-key",
                publicKey.toString(),
                "--expiration",
                "365",
                "--root",
                root(sample, 1),
                "--trust-store",
                temp.resolve("store").toString()));
        for (var holder : List.of(sample.alice, sample.bob)) {
            var file = temp.resolve(repository + holder.key().id() + ".pem");
            Files.write(file, holder.pair().toPem(null).array());
            arguments.addAll(List.of("--key", file.toString()));
        }
        assertThat(run(new RootUpdateCommand(Questions.NONE), repository, arguments.toArray(String[]::new)))
                .contains("is in force");
    }

    private static void add(String repository, String path) throws Exception {
        var artifact = RegistryCaller.artifact(path, path.getBytes(StandardCharsets.UTF_8));
        var body = Json.object()
                .put("artifacts", new Json.Arr(List.of(artifact)))
                .build()
                .toText();
        var answer = service.post("/repositories/" + repository + "/api/v1/artifacts/", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        var task = RegistryCaller.text(RegistryCaller.object(RegistryCaller.parse(answer.body()), "data"), "task_id");
        var state = "";
        while (!state.contains("SUCCESS")) {
            state = service.get("/repositories/" + repository + "/api/v1/task/?task_id=" + task)
                    .body();
            assertThat(state).doesNotContain("FAILURE", "ERRORED");
        }
    }

    private static String root(ForeignSample sample, int version) throws Exception {
        var file = temp.resolve(sample.version("targets") + "-" + version + ".root.json");
        Files.write(file, sample.files.get(version + ".root.json").array());
        return file.toString();
    }

    private static String run(Object command, String repository, String... arguments) throws Exception {
        var said = new StringWriter();
        assertThat(execute(command, said, repository, arguments))
                .as(said.toString())
                .isZero();
        return said.toString();
    }

    private static String status(String repository, String from, String root) throws Exception {
        var said = new StringWriter();
        assertThat(execute(new RepositoryAdoptCommand(), said, repository, "--from", from, "--root", root))
                .isNotZero();
        return said.toString();
    }

    private static int execute(Object command, StringWriter said, String repository, String... arguments)
            throws Exception {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server", service.uri("").toString(), "--repository", repository));
        var line = new CommandLine(command);
        FailureReport.attach(line).setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        return line.execute(all.toArray(String[]::new));
    }

    /** Where the repository was before. */
    private static final class OldPlace implements AutoCloseable {
        private final HttpServer server;

        OldPlace(ForeignSample sample) throws Exception {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                var path = exchange.getRequestURI().getPath();
                var file = sample.files.get(path.substring(path.lastIndexOf('/') + 1));
                exchange.sendResponseHeaders(file == null ? 404 : 200, file == null ? -1 : file.length());
                if (file != null) {
                    exchange.getResponseBody().write(file.array());
                }
                exchange.close();
            });
            server.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/metadata";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /** Two clients that keep what they have seen: ours and tuf-js. */
    private static final class Followers {
        private final MemoryCache cache = new MemoryCache();
        private final Bytes root;
        private final String repository;
        private URI address;
        private TufJs tufJs;

        Followers(String repository, ForeignSample sample, String address) throws Exception {
            this.repository = repository;
            this.root = sample.files.get("1.root.json");
            this.address = URI.create(address);
            this.tufJs = new TufJs(
                    temp.resolve("user-" + repository),
                    Path.of(root(sample, 1)),
                    this.address,
                    URI.create("http://127.0.0.1:1/"));
        }

        void move() {
            address = service.uri("/repositories/" + repository + "/metadata");
            tufJs = tufJs.at(address);
        }

        void find(String... paths) throws Exception {
            try (var http = new Transport(Credentials.NONE)) {
                var view = new TufClient(new HttpMetadata(http, address), cache, root).refresh();
                for (var path : paths) {
                    assertThat(view.find(new TargetPath(path))).as(path).isPresent();
                }
            }
            var seen = tufJs.look(List.of(paths), List.of());
            assertThat(seen.error()).isEmpty();
            assertThat(seen.targets()).containsOnlyKeys(paths);
        }

        /** Somebody who has only the first root, and reads everything. */
        void newcomer() {
            try (var http = new Transport(Credentials.NONE)) {
                assertThat(RepositoryWalk.read(new HttpMetadata(http, address), root, ClientSettings.USUAL)
                                .rootVersion())
                        .isGreaterThan(2);
            }
        }
    }
}

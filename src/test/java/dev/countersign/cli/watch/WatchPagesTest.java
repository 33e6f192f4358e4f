package dev.countersign.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.aws.AwsSettings;
import dev.countersign.cli.DeclaredMembers;
import dev.countersign.cli.Terminal;
import dev.countersign.client.Credentials;
import dev.countersign.client.HostAddresses;
import dev.countersign.client.Transport;
import dev.countersign.json.Json;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.watch.FakeRegistry;
import dev.countersign.watch.RegistryWatch;
import dev.countersign.watch.TargetSigning;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchPagesTest {
    private final BlockingQueue<Map<TargetPath, TargetFile>> signed = new LinkedBlockingQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    /** A registry is followed with an interval of a day, so what is signed after the first look was woken. */
    @Test
    void wakeUpsListsAndMetricsAreServed() throws Exception {
        try (var registry = new FakeRegistry();
                var watch = open(registry);
                var watching = watch.follow(service);
                var listener = WatchListener.open(new InetSocketAddress("127.0.0.1", 0))) {
            WatchPages.wakeUps(listener, watching, "s3cret");
            WatchPages.lists(listener, watch.lists());
            WatchPages.operators(listener, figures::text);
            listener.start();
            var base = "http://127.0.0.1:" + listener.port();

            registry.put("/simple/lib/", "<a href='/files/lib-1.0.tar.gz'>lib</a>");
            registry.put("/files/lib-1.0.tar.gz", "one");
            assertThat(post(base + "/wake/pypi", "Bearer wrong", "{\"name\":\"lib\"}"))
                    .isEqualTo(401);
            assertThat(post(base + "/wake/npm", "Bearer s3cret", "{\"name\":\"lib\"}"))
                    .isEqualTo(404);
            assertThat(post(base + "/wake/pypi", "Bearer s3cret", "x".repeat((1 << 20) + 1)))
                    .isEqualTo(413);
            assertThat(signed).isEmpty();
            assertThat(post(base + "/wake/pypi?project=Lib", "Bearer s3cret", ""))
                    .isEqualTo(202);

            var together = signed.poll(30, TimeUnit.SECONDS);
            assertThat(together).extracting(Map::keySet).asString().contains("pypi/lib/lib-1.0.tar.gz");
            var hash = together.get(new TargetPath("pypi/.index/lib.json"))
                    .hashes()
                    .get(HashAlgorithm.SHA256);
            var list = get(base + "/lists/pypi/.index/" + hash + ".lib.json");
            assertThat(FakeRegistry.sha256(list.body())).isEqualTo(hash);

            assertThat(get(base + "/lists/pypi/.index/" + "0".repeat(64) + ".lib.json")
                            .statusCode())
                    .isEqualTo(404);
            Files.writeString(folder.resolve("secret.json"), "{}");
            assertThat(get(base + "/lists/%2e%2e/%2e%2e/secret.json").statusCode())
                    .isEqualTo(404);
            assertThat(get(base + "/metrics").body())
                    .contains("countersign_watch_alarms{kind=\"changed\",source=\"pypi\"} 0.0");
            assertThat(get(base + "/health").statusCode()).isEqualTo(200);
            assertThat(get(base + "/wake/pypi").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void nobodyWakesWithoutASecret() throws Exception {
        try (var registry = new FakeRegistry();
                var watch = open(registry);
                var watching = watch.follow(service);
                var listener = WatchListener.open(new InetSocketAddress("127.0.0.1", 0))) {
            WatchPages.wakeUps(listener, watching, null);
            listener.start();
            assertThat(post("http://127.0.0.1:" + listener.port() + "/wake/pypi", "Bearer null", ""))
                    .isEqualTo(401);
        }
    }

    private final WatchFigures figures = new WatchFigures();

    private RegistryWatch open(FakeRegistry registry) {
        registry.put("/simple/", "nothing yet");
        figures.begin("pypi");
        var source = DeclaredSource.read(
                DeclaredMembers.read(
                        "test",
                        Json.object()
                                .put("simple", registry.url() + "/simple")
                                .put("interval", "1d")
                                .build()),
                folder);
        var silent = new Terminal(
                new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false, true, false);
        var clock = Clock.systemUTC();
        return RegistryWatch.open(
                folder.resolve("st"),
                List.of(source.settings()),
                new RegistryWatch.Parts(
                        _ -> new Transport(Credentials.NONE),
                        HostAddresses.OF_MACHINE,
                        new AwsSettings(Map.of(), folder, clock),
                        new WatchReport(silent, figures, clock),
                        _ -> {},
                        clock));
    }

    private final TargetSigning service = new TargetSigning() {
        @Override
        public Map<TargetPath, String> add(SequencedMap<TargetPath, TargetFile> targets) {
            signed.add(Map.copyOf(targets));
            return Map.of();
        }

        @Override
        public void remove(List<TargetPath> paths) {}
    };

    private int post(String address, String authorization, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }
}

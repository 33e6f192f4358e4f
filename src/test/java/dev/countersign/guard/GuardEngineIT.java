package dev.countersign.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.client.Credentials;
import dev.countersign.client.TestRepository;
import dev.countersign.guard.files.FilesProtocol;
import dev.countersign.packages.Ecosystem;
import dev.countersign.packages.TargetNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine of the guard, with the shortest of all protocols. */
class GuardEngineIT {
    private static final String GOOD = "good content, which is signed";
    private static final String EVIL = "evil content, which is not s.";

    @TempDir
    private Path folder;

    private GuardStand stand;

    @BeforeEach
    void start() {
        stand = new GuardStand(folder);
        stand.serve("files/tools", FilesInFront::of).start();
    }

    /** The stub's files below {@code /up/}. */
    private interface FilesInFront {
        static PackageProtocol of(GuardStand stand) {
            return new FilesProtocol(stand.guarded(Ecosystem.FILES, "/up"));
        }
    }

    @AfterEach
    void stop() throws IOException {
        stand.close();
    }

    private void publish(String name, String content) {
        stand.publish("files/" + name, "/up/" + name, content);
    }

    @Test
    void aSignedFileIsServedAndFetchedOnce() {
        publish("a/tool.tgz", GOOD);

        var first = stand.get("/files/tools/a/tool.tgz");
        var second = stand.get("/files/tools/a/tool.tgz");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).isEqualTo(GOOD);
        assertThat(second.body()).isEqualTo(GOOD);
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(stand.registry.fetches("/up/a/tool.tgz")).isEqualTo(1);
        assertThat(stand.counts.hits()).isEqualTo(1);
    }

    @Test
    void changedContentIsRefusedWithTheReasonAndNoByteOfIt() {
        publish("tool.tgz", GOOD);
        stand.registry.put("/up/tool.tgz", EVIL);

        var refused = stand.get("/files/tools/tool.tgz");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body())
                .startsWith("Countersign: files/tool.tgz: it is not what was signed: ")
                .contains("as signed");
        assertThat(refused.body()).doesNotContain("evil");
        assertThat(refused.headers().firstValue("X-Error-Message").orElseThrow())
                .contains("as signed");
        assertThat(stand.engine().cache().size()).isZero();
    }

    @Test
    void changedContentIsNotFetchedForEachWhoAsks() {
        publish("tool.tgz", GOOD);
        stand.registry.put("/up/tool.tgz", EVIL);

        for (int i = 0; i < 5; i++) {
            assertThat(stand.get("/files/tools/tool.tgz").body()).contains("it is not what was signed");
        }
        assertThat(stand.registry.fetches("/up/tool.tgz")).isEqualTo(1);

        for (int pause : new int[] {10, 20, 40, 80}) {
            long before = stand.registry.fetches("/up/tool.tgz");
            stand.later(Duration.ofSeconds(pause).minusMillis(5_000));
            assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(403);
            assertThat(stand.registry.fetches("/up/tool.tgz")).isEqualTo(before);
            stand.later(Duration.ofSeconds(6));
            assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(403);
            assertThat(stand.registry.fetches("/up/tool.tgz")).isEqualTo(before + 1);
        }

        publish("tool.tgz", "version two");
        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo("version two");
    }

    @Test
    void whatTheRegistryHasMendedIsServed() {
        publish("tool.tgz", GOOD);
        stand.registry.put("/up/tool.tgz", EVIL, "text/plain", "ETag", "\"1\"");
        assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(403);
        for (int i = 0; i < 3; i++) {
            stand.later(Duration.ofSeconds(11));
            assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(403);
        }
        assertThat(stand.registry.fetches("/up/tool.tgz")).isEqualTo(1);

        stand.registry.put("/up/tool.tgz", GOOD, "text/plain", "ETag", "\"2\"");
        stand.later(Duration.ofSeconds(11));

        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo(GOOD);
    }

    /** As a copy of before may have time and length of before. */
    @Test
    void whatIsMendedWithoutASignOfItIsServedSoonToo() {
        publish("tool.tgz", GOOD);
        stand.registry.put("/up/tool.tgz", EVIL, "text/plain", "Last-Modified", "Sat, 28 Nov 2026 10:00:00 GMT");
        assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(403);

        stand.registry.put("/up/tool.tgz", GOOD, "text/plain", "Last-Modified", "Sat, 28 Nov 2026 10:00:00 GMT");
        stand.later(Duration.ofMinutes(6));

        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo(GOOD);
    }

    /** However long the pause has become. */
    @Test
    void whatIsMendedIsServedFiveMinutesAfterTheLastFetch() {
        publish("tool.tgz", GOOD);
        var same = new String[] {"Last-Modified", "Sat, 28 Nov 2026 10:00:00 GMT"};
        stand.registry.put("/up/tool.tgz", EVIL);
        for (int pause : new int[] {0, 10, 20, 40}) {
            stand.later(Duration.ofSeconds(pause + 1));
            stand.get("/files/tools/tool.tgz");
        }
        stand.registry.put("/up/tool.tgz", EVIL, "text/plain", same);
        for (int later : new int[] {81, 170}) {
            stand.later(Duration.ofSeconds(later));
            stand.get("/files/tools/tool.tgz");
        }
        assertThat(stand.registry.fetches("/up/tool.tgz")).isEqualTo(5);

        stand.registry.put("/up/tool.tgz", GOOD, "text/plain", same);
        stand.later(Duration.ofSeconds(131));

        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo(GOOD);
    }

    @Test
    void whatIsMendedIsServedWhenTheClockIsSetBack() {
        publish("tool.tgz", GOOD);
        stand.registry.put("/up/tool.tgz", EVIL);
        assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(403);

        stand.registry.put("/up/tool.tgz", GOOD);
        stand.later(Duration.ofHours(-1));

        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo(GOOD);
    }

    /** The addresses that the registry is said to have, and where it leads. */
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 127.0.0.1",
        "203.0.113.7, 10.1.2.3",
        "203.0.113.7, 169.254.169.254",
        "2001:db8::1, fd00::1",
        "10.0.0.1, 127.0.0.1",
        "10.0.0.1, 169.254.169.254",
        "203.0.113.7 127.0.0.1, 127.0.0.1",
        "203.0.113.7 127.0.0.1, 10.1.2.3",
        "203.0.113.7 10.0.0.1, 10.1.2.3",
    })
    void aRegistryLeadsIntoNoNetworkThatItIsNotIn(String at, String to) throws IOException {
        stand.hosts = host -> addresses(host.equals("localhost") ? at : host.equals("inside.test") ? to : host);
        var registry = URI.create(stand.registry.address("/up").toString().replace("127.0.0.1", "localhost"));
        stand.restart(
                "files/tools",
                it -> new FilesProtocol(it.guarded(
                        new RegistryAddress(registry, Credentials.NONE, new TargetNames(Ecosystem.FILES, "files")))));
        var inside = URI.create(stand.registry.address("/inside").toString().replace("127.0.0.1", "inside.test"));
        stand.registry.put("/inside", GOOD);
        publish("tool.tgz", GOOD);
        stand.registry.on("/up/tool.tgz", StubRegistry.redirect(302, inside));

        var answer = stand.get("/files/tools/tool.tgz");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("leads to inside.test: a registry leads into no network")
                .doesNotContain(InetAddress.getByName(to).getHostAddress());
        assertThat(stand.registry.asked).noneMatch(question -> question.path().equals("/inside"));
    }

    private static InetAddress[] addresses(String names) throws UnknownHostException {
        var all = new ArrayList<InetAddress>();
        for (var name : names.split(" ")) {
            all.addAll(List.of(InetAddress.getAllByName(name)));
        }
        return all.toArray(InetAddress[]::new);
    }

    @Test
    void aRegistryLeadsWithinItsNetwork() throws IOException {
        stand.hosts = host -> InetAddress.getAllByName(host.equals("inside.test") ? "127.0.0.1" : host);
        var inside = URI.create(stand.registry.address("/inside").toString().replace("127.0.0.1", "inside.test"));
        stand.registry.put("/inside", GOOD);
        publish("tool.tgz", GOOD);
        stand.registry.on("/up/tool.tgz", StubRegistry.redirect(302, inside));

        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo(GOOD);
        assertThat(stand.registry.asked)
                .anySatisfy(question -> assertThat(question.headers()).containsEntry("host", inside.getAuthority()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"good content, which is signed, and more", "good"})
    void longerAndShorterContentIsRefused(String other) {
        publish("tool.tgz", GOOD);
        stand.registry.put("/up/tool.tgz", other);

        assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(403);
    }

    @Test
    void theReasonIsInTheReasonPhraseToo() throws IOException {
        stand.registry.put("/up/evil\u00e9.tgz".replace("\u00e9", "%C3%A9"), EVIL);

        var answer = raw("GET /files/tools/evil%C3%A9.tgz HTTP/1.1\r\nHost: guard\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403 Countersign: files/evil?.tgz is not signed\r\n");
    }

    @Test
    void whatIsNotSignedIsRefusedAndWhatTheRegistryHasNotStaysMissing() {
        stand.registry.put("/up/evil.tgz", EVIL);

        assertThat(stand.get("/files/tools/evil.tgz").statusCode()).isEqualTo(403);
        assertThat(stand.get("/files/tools/none.tgz").statusCode()).isEqualTo(404);
        assertThat(stand.registry.fetches("/up/evil.tgz")).isZero();
    }

    @Test
    void aSignedFileThatTheRegistryHasNotStaysMissing() {
        publish("tool.tgz", GOOD);
        stand.registry.remove("/up/tool.tgz");

        assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(404);
    }

    @Test
    void aRegistryThatFailsIsNotTakenForARefusal() {
        publish("tool.tgz", GOOD);
        stand.registry.on("/up/tool.tgz", StubRegistry.status(500));

        var answer = stand.get("/files/tools/tool.tgz");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("HTTP 500");
    }

    @Test
    void aRegistryThatRefusesTheGuardIsSaidToDoSo() {
        publish("tool.tgz", GOOD);
        stand.registry.on("/up/tool.tgz", StubRegistry.status(401));

        var answer = stand.get("/files/tools/tool.tgz");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("HTTP 401");
    }

    @Test
    void whatWasCutIsFetchedOnFromThere() {
        publish("tool.tgz", GOOD);
        var content = GOOD.getBytes(StandardCharsets.UTF_8);
        var whole = StubRegistry.content(content, "application/octet-stream");
        stand.registry.on("/up/tool.tgz", exchange -> {
            if (exchange.getRequestHeaders().containsKey("Range")) {
                whole.answer(exchange);
            } else {
                StubRegistry.cut(content, 10).answer(exchange);
            }
        });

        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo(GOOD);
        assertThat(stand.registry.asked)
                .anySatisfy(question -> assertThat(question.headers()).containsEntry("range", "bytes=10-"));
    }

    @Test
    void aCutThatGoesOnWithOtherContentIsFetchedAnew() {
        publish("tool.tgz", GOOD);
        var evil = EVIL.getBytes(StandardCharsets.UTF_8);
        var cutEvil = StubRegistry.cut(evil, 10);
        var good = StubRegistry.content(GOOD.getBytes(StandardCharsets.UTF_8), "application/octet-stream");
        var questions = new ArrayList<String>();
        stand.registry.on("/up/tool.tgz", exchange -> {
            questions.add("one more");
            if (questions.size() == 1) {
                cutEvil.answer(exchange);
            } else {
                good.answer(exchange);
            }
        });

        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo(GOOD);
        assertThat(questions).hasSize(3);
    }

    @Test
    void whatIsCutEachTimeIsNeverServed() {
        publish("tool.tgz", GOOD);
        stand.registry.on("/up/tool.tgz", StubRegistry.cut(GOOD.getBytes(StandardCharsets.UTF_8), 0));

        var answer = stand.get("/files/tools/tool.tgz");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).doesNotContain("good");
    }

    @Test
    void contentThatIsCompressedOnTheWayIsRecognised() throws IOException {
        publish("tool.tgz", GOOD);
        stand.registry.on(
                "/up/tool.tgz",
                StubRegistry.content(gzip(GOOD), "application/octet-stream", "Content-Encoding", "gzip"));

        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo(GOOD);
    }

    @Test
    void contentThatIsOnlySaidToBeCompressedIsTakenAsItIs() {
        publish("tool.tgz", GOOD);
        stand.registry.put("/up/tool.tgz", GOOD, "application/octet-stream", "Content-Encoding", "gzip");

        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo(GOOD);
    }

    @Test
    void otherContentThatIsCompressedIsRefused() throws IOException {
        publish("tool.tgz", GOOD);
        stand.registry.on(
                "/up/tool.tgz",
                StubRegistry.content(gzip(EVIL), "application/octet-stream", "Content-Encoding", "gzip"));

        assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(403);
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aRedirectToAnotherHostIsFollowedWithoutTheCredentials() throws IOException {
        var secret = new Credentials(
                stand.registry.address("/"), List.of(new Credentials.Header("Authorization", "Bearer secret")));
        try (var other = new StubRegistry()) {
            stand.restart(
                    "files/tools",
                    it -> new FilesProtocol(it.guarded(new RegistryAddress(
                            it.registry.address("/up"), secret, new TargetNames(Ecosystem.FILES, "files")))));
            publish("tool.tgz", GOOD);
            other.put("/elsewhere", GOOD);
            stand.registry.on("/up/tool.tgz", StubRegistry.redirect(302, other.address("/elsewhere")));

            assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo(GOOD);
            assertThat(stand.registry.asked.peek().headers()).containsEntry("authorization", "Bearer secret");
            assertThat(other.asked.peek().headers()).doesNotContainKey("authorization");
        }
    }

    @Test
    void redirectsInACircleEnd() {
        publish("tool.tgz", GOOD);
        stand.registry.on("/up/tool.tgz", StubRegistry.redirect(302, stand.registry.address("/up/tool.tgz")));

        var answer = stand.get("/files/tools/tool.tgz");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(stand.registry.fetches("/up/tool.tgz")).isEqualTo(6);
    }

    @Test
    void manyWhoAskAtOnceShareOneFetch() throws Exception {
        publish("tool.tgz", GOOD);
        var release = new CountDownLatch(1);
        var whole = StubRegistry.content(GOOD.getBytes(StandardCharsets.UTF_8), "application/octet-stream");
        stand.registry.on("/up/tool.tgz", exchange -> {
            awaitQuietly(release);
            whole.answer(exchange);
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<String>>();
            for (int i = 0; i < 20; i++) {
                answers.add(
                        threads.submit(() -> stand.get("/files/tools/tool.tgz").body()));
            }
            release.countDown();
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(GOOD);
            }
        }
        assertThat(stand.registry.fetches("/up/tool.tgz")).isEqualTo(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void partsHeadsAndConditionsAreAnsweredFromTheCache() {
        publish("tool.tgz", GOOD);
        var whole = stand.get("/files/tools/tool.tgz");
        var etag = whole.headers().firstValue("ETag").orElseThrow();

        var part = stand.get("/files/tools/tool.tgz", "Range", "bytes=5-11");
        var otherPart = stand.get("/files/tools/tool.tgz", "Range", "bytes=5-11", "If-Range", "\"other\"");
        var nowhere = stand.get("/files/tools/tool.tgz", "Range", "bytes=500-");
        var head = stand.send("HEAD", "/files/tools/tool.tgz");
        var known = stand.get("/files/tools/tool.tgz", "If-None-Match", etag);

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("content");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 5-11/" + GOOD.length());
        assertThat(otherPart.statusCode()).isEqualTo(200);
        assertThat(nowhere.statusCode()).isEqualTo(416);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains(Integer.toString(GOOD.length()));
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(stand.registry.fetches("/up/tool.tgz")).isEqualTo(1);
    }

    @Test
    void whatIsWithdrawnIsRefusedToWhoHasItAlready() {
        publish("tool.tgz", GOOD);
        var etag =
                stand.get("/files/tools/tool.tgz").headers().firstValue("ETag").orElseThrow();
        stand.repository.targets.clear();
        stand.sign();
        stand.engine().targets().refresh();

        var again = stand.get("/files/tools/tool.tgz", "If-None-Match", etag);

        assertThat(again.statusCode()).isEqualTo(403);
    }

    @Test
    void whatIsSignedAnewIsFoundWithoutTheTimer() {
        publish("one.tgz", GOOD);
        assertThat(stand.get("/files/tools/one.tgz").statusCode()).isEqualTo(200);
        publish("two.tgz", "two");

        assertThat(stand.get("/files/tools/two.tgz").body()).isEqualTo("two");
    }

    @Test
    void contentThatWasSignedAnewIsFoundOnAMismatch() {
        publish("tool.tgz", GOOD);
        stand.engine().targets().refresh();
        publish("tool.tgz", "version two");

        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo("version two");
    }

    @Test
    void aLookupAsksNobodyWhenTheRoleIsAtHand() {
        publish("tool.tgz", GOOD);
        stand.get("/files/tools/tool.tgz");
        int asked = stand.metadataAsked.get();

        for (int i = 0; i < 10; i++) {
            assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(200);
        }

        assertThat(stand.metadataAsked.get()).isEqualTo(asked);
    }

    @Test
    void itGoesOnWhileTheRepositoryIsAwayAndNotForEver() {
        publish("tool.tgz", GOOD);
        stand.get("/files/tools/tool.tgz");
        stand.repositoryAway = true;
        stand.engine().targets().refresh();

        assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(200);
        assertThat(stand.get("/ready").body()).isEqualTo("{\"status\":\"ready\",\"attention\":[\"metadata\"]}");

        stand.later(Duration.ofMinutes(61));
        var refused = stand.get("/files/tools/tool.tgz");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("guard.offline");
        assertThat(stand.get("/ready").statusCode()).isEqualTo(503);

        stand.repositoryAway = false;
        stand.engine().targets().refresh();
        assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(200);
    }

    @Test
    void aStartWhileTheRepositoryIsAwayGoesOnFromBeforeAndNotForEver() throws IOException {
        publish("tool.tgz", GOOD);
        stand.get("/files/tools/tool.tgz");
        stand.repositoryAway = true;
        stand.later(Duration.ofMinutes(40));

        stand.restart("files/tools", FilesInFront::of);
        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo(GOOD);

        stand.later(Duration.ofMinutes(40));
        assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(403);
    }

    @Test
    void aFirstStartWhileTheRepositoryIsAwayServesNothing() throws IOException {
        stand.close();
        stand = new GuardStand(folder.resolve("new"));
        stand.repositoryAway = true;
        stand.serve("files/tools", FilesInFront::of).start();
        publish("tool.tgz", GOOD);

        assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(403);
        assertThat(stand.get("/ready").statusCode()).isEqualTo(503);
        assertThat(stand.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void expiredMetadataServesNothing() {
        publish("tool.tgz", GOOD);
        stand.get("/files/tools/tool.tgz");
        stand.repository.timestampExpires = TestRepository.in(1);
        stand.later(Duration.ofDays(2));
        stand.engine().targets().refresh();

        var refused = stand.get("/files/tools/tool.tgz");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(stand.get("/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void metadataThatGoesBackIsNotTaken() {
        publish("tool.tgz", GOOD);
        stand.engine().targets().refresh();
        var before = stand.repository.files.get("timestamp.json");
        stand.repository.add("files/tool.tgz", EVIL);
        stand.sign();
        stand.engine().targets().refresh();
        stand.repository.files.put("timestamp.json", before);
        stand.engine().targets().refresh();
        stand.registry.put("/up/tool.tgz", GOOD);

        assertThat(stand.get("/files/tools/tool.tgz").statusCode()).isEqualTo(403);
        assertThat(stand.counts.failedRefreshes()).isPositive();
    }

    @Test
    void theCacheOutlivesARestartAndIsHashedAgain() throws IOException {
        publish("tool.tgz", GOOD);
        publish("other.tgz", "other");
        stand.get("/files/tools/tool.tgz");
        stand.get("/files/tools/other.tgz");
        var kept = kept(GOOD.length());
        Files.writeString(kept, EVIL);

        stand.restart("files/tools", FilesInFront::of);

        assertThat(stand.get("/files/tools/other.tgz").body()).isEqualTo("other");
        assertThat(stand.registry.fetches("/up/other.tgz")).isEqualTo(1);
        assertThat(stand.get("/files/tools/tool.tgz").body()).isEqualTo(GOOD);
        assertThat(stand.registry.fetches("/up/tool.tgz")).isEqualTo(2);
    }

    private Path kept(long length) throws IOException {
        try (var files = Files.walk(folder.resolve("files"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() == length)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theCacheHasABoundAndKeepsWhatIsUsed() throws IOException {
        stand.close();
        stand = new GuardStand(folder.resolve("small"), 100);
        stand.serve("files/tools", FilesInFront::of).start();
        for (var name : List.of("a", "b", "c", "d")) {
            publish(name, name.repeat(30));
            assertThat(stand.get("/files/tools/" + name).body()).isEqualTo(name.repeat(30));
            stand.later(Duration.ofSeconds(1));
            stand.get("/files/tools/a");
            stand.later(Duration.ofSeconds(1));
        }
        publish("large", "x".repeat(101));

        assertThat(stand.engine().cache().bytes()).isLessThanOrEqualTo(100);
        assertThat(stand.registry.fetches("/up/a")).isEqualTo(1);
        assertThat(stand.get("/files/tools/b").statusCode()).isEqualTo(200);
        assertThat(stand.registry.fetches("/up/b")).isEqualTo(2);
        assertThat(stand.get("/files/tools/large").body()).contains("guard.cache-size");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files/tools/../../secret",
                "/files/tools/%2e%2e/%2e%2e/secret",
                "/files/tools/..%2f..%2fsecret",
                "/files/tools/%252e%252e/secret",
                "/files/tools/a%00.tgz",
                "/files/tools//a.tgz",
                "/files/tools/a%5c..%5cb",
            })
    void pathsThatLeadElsewhereAreRefusedAndAskNobody(String path) throws IOException {
        var answer = raw("GET " + path + " HTTP/1.1\r\nHost: guard\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(stand.registry.asked).isEmpty();
    }

    @Test
    void requestsWithTwoEndsAreRefused() throws IOException {
        var answer =
                raw("POST /files/tools/a HTTP/1.1\r\nHost: guard\r\nContent-Length: 4\r\nTransfer-Encoding: chunked"
                        + "\r\n\r\n0\r\n\r\nGET /files/tools/b HTTP/1.1\r\nHost: guard\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(stand.registry.asked).isEmpty();
    }

    @Test
    void nothingThatAClientSendsGetsToTheRegistry() {
        publish("tool.tgz", GOOD);

        stand.get("/files/tools/tool.tgz?token=secret", "Authorization", "Bearer secret", "X-Forwarded-For", "1.2.3.4");

        assertThat(stand.registry.asked).isNotEmpty().allSatisfy(question -> {
            assertThat(question.headers()).doesNotContainKeys("authorization", "x-forwarded-for");
            assertThat(question.path()).doesNotContain("secret");
        });
    }

    @Test
    void otherMethodsAreRefused() {
        assertThat(stand.send("DELETE", "/files/tools/tool.tgz").statusCode()).isEqualTo(405);
        assertThat(stand.send("PUT", "/files/tools/tool.tgz").statusCode()).isEqualTo(405);
        assertThat(stand.get("/other/tool.tgz").statusCode()).isEqualTo(404);
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", stand.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.setSoTimeout(20_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

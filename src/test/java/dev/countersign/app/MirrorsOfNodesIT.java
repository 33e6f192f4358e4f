package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.app.quickstart.Demonstration;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.RepositoryWalk;
import dev.countersign.http.tls.TestAuthority;
import dev.countersign.json.Bytes;
import dev.countersign.mirror.s3.StrictBucket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes that fill a folder and a bucket, and are killed, while clients read both. */
class MirrorsOfNodesIT extends OneDatabase {
    private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)}");

    private final TestAuthority authority = TestAuthority.named("the store's");
    private final StrictBucket bucket;

    MirrorsOfNodesIT() throws IOException {
        bucket = StrictBucket.showing(authority.client(authority.issue("store")));
    }

    @AfterEach
    void closeBucket() {
        bucket.close();
    }

    private Path folder() {
        return temporary.resolve("mirror");
    }

    private Countersign node() throws IOException {
        return node(folder());
    }

    /** @param folder where its configuration says that the mirror is */
    private Countersign node(Path folder) throws IOException {
        var environment = new HashMap<String, String>();
        environment.put("COUNTERSIGN_MIRRORS", "[{\"name\": \"disk\", \"folder\": \"" + folder + "\"}]");
        environment.put("AWS_ACCESS_KEY_ID", StrictBucket.OWNER.keyId());
        environment.put("AWS_SECRET_ACCESS_KEY", StrictBucket.OWNER.secret());
        return Countersign.node(database.uri(), temporary.resolve("keys"), environment);
    }

    private Optional<Bytes> inFolder(String name) {
        return in(folder(), name);
    }

    private static Optional<Bytes> in(Path folder, String name) {
        try {
            return Optional.of(Bytes.wrap(Files.readAllBytes(folder.resolve(name))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Bytes> inBucket(String name) {
        return Optional.ofNullable(bucket.objects.get("tuf/" + name)).map(StrictBucket.StoredObject::content);
    }

    @Test
    void ofTwoNodesOneWritesAndOneThatStoodStillOrDiedDoesNotStepBack() throws Exception {
        try (var first = node().serving();
                var second = node()) {
            bootstrap(first);
            first.add("one.txt");
            addBucket(first);
            untilComplete(first);
            second.until(() -> second.operation("/ready").body().contains("another Countersign serves this database"));
            var root = Bytes.utf8(first.get("/metadata/1.root.json").body());
            try (var folderUser = new Poller(this::inFolder, root);
                    var bucketUser = new Poller(this::inBucket, root)) {
                var fromBefore = writingATimestamp(first, "two.txt");
                first.signal("STOP");
                second.serving();
                second.add("three.txt");
                untilComplete(second);
                assertThat(fromBefore.release()).isEqualTo(412);
                first.signal("CONT");
                second.add("four.txt");
                untilComplete(second);

                var ofTheDead = writingATimestamp(second, "five.txt");
                second.kill();
                first.until(() -> first.operation("/ready").statusCode() == 200);
                first.add("six.txt");
                untilComplete(first);
                assertThat(ofTheDead.release()).isEqualTo(412);

                assertThat(folderUser.last().targets()).hasSize(6);
                assertThat(bucketUser.last().targets()).hasSize(6);
            }
        }
    }

    /**
     * It has published something, has done with the folder, and is about to show it in the bucket. Who stood still while it had the
     * lock of the folder would keep it.
     */
    private StrictBucket.HeldRequest writingATimestamp(Countersign node, String target) {
        var writing = bucket.holdNext("tuf/timestamp.json");
        node.add(target);
        writing.awaitArrival();
        var newest = Bytes.utf8(node.get("/metadata/timestamp.json").body());
        node.until(() -> inFolder("timestamp.json").orElseThrow().equals(newest) && isUnlocked());
        return writing;
    }

    private boolean isUnlocked() {
        try (var file = FileChannel.open(folder().resolve(".countersign/lock"), StandardOpenOption.WRITE)) {
            return file.tryLock() != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void bothAreFilledAndFollowAndNoKillShowsClientsAnythingElse() throws Exception {
        try (var first = node().serving()) {
            bootstrap(first);
            first.add("one.txt");
            addBucket(first);
            untilComplete(first);
            assertThat(first.get("/api/v1/mirrors").body()).contains("\"declared\":true", "\"declared\":false");
            var root = Bytes.utf8(first.get("/metadata/1.root.json").body());
            try (var folderUser = new Poller(this::inFolder, root);
                    var bucketUser = new Poller(this::inBucket, root)) {
                first.add("two.txt");
                first.kill();
                killInTheMiddleOfAMove(root);
                try (var last = node().serving()) {
                    last.add("three.txt");
                    untilComplete(last);
                    assertThat(folderUser.last().targets()).hasSize(3);
                    assertThat(bucketUser.last().targets()).hasSize(3);
                    verified(last);
                    lagIsToldWhileItIsAway(last);
                }
            }
        }
        assertThat(bucket.listings).hasValue(0);
    }

    private void bootstrap(Countersign node) {
        var ceremony = new Demonstration(temporary.resolve("root"), temporary.resolve("keys"));
        var accepted = node.post(
                "/api/v1/bootstrap/", ceremony.bootstrap(4, Clock.systemUTC().instant()));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        node.until(() -> node.get("/api/v1/bootstrap/").body().contains("\"bootstrap\":true"));
    }

    private void addBucket(Countersign node) {
        var added = node.post(
                "/api/v1/mirrors",
                "{\"name\":\"cdn\",\"bucket\":\"" + StrictBucket.NAME + "\",\"prefix\":\"tuf\",\"region\":\""
                        + StrictBucket.REGION + "\",\"endpoint\":\"" + bucket.endpoint() + "\",\"ca\":\""
                        + authority.write(temporary.resolve("store-ca.pem")) + "\"}");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    }

    /** The folder is elsewhere for this one, and back for the next. */
    private void killInTheMiddleOfAMove(Bytes root) throws IOException {
        var elsewhere = temporary.resolve("elsewhere");
        try (var next = node(elsewhere).serving()) {
            next.until(() -> in(elsewhere, "timestamp.json").isPresent());
            var moved = RepositoryWalk.read((name, _) -> in(elsewhere, name), root, ClientSettings.USUAL);
            assertThat(moved.targets()).hasSize(2);
            var puts = bucket.puts.get();
            next.post("/api/v1/metadata/online", "{\"roles\":[\"targets\",\"snapshot\",\"timestamp\"]}");
            next.until(() -> bucket.puts.get() > puts);
            next.kill();
        }
    }

    private static void verified(Countersign node) {
        var asked = node.post("/api/v1/mirrors/verify", "{\"name\":\"cdn\"}");
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
        node.until(() -> node.get("/api/v1/mirrors").body().contains("\"check\":{\"number\":1,\"at\""));
        assertThat(node.get("/api/v1/mirrors").body()).doesNotContain("\"problem\"");
    }

    private void lagIsToldWhileItIsAway(Countersign node) {
        bucket.broken.set(Optional.of(500));
        node.add("four.txt");
        node.until(() -> node.operation("/ready").body().contains("\"mirror cdn\":\"the mirror cdn is "));
        assertThat(node.operation("/ready").statusCode()).isEqualTo(200);
        assertThat(node.operation("/metrics").body())
                .containsPattern("countersign_mirror_lag_seconds\\{mirror=\"cdn\",repository=\"default\"} [1-9]")
                .contains("countersign_mirror_failures_total{kind=\"away\"");
        bucket.broken.set(Optional.empty());
        untilComplete(node);
    }

    private static void untilComplete(Countersign node) {
        node.until(() -> {
            var newest = VERSION.matcher(node.get("/metadata/timestamp.json").body());
            var mirrors = node.get("/api/v1/mirrors").body();
            return newest.find()
                    && mirrors.split(
                                            "\"state\":\"complete\",\"shows\":\\{\"publication\":\\d+,\"root\":1,\"timestamp\":"
                                                    + newest.group(1) + ",",
                                            -1)
                                    .length
                            == 3;
        });
    }

    /** A client who reads everything over and over, and never goes back. */
    private static final class Poller implements AutoCloseable {
        private final List<RuntimeException> complaints = new CopyOnWriteArrayList<>();
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicInteger looks = new AtomicInteger();
        private final Function<String, Optional<Bytes>> files;
        private final Bytes root;
        private final Thread thread;
        private Optional<RepositoryWalk> seen = Optional.empty();

        Poller(Function<String, Optional<Bytes>> files, Bytes root) {
            this.files = files;
            this.root = root;
            this.thread = Thread.ofVirtual().start(this::poll);
        }

        private void poll() {
            while (!over.get()) {
                try {
                    var found = look();
                    seen.ifPresent(found::checkFollows);
                    seen = Optional.of(found);
                    looks.incrementAndGet();
                    Thread.sleep(5);
                } catch (InterruptedException e) {
                    return;
                } catch (RuntimeException e) {
                    complaints.add(e);
                }
            }
        }

        private RepositoryWalk look() {
            return RepositoryWalk.read((name, _) -> files.apply(name), root, ClientSettings.USUAL);
        }

        /** What everybody finds now. */
        RepositoryWalk last() {
            return look();
        }

        @Override
        public void close() {
            over.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            assertThat(complaints).isEmpty();
            assertThat(looks).hasValueGreaterThan(20);
        }
    }
}

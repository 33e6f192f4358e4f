import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Figure 10: many TUF clients that keep their metadata, refresh it again and again, and look an artifact up, with the
 * requests of tuf-js in its order: the next root, the timestamp, then snapshot, targets and one bin as far as they
 * changed.
 *
 * <p>Each client checks what a client must: signatures, the hash and length of the snapshot, that every version it is
 * promised is there, and that no version ever goes back. {@code --server HOST:PORT --root FILE --clients N --seconds N
 * --artifacts N --bins N}; the first {@code --artifacts} of {@link Registry} are known to be in the repository.
 */
final class Refreshers {
    private static final String[] LIKE_TUF_JS = {
        "User-Agent: tuf-js", "Accept: */*", "Accept-Encoding: gzip,deflate", "Connection: keep-alive"
    };

    private final Wire.Address server;
    private final byte[] trustedRoot;
    private final long artifacts;
    private final int bins;
    private final long end;
    private final Samples refreshes = new Samples();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong snapshots = new AtomicLong();

    /** Files whose signature one of the clients has verified: the clients share one processor, not their trust. */
    private final Map<String, Boolean> verified = new ConcurrentHashMap<>();

    private Refreshers(Args args) throws IOException {
        server = Wire.Address.of(args.text("server"));
        trustedRoot = Files.readAllBytes(Path.of(args.text("root")));
        artifacts = args.number("artifacts", 1);
        bins = (int) args.number("bins", 4096);
        end = System.nanoTime() + TimeUnit.SECONDS.toNanos(args.number("seconds", 60));
    }

    public static void main(String[] arguments) throws Exception {
        var args = Args.of(arguments);
        new Refreshers(args).run((int) args.number("clients", 100));
    }

    private void run(int clients) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                int number = i;
                threads.submit(() -> new Client(number).runUntilEnd());
            }
        }
        System.out.printf(
                "refreshes=%d%nerrors=%d%nrequests=%d%nmegabytes=%d%nsnapshots=%d%n",
                refreshes.count(), errors.get(), requests.get(), bytes.get() / 1_000_000, snapshots.get());
        refreshes.print("refresh");
    }

    /** One client with its own trusted metadata and connection. */
    private final class Client {
        private final SplittableRandom random;
        private final Registry registry = new Registry();
        private final Map<String, byte[]> bin = new HashMap<>();
        private final Map<String, Integer> binVersions = new HashMap<>();
        private final int number;
        private Wire wire;
        private int root = 1;
        private Signed.OnlineKey key;
        private Signed.Timestamp timestamp = new Signed.Timestamp(0, 0, 0, "");
        private Map<String, Integer> snapshot = Map.of();
        private int targets;

        Client(int number) {
            this.number = number;
            this.random = new SplittableRandom(number);
        }

        Void runUntilEnd() throws Exception {
            wire = new Wire(server);
            key = Signed.onlineKey(trustedRoot);
            Thread.sleep(random.nextInt(1_000));
            while (System.nanoTime() < end) {
                refreshOnce();
                Thread.sleep(500 + random.nextInt(1_000));
            }
            wire.close();
            return null;
        }

        private void refreshOnce() throws IOException {
            long start = System.nanoTime();
            try {
                refresh();
                lookUp(registry.path(random.nextLong(artifacts)));
                synchronized (refreshes) {
                    refreshes.add(System.nanoTime() - start);
                }
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                if (errors.incrementAndGet() <= 10) {
                    System.err.println("  client " + number + ": " + e);
                }
                wire.close();
                wire = new Wire(server);
            }
        }

        private void refresh() throws IOException, GeneralSecurityException {
            var next = ask((root + 1) + ".root.json", 404);
            while (next.status() == 200) {
                key = Signed.onlineKey(next.body());
                root++;
                next = ask((root + 1) + ".root.json", 404);
            }
            byte[] file = ask("timestamp.json", 200).body();
            var newer = Signed.timestamp(file);
            verify(file);
            require(newer.version() >= timestamp.version(), "timestamp went back", timestamp, newer);
            require(newer.snapshot() >= timestamp.snapshot(), "snapshot went back", timestamp, newer);
            boolean changed = newer.snapshot() != timestamp.snapshot();
            timestamp = newer;
            if (changed) {
                readSnapshot();
            }
            int promised = snapshot.get("targets.json");
            if (promised != targets) {
                verify(versioned("targets", promised));
                targets = promised;
            }
        }

        private void readSnapshot() throws IOException, GeneralSecurityException {
            byte[] file = versioned("snapshot", timestamp.snapshot());
            snapshots.incrementAndGet();
            require(file.length == timestamp.length(), "length of snapshot", timestamp.length(), file.length);
            String hash = Signed.sha256(file);
            require(hash.equals(timestamp.sha256()), "hash of snapshot", timestamp.sha256(), hash);
            verify(file);
            var newer = Signed.snapshot(file);
            snapshot.forEach((name, version) -> {
                Integer now = newer.get(name);
                require(now != null && now >= version, name + " went back", version, now);
            });
            snapshot = newer;
        }

        private void lookUp(String path) throws IOException, GeneralSecurityException {
            int digits = (Integer.numberOfTrailingZeros(bins) + 3) / 4;
            String name = "bins-" + String.format("%0" + digits + "x", registry.bin(path, bins));
            int promised = snapshot.get(name + ".json");
            if (binVersions.getOrDefault(name, 0) != promised) {
                byte[] file = versioned(name, promised);
                verify(file);
                // A client keeps few of thousands of bins; bounded, so that a hundred clients fit one process.
                if (bin.size() >= 4) {
                    bin.clear();
                    binVersions.clear();
                }
                bin.put(name, file);
                binVersions.put(name, promised);
            }
            require(Signed.lists(bin.get(name), path), path + " in " + name, true, false);
        }

        private byte[] versioned(String role, int version) throws IOException {
            byte[] file = ask(version + "." + role + ".json", 200).body();
            int found = Signed.version(file);
            require(found == version, "version in " + version + "." + role + ".json", version, found);
            return file;
        }

        private void verify(byte[] file) throws GeneralSecurityException {
            String name = key.id() + Signed.sha256(file);
            if (verified.size() > 20_000) {
                verified.clear();
            }
            if (!verified.containsKey(name)) {
                Signed.verify(file, key);
                verified.put(name, true);
            }
        }

        private Wire.Answer ask(String file, int expected) throws IOException {
            var answer = wire.get("/metadata/" + file, LIKE_TUF_JS);
            requests.incrementAndGet();
            bytes.addAndGet(Long.parseLong(answer.headers().getOrDefault("content-length", "0")));
            require(
                    answer.status() == expected || answer.status() == 200,
                    "status of " + file,
                    expected,
                    answer.status());
            return answer;
        }

        private void require(boolean holds, String what, Object expected, Object found) {
            if (!holds) {
                throw new IllegalStateException(what + ": " + found + " (expected: " + expected + ")");
            }
        }
    }
}

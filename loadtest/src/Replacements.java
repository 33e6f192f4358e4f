import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives artifacts that are there other content, one a publication, at a steady pace: the repository changes and does
 * not grow. Now and then a slow client fetches the timestamp just before a publication and the rest of its refresh
 * much later: the snapshot and the bin that this publication replaces.
 *
 * <p>{@code --server HOST:PORT --root FILE --artifacts N --bins N --count N --rate N --every N --slow-every N
 * --slow-seconds N}; the first {@code --artifacts} of {@link Registry} are known to be in the repository. Prints
 * {@code published=} after every {@code --every} publications, at the end {@code slow_clients=} and
 * {@code slow_errors=}.
 */
final class Replacements {
    private static final long GIVE_UP = 60_000_000_000L;
    private static final long BETWEEN = 500_000;

    private final Args args;
    private final Wire.Address server;
    private final Wire submit;
    private final Wire read;
    private final Registry registry = new Registry();
    private final int bins;
    private final Signed.OnlineKey key;

    private Replacements(Args args) throws Exception {
        this.args = args;
        server = Wire.Address.of(args.text("server"));
        submit = new Wire(server);
        read = new Wire(server);
        bins = (int) args.number("bins", 256);
        key = newestKey(Files.readAllBytes(Path.of(args.text("root"))));
    }

    public static void main(String[] arguments) throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            new Replacements(Args.of(arguments)).run(clients);
        }
    }

    private Signed.OnlineKey newestKey(byte[] root) throws Exception {
        byte[] newest = root;
        for (int next = 2; ; next++) {
            var answer = read.get("/metadata/" + next + ".root.json");
            if (answer.status() == 404) {
                return Signed.onlineKey(newest);
            }
            newest = answer.body();
        }
    }

    private void run(ExecutorService clients) throws Exception {
        long artifacts = args.number("artifacts", 1);
        long count = args.number("count", 10_000);
        long every = args.number("every", 500);
        long slowEvery = args.number("slow-every", 50);
        long pause = TimeUnit.SECONDS.toNanos(1) / args.number("rate", 25);
        var slow = new ArrayList<Future<?>>();
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            // A prime step: every artifact gets its turn, and neighbours fall into different bins.
            var artifact = registry.artifact(i * 7_919 % artifacts);
            byte[] timestamp = timestamp();
            if (i % slowEvery == 0) {
                var client = new SlowClient(timestamp, artifact.path());
                slow.add(clients.submit(client::refresh));
            }
            publish(new Registry.Artifact(artifact.path(), artifact.length(), content(i)), timestamp);
            if ((i + 1) % every == 0) {
                System.out.println("published=" + (i + 1));
            }
            LockSupport.parkNanos(start + (i + 1) * pause - System.nanoTime());
        }
        report(slow);
    }

    private static String content(long number) throws GeneralSecurityException {
        return Signed.sha256(
                ("replacement " + number + " of " + System.nanoTime()).getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns once another timestamp is out. */
    private void publish(Registry.Artifact artifact, byte[] before) throws IOException {
        var answer = submit.post("/api/v1/artifacts/", artifact.request());
        if (answer.status() != 202) {
            throw new IllegalStateException("POST: " + answer.status() + " (expected: 202): " + answer.text());
        }
        int version = Signed.timestamp(before).version();
        long start = System.nanoTime();
        while (Signed.timestamp(timestamp()).version() == version) {
            if (System.nanoTime() - start > GIVE_UP) {
                throw new IllegalStateException("not published after 60 s: " + answer.text());
            }
            LockSupport.parkNanos(BETWEEN);
        }
    }

    private byte[] timestamp() throws IOException {
        return file(read, "timestamp.json");
    }

    private static byte[] file(Wire wire, String name) throws IOException {
        var answer = wire.get("/metadata/" + name);
        if (answer.status() != 200) {
            throw new IOException(name + ": " + answer.status() + " (expected: 200)");
        }
        return answer.body();
    }

    private static void report(Iterable<Future<?>> slow) throws InterruptedException {
        int clients = 0;
        int errors = 0;
        for (var client : slow) {
            clients++;
            try {
                client.get();
            } catch (ExecutionException e) {
                if (++errors <= 10) {
                    System.err.println("  a slow client: " + e.getCause());
                }
            }
        }
        System.out.printf("slow_clients=%d%nslow_errors=%d%n", clients, errors);
    }

    /** One refresh and look-up with a long pause after the timestamp. */
    private final class SlowClient {
        private final byte[] timestampFile;
        private final String path;

        SlowClient(byte[] timestampFile, String path) {
            this.timestampFile = timestampFile;
            this.path = path;
        }

        Void refresh() throws Exception {
            Signed.verify(timestampFile, key);
            var timestamp = Signed.timestamp(timestampFile);
            Thread.sleep(TimeUnit.SECONDS.toMillis(args.number("slow-seconds", 30)));
            try (var wire = new Wire(server)) {
                byte[] snapshot = file(wire, timestamp.snapshot() + ".snapshot.json");
                require(Signed.sha256(snapshot).equals(timestamp.sha256()), "the snapshot is not the timestamp's");
                Signed.verify(snapshot, key);
                var versions = Signed.snapshot(snapshot);
                Signed.verify(file(wire, versions.get("targets.json") + ".targets.json"), key);
                int digits = (Integer.numberOfTrailingZeros(bins) + 3) / 4;
                String bin = "bins-" + String.format("%0" + digits + "x", new Registry().bin(path, bins)) + ".json";
                byte[] targets = file(wire, versions.get(bin) + "." + bin);
                require(Signed.version(targets) == versions.get(bin), bin + " is of another version");
                Signed.verify(targets, key);
                require(Signed.lists(targets, path), path + " is not in " + bin);
            }
            return null;
        }

        private static void require(boolean holds, String complaint) {
            if (!holds) {
                throw new IllegalStateException(complaint);
            }
        }
    }
}

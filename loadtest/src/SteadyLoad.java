import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Figure 4's watcher: reads what vegeta sent ({@code vegeta encode}, JSON lines) from standard input while it sends,
 * and follows every n-th submission to its publication.
 *
 * <p>A publication's latency counts from the moment vegeta began the request, which is when it was due: vegeta opens
 * further connections rather than wait for an answer. {@code --server HOST:PORT --every N --accepted FILE}; the file
 * gets the path of each artifact that was accepted.
 */
final class SteadyLoad {
    private static final int FOLLOWERS = 64;
    private static final long GIVE_UP = 60_000_000_000L;

    private final Wire.Address server;
    private final int every;
    private final Samples answers = new Samples();
    private final Samples publications = new Samples();
    private final AtomicInteger unpublished = new AtomicInteger();
    private final BlockingQueue<Followed> queue = new ArrayBlockingQueue<>(100_000);
    private int accepted;
    private int refused;

    private record Followed(String task, Instant due) {}

    private SteadyLoad(Args args) {
        server = Wire.Address.of(args.text("server"));
        every = (int) args.number("every", 20);
    }

    public static void main(String[] arguments) throws Exception {
        var args = Args.of(arguments);
        new SteadyLoad(args).run(Path.of(args.text("accepted")));
    }

    private void run(Path acceptedPaths) throws IOException, InterruptedException {
        try (var followers = Executors.newVirtualThreadPerTaskExecutor();
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 20);
                var paths = Files.newBufferedWriter(acceptedPaths)) {
            for (int i = 0; i < FOLLOWERS; i++) {
                followers.submit(() -> followTasks());
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                sent(line, paths);
            }
            for (int i = 0; i < FOLLOWERS; i++) {
                queue.put(new Followed("", Instant.EPOCH));
            }
            followers.shutdown();
            followers.awaitTermination(90, TimeUnit.SECONDS);
        }
        System.out.printf("accepted=%d%nrefused=%d%nunpublished=%d%n", accepted, refused, unpublished.get());
        answers.print("answer");
        publications.print("published");
    }

    private void sent(String line, BufferedWriter paths) throws IOException, InterruptedException {
        if (number(line, "\"code\":") != 202) {
            refused++;
            if (refused <= 3) {
                System.err.println("  refused: " + line.substring(0, Math.min(400, line.length())));
            }
            return;
        }
        accepted++;
        answers.add(number(line, "\"latency\":"));
        String body = new String(Base64.getDecoder().decode(text(line, "\"body\":\"")), StandardCharsets.UTF_8);
        paths.write(text(body, "\"artifacts\":[\""));
        paths.write('\n');
        if (accepted % every == 0) {
            queue.put(new Followed(Ceremony.taskId(body), Instant.parse(instant(text(line, "\"timestamp\":\"")))));
        }
        if (accepted % 30_000 == 0) {
            System.err.printf(
                    "  %d accepted, %d refused, published p99 %.0f ms%n", accepted, refused, publishedSoFar());
        }
    }

    private double publishedSoFar() {
        synchronized (publications) {
            return publications.percentile(99);
        }
    }

    private Void followTasks() throws Exception {
        try (var wire = new Wire(server)) {
            for (var next = queue.take(); !next.task().isEmpty(); next = queue.take()) {
                follow(wire, next);
            }
        } catch (IOException e) {
            System.err.println("  a task could not be followed: " + e);
            unpublished.incrementAndGet();
        }
        return null;
    }

    private void follow(Wire wire, Followed followed) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!wire.get("/api/v1/task/?task_id=" + followed.task()).text().contains("\"SUCCESS\"")) {
            if (System.nanoTime() - start > GIVE_UP) {
                unpublished.incrementAndGet();
                return;
            }
            Thread.sleep(1);
        }
        long latency = Duration.between(followed.due(), Instant.now()).toNanos();
        synchronized (publications) {
            publications.add(latency);
        }
    }

    private static String instant(String text) {
        return java.time.OffsetDateTime.parse(text).toInstant().toString();
    }

    private static long number(String line, String name) {
        int at = line.indexOf(name) + name.length();
        long value = 0;
        while (at < line.length() && Character.isDigit(line.charAt(at))) {
            value = value * 10 + line.charAt(at++) - '0';
        }
        return value;
    }

    private static String text(String line, String name) {
        int start = line.indexOf(name) + name.length();
        return line.substring(start, line.indexOf('"', start));
    }
}

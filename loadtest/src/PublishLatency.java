import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Figures 1 and 2: posts one artifact to an idle service and asks for {@code timestamp.json} until it changes; then
 * waits a little and does it again.
 *
 * <p>{@code --server HOST:PORT --from INDEX --samples N --warmup N --pause MILLIS --repositories N --mirror FILE}: with
 * repositories, to {@code r-1} to {@code r-N} in turns; with a mirror, waits each time until that {@code timestamp.json} of one
 * is the service's.
 */
final class PublishLatency {
    private static final long GIVE_UP = 30_000_000_000L;

    /** Between two questions: finer than what is measured, and not a load of its own. */
    private static final long BETWEEN = 200_000;

    private final long repositories;
    private final Wire submit;
    private final Wire read;
    private final Registry registry = new Registry();
    private final Samples accepted = new Samples();
    private final Samples visible = new Samples();
    private final Samples question = new Samples();
    private final Samples mirrored = new Samples();
    private final String mirror;

    private PublishLatency(Wire.Address server, long repositories, String mirror) throws IOException {
        this.repositories = repositories;
        this.mirror = mirror;
        submit = new Wire(server);
        read = new Wire(server);
    }

    public static void main(String[] arguments) throws IOException {
        var args = Args.of(arguments);
        var program = new PublishLatency(
                Wire.Address.of(args.text("server")), args.number("repositories", 0), args.text("mirror", ""));
        long warmup = args.number("warmup", 50);
        long samples = args.number("samples", 500);
        long pause = args.number("pause", 100) * 1_000_000;
        long from = args.number("from", 1L << 32);
        for (long i = 0; i < warmup + samples; i++) {
            program.publishOne(from + i, i >= warmup);
            if (i >= warmup) {
                // Not a fixed beat: it could fall in step with something periodic.
                LockSupport.parkNanos(pause / 2 + (i * 7_919 % 100) * pause / 100);
            }
            if (i % 100 == 99) {
                System.err.printf("  %d of %d%n", i + 1, warmup + samples);
            }
        }
        program.accepted.print("accepted");
        program.visible.print("visible");
        program.question.print("get");
        if (!program.mirror.isEmpty()) {
            program.mirrored.print("mirrored");
        }
    }

    private void publishOne(long index, boolean counts) throws IOException {
        byte[] body = registry.artifact(index).request();
        String base = repositories == 0 ? "" : "/repositories/r-" + (1 + index % repositories);
        long before = version(base);
        long start = System.nanoTime();
        var answer = submit.post(base + "/api/v1/artifacts/", body);
        long answered = System.nanoTime();
        if (answer.status() != 202) {
            throw new IllegalStateException("POST: " + answer.status() + " (expected: 202): " + answer.text());
        }
        long asked = System.nanoTime();
        while (version(base) == before) {
            if (System.nanoTime() - start > GIVE_UP) {
                throw new IllegalStateException("not published after 30 s: " + answer.text());
            }
            LockSupport.parkNanos(BETWEEN);
            asked = System.nanoTime();
        }
        long seen = System.nanoTime();
        if (counts) {
            accepted.add(answered - start);
            visible.add(seen - start);
            question.add(seen - asked);
        }
        if (!mirror.isEmpty()) {
            awaitMirror(base, seen);
            if (counts) {
                mirrored.add(System.nanoTime() - seen);
            }
        }
    }

    private void awaitMirror(String base, long since) throws IOException {
        byte[] wanted = read.get(base + "/metadata/timestamp.json").body();
        while (!Arrays.equals(Files.readAllBytes(Path.of(mirror)), wanted)) {
            if (System.nanoTime() - since > GIVE_UP) {
                throw new IllegalStateException("not on the mirror after 30 s");
            }
            LockSupport.parkNanos(BETWEEN);
        }
    }

    private long version(String base) throws IOException {
        var answer = read.get(base + "/metadata/timestamp.json");
        if (answer.status() != 200) {
            throw new IllegalStateException("timestamp.json: " + answer.status() + " (expected: 200)");
        }
        return Signed.timestamp(answer.body()).version();
    }
}

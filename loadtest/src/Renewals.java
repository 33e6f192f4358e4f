import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What a renewal of the timestamp costs, by how many wait behind it. A renewal is published by itself, so each moves
 * the timestamp's version by one.
 *
 * <p>{@code --server HOST:PORT [--counted N] [--few N] [--many N]}; prints {@code alone_ms=}, {@code few_ms=} and {@code
 * many_ms=}, medians over tens of those counted, and leaves the many waiting.
 */
final class Renewals {
    private static final byte[] RENEWAL = "{\"roles\":[\"timestamp\"]}".getBytes(StandardCharsets.US_ASCII);
    private static final int CONNECTIONS = 16;
    /** A single one is too short for the clock of polls. */
    private static final int PART = 10;

    private static final long BETWEEN = 1_000_000;

    private final Wire.Address server;
    private final Wire reading;
    private final long counted;
    /** The version of the timestamp when all that was posted is published. */
    private long goal;

    private Renewals(Wire.Address server, long counted) throws IOException {
        this.server = server;
        this.reading = new Wire(server);
        this.counted = counted;
        this.goal = version();
    }

    public static void main(String[] arguments) throws Exception {
        var args = Args.of(arguments);
        long few = args.number("few", 2_000);
        // Those counted with nothing behind them are the few.
        var program = new Renewals(Wire.Address.of(args.text("server")), Math.min(few, args.number("counted", 200)));
        long many = args.number("many", 20_000);
        program.post(program.counted);
        program.await(0);

        program.post(2 * program.counted + few);
        System.out.printf("few_ms=%.3f%n", program.cost(few));
        System.out.printf("alone_ms=%.3f%n", program.cost(0));
        program.post(2 * program.counted + many + many / 10);
        System.out.printf("many_ms=%.3f%n", program.cost(many));
    }

    /** Milliseconds for each of the renewals that are published while that many, and those counted, wait. */
    private double cost(long behind) throws IOException {
        await(behind + counted);
        long before = waiting();
        if (before < behind + counted / 2) {
            throw new IllegalStateException(before + " are waiting (expected: more than " + behind + ")");
        }
        var parts = new ArrayList<Double>();
        while (before - PART >= behind) {
            long start = System.nanoTime();
            await(before - PART);
            long now = waiting();
            parts.add((System.nanoTime() - start) / 1e6 / (before - now));
            before = now;
        }
        parts.sort(null);
        return parts.get(parts.size() / 2);
    }

    private void await(long waiting) throws IOException {
        while (waiting() > waiting) {
            LockSupport.parkNanos(BETWEEN);
        }
    }

    private long waiting() throws IOException {
        return goal - version();
    }

    private void post(long count) throws Exception {
        goal += count;
        var left = new AtomicLong(count);
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            Callable<Void> poster = () -> {
                try (var wire = new Wire(server)) {
                    while (left.getAndDecrement() > 0) {
                        var answer = wire.post("/api/v1/metadata/online", RENEWAL);
                        if (answer.status() != 202) {
                            throw new IllegalStateException("POST: " + answer.status() + " (expected: 202)");
                        }
                    }
                }
                return null;
            };
            for (var posted : threads.invokeAll(java.util.Collections.nCopies(CONNECTIONS, poster))) {
                posted.get();
            }
        }
    }

    private long version() throws IOException {
        var answer = reading.get("/metadata/timestamp.json");
        if (answer.status() != 200) {
            throw new IllegalStateException("timestamp.json: " + answer.status() + " (expected: 200)");
        }
        return Signed.timestamp(answer.body()).version();
    }
}

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What readers notice of callers with large bodies: {@code timestamp.json} at a steady pace, in turns alone and while
 * two callers post lists of 10,000 artifacts with custom data, 13 MB each, one after the other. The lists are held back
 * from publication, so that what is measured is how they are received, read and made durable.
 *
 * <p>{@code --server HOST:PORT --seconds N [--rate N] [--callers N]}; prints {@code idle_…} and {@code busy_…} percentiles
 * and {@code bodies=}, how many were accepted.
 */
final class LargeBodies {
    private static final int ARTIFACTS = 10_000;
    private static final int CUSTOM = 1_100;
    private static final int READERS = 4;
    private static final int TURNS = 3;
    private static final int FIRST = 6;

    private final Wire.Address server;
    private final long pause;
    private final long length;
    private final AtomicLong accepted = new AtomicLong();

    private LargeBodies(Args args) {
        server = Wire.Address.of(args.text("server"));
        pause = TimeUnit.SECONDS.toNanos(1) * READERS / args.number("rate", 400);
        length = TimeUnit.SECONDS.toNanos(args.number("seconds", 30)) / TURNS;
    }

    public static void main(String[] arguments) throws Exception {
        var args = Args.of(arguments);
        var program = new LargeBodies(args);
        var idle = new Samples();
        var busy = new Samples();
        program.read(new Samples());
        for (int turn = 0; turn < TURNS; turn++) {
            program.read(idle);
            program.readBeside((int) args.number("callers", 2), busy);
        }
        idle.print("idle");
        busy.print("busy");
        System.out.println("bodies=" + program.accepted);
    }

    private void readBeside(int callers, Samples busy) throws Exception {
        var over = new AtomicBoolean();
        long before = accepted.get();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < callers; caller++) {
                byte[] body = body(caller);
                threads.submit(() -> post(body, over));
            }
            try {
                // A service that has read such bodies before is what is asked about.
                while (accepted.get() < before + FIRST) {
                    LockSupport.parkNanos(10_000_000);
                }
                read(busy);
            } finally {
                over.set(true);
            }
        }
    }

    private void read(Samples all) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < READERS; i++) {
                threads.submit(() -> {
                    readAlone(all);
                    return null;
                });
            }
        }
    }

    /** Open model: a late answer delays no later request's time, which counts from when it was due. */
    private void readAlone(Samples all) throws IOException {
        try (var wire = new Wire(server)) {
            long begun = System.nanoTime();
            for (long due = begun; due < begun + length; due += pause) {
                LockSupport.parkNanos(due - System.nanoTime());
                var answer = wire.get("/metadata/timestamp.json");
                if (answer.status() != 200) {
                    throw new IOException("timestamp.json: " + answer.status() + " (expected: 200)");
                }
                synchronized (all) {
                    all.add(System.nanoTime() - due);
                }
            }
        }
    }

    private Void post(byte[] body, AtomicBoolean over) throws IOException {
        try (var wire = new Wire(server)) {
            while (!over.get()) {
                var answer = wire.post("/api/v1/artifacts/", body);
                if (answer.status() != 202) {
                    throw new IOException("a large list: " + answer.status() + " " + answer.text());
                }
                accepted.incrementAndGet();
            }
            return null;
        }
    }

    private static byte[] body(int caller) {
        var registry = new Registry();
        var text = new StringBuilder("{\"publish_artifacts\":false,\"artifacts\":[");
        for (long i = 0; i < ARTIFACTS; i++) {
            var artifact = registry.artifact(caller * (long) ARTIFACTS + i);
            text.append(i == 0 ? "" : ",")
                    .append("{\"path\":\"")
                    .append(artifact.path())
                    .append("\",\"info\":{\"length\":")
                    .append(artifact.length())
                    .append(",\"hashes\":{\"sha256\":\"")
                    .append(artifact.sha256())
                    .append("\"},\"custom\":{\"x\":\"")
                    .append("x".repeat(CUSTOM))
                    .append("\"}}}");
        }
        return text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }
}

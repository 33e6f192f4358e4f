import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Figure 11: starts a command again and again and takes the time until its management port says that it is ready.
 *
 * <p>{@code --management HOST:PORT --runs N --log FILE -- COMMAND…}; each run is ended with SIGTERM and waited for.
 */
final class ReadyTime {
    private static final long GIVE_UP = 120_000_000_000L;

    private ReadyTime() {}

    public static void main(String[] arguments) throws Exception {
        var args = Args.of(arguments);
        var ready = new Samples();
        long runs = args.number("runs", 10);
        for (long i = 0; i < runs; i++) {
            long start = System.nanoTime();
            var process = new ProcessBuilder(args.command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(args.text("log"))))
                    .start();
            try {
                awaitReady(Wire.Address.of(args.text("management")), process, start);
                ready.add(System.nanoTime() - start);
            } finally {
                process.destroy();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
            System.err.printf("  %d of %d starts%n", i + 1, runs);
        }
        ready.print("ready");
    }

    private static void awaitReady(Wire.Address management, Process process, long start) {
        while (!isReady(management)) {
            if (!process.isAlive()) {
                throw new IllegalStateException("ended with " + process.exitValue() + " before it was ready");
            }
            if (System.nanoTime() - start > GIVE_UP) {
                throw new IllegalStateException("not ready after 120 s");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static boolean isReady(Wire.Address management) {
        try (var wire = new Wire(management)) {
            return wire.get("/ready").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}

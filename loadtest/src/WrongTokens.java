import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * Callers who guess: tokens of the right form with the right checksum at a steady pace, beside one caller with a right
 * one, whose answers are timed.
 *
 * <p>{@code --server HOST:PORT --seconds N --rate N}; prints {@code right_…} percentiles, {@code wrong=}, how many were
 * refused with 401, and {@code other=}, how many got another answer.
 */
final class WrongTokens {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int GUESSERS = 8;
    private static final long RIGHT_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final Wire.Address server;
    private final long length;
    private final long rate;
    private final AtomicLong wrong = new AtomicLong();
    private final AtomicLong other = new AtomicLong();

    private WrongTokens(Args args) {
        server = Wire.Address.of(args.text("server"));
        length = TimeUnit.SECONDS.toNanos(args.number("seconds", 60));
        rate = args.number("rate", 0);
    }

    public static void main(String[] arguments) throws Exception {
        var program = new WrongTokens(Args.of(arguments));
        var right = new Samples();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; program.rate > 0 && i < GUESSERS; i++) {
                threads.submit(program::guess);
            }
            program.ask(right);
        }
        right.print("right");
        System.out.println("wrong=" + program.wrong);
        System.out.println("other=" + program.other);
    }

    private Void guess() throws IOException {
        var random = RandomGenerator.getDefault();
        long pause = TimeUnit.SECONDS.toNanos(1) * GUESSERS / rate;
        try (var wire = new Wire(server)) {
            long begun = System.nanoTime();
            for (long due = begun; due < begun + length; due += pause) {
                LockSupport.parkNanos(due - System.nanoTime());
                var answer = wire.getAs("/api/v1/whoami", "Bearer " + token(random));
                (answer.status() == 401 ? wrong : other).incrementAndGet();
            }
        }
        return null;
    }

    private void ask(Samples right) throws IOException {
        try (var wire = new Wire(server)) {
            long begun = System.nanoTime();
            for (long due = begun; due < begun + length; due += RIGHT_PAUSE) {
                LockSupport.parkNanos(due - System.nanoTime());
                var answer = wire.get("/api/v1/whoami");
                if (answer.status() != 200) {
                    throw new IOException("a right caller was answered " + answer.status() + " " + answer.text());
                }
                right.add(System.nanoTime() - due);
            }
        }
    }

    private static String token(RandomGenerator random) {
        var body = new StringBuilder("cs_");
        for (int i = 0; i < 56; i++) {
            body.append(i == 12 ? '_' : DIGITS.charAt(random.nextInt(62)));
        }
        var crc = new CRC32();
        crc.update(body.toString().getBytes(StandardCharsets.US_ASCII));
        var checksum = new StringBuilder();
        for (long left = crc.getValue(); checksum.length() < 6; left /= 62) {
            checksum.insert(0, DIGITS.charAt((int) (left % 62)));
        }
        return body.append(checksum).toString();
    }
}

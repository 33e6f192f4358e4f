import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Locale;

/**
 * What this machine's processor and loopback can do, each for a second or so, on one core: SHA-512, Ed25519 signatures
 * of the JDK, and bytes copied from one socket to another.
 */
final class RawLimits {
    private static final long SECOND = 1_000_000_000L;
    private static final int[] SIZES = {300, 50_000, 600_000};

    private RawLimits() {}

    public static void main(String[] arguments) throws Exception {
        for (int size : SIZES) {
            System.out.printf(Locale.ROOT, "sha512_%d_mb_s=%.0f%n", size, sha512(size));
        }
        for (int size : SIZES) {
            System.out.printf(Locale.ROOT, "ed25519_%d_us=%.0f%n", size, ed25519(size));
        }
        System.out.printf(Locale.ROOT, "loopback_mb_s=%.0f%n", loopback());
    }

    private static double sha512(int size) throws Exception {
        var digest = MessageDigest.getInstance("SHA-512");
        byte[] message = new byte[size];
        return rate(() -> digest.digest(message)) * size / 1e6;
    }

    private static double ed25519(int size) throws Exception {
        var signer = Signature.getInstance("Ed25519");
        signer.initSign(
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
        byte[] message = new byte[size];
        return 1e6
                / rate(() -> {
                    signer.update(message);
                    return signer.sign();
                });
    }

    private interface Work {
        Object once() throws Exception;
    }

    /** Per second, after half a second to warm up. */
    private static double rate(Work work) throws Exception {
        for (long start = System.nanoTime(); System.nanoTime() - start < SECOND / 2; ) {
            work.once();
        }
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < SECOND) {
            work.once();
            count++;
        }
        return count * 1e9 / (System.nanoTime() - start);
    }

    private static double loopback() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var out = new Socket(server.getInetAddress(), server.getLocalPort());
                var in = server.accept()) {
            Thread.ofPlatform().daemon().start(() -> write(out));
            long start = System.nanoTime();
            long count = 0;
            byte[] buffer = new byte[1 << 16];
            InputStream stream = in.getInputStream();
            while (System.nanoTime() - start < SECOND) {
                count += stream.read(buffer);
            }
            return count * 1e3 / (System.nanoTime() - start);
        }
    }

    private static void write(Socket socket) {
        byte[] buffer = new byte[1 << 16];
        try {
            OutputStream stream = socket.getOutputStream();
            while (true) {
                stream.write(buffer);
            }
        } catch (java.io.IOException e) {
            // The reader has seen enough.
        }
    }
}

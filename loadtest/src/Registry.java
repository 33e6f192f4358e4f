import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Artifacts shaped like those of npm, Maven Central, PyPI and RubyGems: the same index always gives the same path,
 * length and hash, and no two indexes the same path.
 *
 * <p>Also a program that writes a range of them: {@code java Registry.java --from 0 --count 1000 --format csv|vegeta}.
 */
final class Registry {

    /** How many versions a package has, one after the other. */
    private static final int VERSIONS = 12;

    private static final String[] FIRST = {
        "fast", "lite", "core", "async", "micro", "open", "simple", "easy", "deep", "cloud", "data", "web", "smart",
        "tiny", "hyper", "meta", "neo", "react", "json", "http", "spring", "apache", "quick", "secure", "static"
    };
    private static final String[] SECOND = {
        "parser", "client", "server", "router", "logger", "cache", "queue", "utils", "tools", "kit", "engine", "driver",
        "plugin", "adapter", "schema", "crypto", "stream", "config", "model", "tests", "bridge", "proxy", "widgets"
    };
    private static final String[] TAGS = {"py3-none-any", "cp312-cp312-manylinux_2_17_x86_64", "cp311-abi3-win_amd64"};

    private final MessageDigest sha256 = digest();

    /** One artifact. */
    record Artifact(String path, long length, String sha256) {
        String json() {
            return "{\"path\":\"" + path + "\",\"info\":{\"length\":" + length + ",\"hashes\":{\"sha256\":\"" + sha256
                    + "\"}}}";
        }

        /** A whole request that adds it. */
        byte[] request() {
            return ("{\"artifacts\":[" + json() + "],\"add_task_id_to_custom\":false,\"publish_artifacts\":true}")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    Artifact artifact(long index) {
        return new Artifact(path(index), length(index), hash("content " + index));
    }

    /** Four npm, three Maven, two PyPI and one gem in ten packages, as their registries compare in size. */
    String path(long index) {
        long number = index / VERSIONS;
        int release = (int) (index % VERSIONS);
        long mixed = mix(number);
        String name = FIRST[(int) Long.remainderUnsigned(mixed, FIRST.length)]
                + "-"
                + SECOND[(int) Long.remainderUnsigned(mixed >>> 16, SECOND.length)]
                + "-"
                + Long.toString(number, 36);
        String version = (1 + release / 5) + "." + release % 5 + "." + Long.remainderUnsigned(mixed >>> 32, 20);
        return switch ((int) (number % 10)) {
            case 0, 1 ->
                "@" + FIRST[(int) Long.remainderUnsigned(mixed >>> 40, FIRST.length)] + "/" + name + "/-/" + name + "-"
                        + version + ".tgz";
            case 2, 3 -> name + "/-/" + name + "-" + version + ".tgz";
            case 4, 5, 6 ->
                "org/" + FIRST[(int) Long.remainderUnsigned(mixed >>> 40, FIRST.length)] + "/" + name + "/" + version
                        + "/" + name + "-" + version + ".jar";
            case 7, 8 ->
                "packages/" + name + "/" + name.replace('-', '_') + "-" + version + "-"
                        + TAGS[(int) Long.remainderUnsigned(mixed >>> 48, TAGS.length)] + ".whl";
            default -> "gems/" + name + "-" + version + ".gem";
        };
    }

    /** From some hundred bytes to some hundred megabytes, half of them below 40 kB. */
    private static long length(long index) {
        double uniform = (mix(index ^ 0x5DEECE66DL) >>> 11) * 0x1.0p-53;
        double spread = Math.log(1 / (1 - uniform) - 1 + 1e-9);
        return Math.clamp(Math.round(40_000 * Math.exp(spread * 1.1)), 64, 900_000_000);
    }

    private String hash(String text) {
        return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The number of the succinct role that a path belongs to (TAP 15). */
    int bin(String path, int bins) {
        byte[] hash = sha256.digest(path.getBytes(StandardCharsets.UTF_8));
        int first = (hash[0] & 0xFF) << 24 | (hash[1] & 0xFF) << 16 | (hash[2] & 0xFF) << 8 | (hash[3] & 0xFF);
        return bins == 1 ? 0 : first >>> (32 - Integer.numberOfTrailingZeros(bins));
    }

    private static long mix(long value) {
        long z = (value + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) throws IOException {
        var args = Args.of(arguments);
        var registry = new Registry();
        long from = args.number("from", 0);
        long end = from + args.number("count", 1);
        String url = args.text("url", "");
        try (OutputStream out = new BufferedOutputStream(System.out, 1 << 20)) {
            for (long i = from; i < end; i++) {
                var artifact = registry.artifact(i);
                String line = switch (args.text("format", "csv")) {
                    case "csv" -> artifact.path + ";" + artifact.length + ";sha256;" + artifact.sha256;
                    case "paths" -> artifact.path;
                    case "vegeta" ->
                        "{\"method\":\"POST\",\"url\":\"" + url
                                + "\",\"header\":{\"Content-Type\":[\"application/json\"],\"Authorization\":[\""
                                + Wire.AUTHORIZATION + "\"]},\"body\":\""
                                + Base64.getEncoder().encodeToString(artifact.request()) + "\"}";
                    default ->
                        throw new IllegalArgumentException(
                                "--format " + args.text("format") + ": (expected: csv, paths or vegeta)");
                };
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}

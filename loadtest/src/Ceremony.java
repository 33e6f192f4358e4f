import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A root with one key, for measuring only: makes the keys and the root, sends them, and waits until the service has
 * done it.
 *
 * <p>{@code --do keys|bootstrap|rotate --server HOST:PORT --keys DIR --root DIR --bins N --repositories N}. {@code
 * bootstrap} sets the repository up, or {@code r-1} to {@code r-N}; {@code rotate} replaces the online key, which makes
 * the service sign everything again. Both print
 * {@code seconds=} from sending the request to its task's success, and {@code begun=} and {@code ended=}, in nanoseconds
 * since 1970.
 */
final class Ceremony {
    private static final HexFormat HEX = HexFormat.of();
    private static final String TASK = "/api/v1/task/?task_id=";
    private static final long GIVE_UP = 900_000_000_000L;

    private final Args args;
    private final Path keys;
    private final Path root;

    /** Of the repository that is talked to. */
    private String base = "";

    /** The public half: its keyid and its canonical JSON. */
    private record PublicHalf(String id, String json) {}

    private Ceremony(Args args) {
        this.args = args;
        this.keys = Path.of(args.text("keys"));
        this.root = Path.of(args.text("root"));
    }

    public static void main(String[] arguments) throws Exception {
        var args = Args.of(arguments);
        var ceremony = new Ceremony(args);
        switch (args.text("do")) {
            case "keys" -> ceremony.makeKeys();
            case "bootstrap" -> ceremony.bootstrap();
            case "rotate" -> ceremony.rotate();
            default ->
                throw new IllegalArgumentException(
                        "--do " + args.text("do") + ": (expected: keys, bootstrap or rotate)");
        }
    }

    /** The service must be able to read the online key when the bootstrap comes. */
    private void makeKeys() throws IOException, GeneralSecurityException {
        Files.createDirectories(keys);
        Files.createDirectories(root);
        var rootKey = generate();
        Files.write(root.resolve("root.pk8"), rootKey.getPrivate().getEncoded());
        Files.writeString(root.resolve("root.json"), publicHalf(rootKey).json());
        newOnlineKey();
    }

    private void bootstrap() throws Exception {
        String metadata = signedRoot(1);
        String settings = "{\"roles\":{\"root\":{\"expiration\":365},\"timestamp\":{\"expiration\":30},"
                + "\"snapshot\":{\"expiration\":30},\"targets\":{\"expiration\":365},"
                + "\"bins\":{\"expiration\":365,\"number_of_delegated_bins\":" + args.text("bins")
                + "},\"delegations\":null}}";
        String body = "{\"settings\":" + settings + ",\"metadata\":{\"root\":" + metadata + "},\"timeout\":300}";
        long repositories = args.number("repositories", 0);
        for (long i = repositories == 0 ? 0 : 1; i <= repositories; i++) {
            base = i == 0 ? "" : "/repositories/r-" + i;
            send("/api/v1/bootstrap/", body);
        }
        Files.writeString(root.resolve("1.root.json"), metadata);
        Files.writeString(root.resolve("version"), "1");
    }

    private void rotate() throws Exception {
        newOnlineKey();
        int version = Integer.parseInt(Files.readString(root.resolve("version"))) + 1;
        send("/api/v1/metadata/", "{\"metadata\":{\"root\":" + signedRoot(version) + "}}");
        Files.writeString(root.resolve("version"), String.valueOf(version));
    }

    private void newOnlineKey() throws IOException, GeneralSecurityException {
        var key = generate();
        var half = publicHalf(key);
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(key.getPrivate().getEncoded());
        Files.writeString(
                keys.resolve(half.id()), "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
        Files.writeString(root.resolve("online.json"), half.json());
    }

    private String signedRoot(int version) throws IOException, GeneralSecurityException {
        String rootJson = Files.readString(root.resolve("root.json"));
        String onlineJson = Files.readString(root.resolve("online.json"));
        String rootId = id(rootJson);
        String onlineId = id(onlineJson);
        String listed = Stream.of(entry(rootId, rootJson), entry(onlineId, onlineJson))
                .sorted()
                .collect(Collectors.joining(","));
        String signed = "{\"_type\":\"root\",\"consistent_snapshot\":true,\"expires\":\""
                + Instant.now().plus(365, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS)
                + "\",\"keys\":{" + listed + "},\"roles\":{\"root\":" + role(rootId) + ",\"snapshot\":"
                + role(onlineId)
                + ",\"targets\":" + role(onlineId) + ",\"timestamp\":" + role(onlineId)
                + "},\"spec_version\":\"1.0.34\",\"version\":" + version + "}";
        return "{\"signatures\":[{\"keyid\":\"" + rootId + "\",\"sig\":\"" + sign(signed) + "\"}],\"signed\":" + signed
                + "}";
    }

    private String sign(String text) throws IOException, GeneralSecurityException {
        PrivateKey key = KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(root.resolve("root.pk8"))));
        var signer = Signature.getInstance("Ed25519");
        signer.initSign(key);
        signer.update(text.getBytes(StandardCharsets.UTF_8));
        return HEX.formatHex(signer.sign());
    }

    private void send(String path, String body) throws IOException {
        try (var wire = new Wire(Wire.Address.of(args.text("server")))) {
            long begun = epochNanos();
            long start = System.nanoTime();
            var answer = wire.post(base + path, body.getBytes(StandardCharsets.UTF_8));
            if (answer.status() != 202) {
                throw new IllegalStateException(path + ": " + answer.status() + " (expected: 202): " + answer.text());
            }
            await(wire, taskId(answer.text()), start);
            System.out.printf(
                    Locale.ROOT,
                    "seconds=%.3f%nbegun=%d%nended=%d%n",
                    (System.nanoTime() - start) / 1e9,
                    begun,
                    epochNanos());
        }
    }

    private static long epochNanos() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    private void await(Wire wire, String task, long start) throws IOException {
        while (true) {
            String text = wire.get(base + TASK + task).text();
            if (text.contains("\"SUCCESS\"")) {
                return;
            }
            boolean failed = text.contains("\"FAILURE\"") || text.contains("\"ERRORED\"");
            if (failed || System.nanoTime() - start > GIVE_UP) {
                throw new IllegalStateException("task " + task + " (expected: SUCCESS): " + text);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    static String taskId(String answer) {
        int start = answer.indexOf("\"task_id\":\"") + 11;
        return answer.substring(start, answer.indexOf('"', start));
    }

    private static String entry(String id, String json) {
        return "\"" + id + "\":" + json;
    }

    private static String role(String id) {
        return "{\"keyids\":[\"" + id + "\"],\"threshold\":1}";
    }

    private static KeyPair generate() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static PublicHalf publicHalf(KeyPair pair) throws GeneralSecurityException {
        byte[] encoded = pair.getPublic().getEncoded();
        String point = HEX.formatHex(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        String json = "{\"keytype\":\"ed25519\",\"keyval\":{\"public\":\"" + point + "\"},\"scheme\":\"ed25519\"}";
        return new PublicHalf(id(json), json);
    }

    private static String id(String json) throws GeneralSecurityException {
        return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8)));
    }
}

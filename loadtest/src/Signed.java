import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads and verifies metadata files in compact form without the service's own code, by looking for what canonical JSON
 * puts at a known place; Ed25519 and one online key only.
 */
final class Signed {
    private static final HexFormat HEX = HexFormat.of();

    private Signed() {}

    /** The facts of a timestamp file. */
    record Timestamp(int version, int snapshot, long length, String sha256) {}

    /** The key that signs everything but root. */
    record OnlineKey(String id, PublicKey key) {}

    static Timestamp timestamp(byte[] file) {
        String text = latin(file);
        int meta = after(text, "\"snapshot.json\":{", 0);
        return new Timestamp(
                (int) number(text, text.lastIndexOf("\"version\":") + 10),
                (int) number(text, after(text, "\"version\":", meta)),
                text.indexOf("\"length\":", meta) < 0 ? -1 : number(text, after(text, "\"length\":", meta)),
                text.indexOf("\"sha256\":\"", meta) < 0
                        ? ""
                        : text.substring(after(text, "\"sha256\":\"", meta)).substring(0, 64));
    }

    /** The version of a snapshot or targets file. */
    static int version(byte[] file) {
        String text = latin(file);
        return (int) number(text, text.lastIndexOf("\"version\":") + 10);
    }

    /** File name without version, to version. */
    static Map<String, Integer> snapshot(byte[] file) {
        String text = latin(file);
        var versions = new LinkedHashMap<String, Integer>();
        int at = after(text, "\"meta\":{", 0);
        while (text.charAt(at) != '}') {
            int start = text.indexOf('"', at) + 1;
            int end = text.indexOf('"', start);
            int value = after(text, "\"version\":", end);
            versions.put(text.substring(start, end), (int) number(text, value));
            at = text.indexOf('}', value) + 1;
        }
        return versions;
    }

    /** Whether a targets file has an entry for a path that needs no escape. */
    static boolean lists(byte[] file, String path) {
        return latin(file).contains("\"" + latin(path.getBytes(StandardCharsets.UTF_8)) + "\":{\"");
    }

    /** Every path of a targets file, as long as no target has custom data. */
    static void paths(byte[] file, Consumer<String> consumer) {
        String text = new String(file, StandardCharsets.UTF_8);
        int at = after(text, "\"targets\":{", 0);
        while (text.charAt(at) != '}') {
            int start = text.indexOf('"', at) + 1;
            int end = text.indexOf('"', start);
            consumer.accept(text.substring(start, end));
            at = text.indexOf('}', text.indexOf('}', end) + 1) + 1;
        }
    }

    static OnlineKey onlineKey(byte[] root) throws GeneralSecurityException {
        String text = latin(root);
        int start = text.lastIndexOf("\"timestamp\":{\"keyids\":[\"") + 24;
        String id = text.substring(start, text.indexOf('"', start));
        int key = after(text, "\"" + id + "\":{\"keytype\":\"ed25519\"", 0);
        int point = after(text, "\"public\":\"", key);
        return new OnlineKey(id, publicKey(HEX.parseHex(text.substring(point, point + 64))));
    }

    /** Throws unless the online key signed the file. */
    static void verify(byte[] file, OnlineKey key) throws GeneralSecurityException {
        String head = latin(Arrays.copyOf(file, Math.min(file.length, 1_000)));
        int from = after(head, "\"signed\":", 0);
        int sig = after(head, "\"sig\":\"", 0);
        var verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(key.key());
        verifier.update(file, from, file.length - from - 1);
        boolean valid = head.contains("\"keyid\":\"" + key.id() + "\"")
                && verifier.verify(HEX.parseHex(head.substring(sig, sig + 128)));
        if (!valid) {
            throw new GeneralSecurityException("not signed by the online key " + key.id());
        }
    }

    static String sha256(byte[] file) throws GeneralSecurityException {
        return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    }

    private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        byte[] bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) {
            bigEndian[i] = encoded[31 - i];
        }
        boolean odd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7F;
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(
                        NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, bigEndian))));
    }

    /** Offsets in it are offsets in the bytes. */
    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int after(String text, String what, int from) {
        int at = text.indexOf(what, from);
        if (at < 0) {
            throw new IllegalStateException(
                    what + ": not in the metadata " + text.substring(0, Math.min(200, text.length())));
        }
        return at + what.length();
    }

    private static long number(String text, int at) {
        long value = 0;
        for (int i = at; Character.isDigit(text.charAt(i)); i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }
}

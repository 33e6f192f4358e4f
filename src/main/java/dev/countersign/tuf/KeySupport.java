package dev.countersign.tuf;

import static dev.countersign.tuf.ClientProgram.PYTHON_TUF;
import static dev.countersign.tuf.ClientProgram.SIGSTORE_JAVA;
import static dev.countersign.tuf.ClientProgram.TOUGH;
import static dev.countersign.tuf.ClientProgram.TUF_JS;

import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which keys may be submitted: those that TUF clients in common use verify. A key that two or more of them cannot use is
 * refused, one that a single client cannot use deserves a warning. What is here was tried: {@code docs/keys.md}.
 */
public final class KeySupport {
    private static final int TOO_MANY = 2;
    private static final Set<String> KEYVAL = Set.of("public");
    private static final Pattern PEM_LINES =
            Pattern.compile("-----BEGIN PUBLIC KEY-----\\n([A-Za-z0-9+/=]+\\n)+-----END PUBLIC KEY-----\\n*");

    private static final Set<ClientProgram> ALL = EnumSet.allOf(ClientProgram.class);
    private static final Set<ClientProgram> ALL_BUT_PYTHON = EnumSet.complementOf(EnumSet.of(PYTHON_TUF));

    /** Who cannot verify a key, by key type and scheme; what is not here, all can. */
    private static final Map<String, Set<ClientProgram>> UNVERIFIED = Map.ofEntries(
            Map.entry("ecdsa ecdsa-sha2-nistp384", EnumSet.of(TUF_JS, SIGSTORE_JAVA, TOUGH)),
            Map.entry("ecdsa ecdsa-sha2-nistp521", ALL_BUT_PYTHON),
            Map.entry("ecdsa-sha2-nistp384 ecdsa-sha2-nistp384", ALL_BUT_PYTHON),
            Map.entry("ecdsa-sha2-nistp521 ecdsa-sha2-nistp521", ALL_BUT_PYTHON),
            Map.entry("rsa rsassa-pss-sha224", ALL),
            Map.entry("rsa rsassa-pss-sha384", ALL_BUT_PYTHON),
            Map.entry("rsa rsassa-pss-sha512", ALL_BUT_PYTHON),
            Map.entry("rsa rsa-pkcs1v15-sha224", ALL),
            Map.entry("rsa rsa-pkcs1v15-sha256", ALL_BUT_PYTHON),
            Map.entry("rsa rsa-pkcs1v15-sha384", ALL_BUT_PYTHON),
            Map.entry("rsa rsa-pkcs1v15-sha512", ALL_BUT_PYTHON));

    private KeySupport() {}

    /** Why the key may not be submitted: it cannot be used at all, or not by most clients; empty for one that may. */
    public static Optional<String> problem(Key key) {
        return KeyVerifier.problem(key)
                .or(() -> unverified(key).or(() -> written(key)).map(problem -> "key " + key.id() + ": " + problem));
    }

    private static Optional<String> unverified(Key key) {
        var clients = cannotVerify(key.keytype(), key.scheme());
        return clients.size() < TOO_MANY
                ? Optional.empty()
                : Optional.of(key.keytype() + " keys that sign as " + key.scheme() + " are not verified by "
                        + ClientProgram.titles(clients)
                        + " (expected: ed25519, ecdsa-sha2-nistp256 or rsassa-pss-sha256)");
    }

    private static Optional<String> written(Key key) {
        if (key.json().get("keyval") instanceof Json.Obj keyval
                && !keyval.members().keySet().equals(KEYVAL)) {
            return Optional.of("keyval has other members than public (expected: public only)");
        }
        boolean pem = !key.keytype().equals("ed25519");
        return pem && !PEM_LINES.matcher(key.publicValue()).matches()
                ? Optional.of("keyval.public is PEM that several TUF clients cannot read (expected: lines, each ending"
                        + " with a line feed alone)")
                : Optional.empty();
    }

    /** What deserves a second look in a key that has no problem: a client that cannot use it. */
    public static List<String> warnings(Key key) {
        var clients = EnumSet.noneOf(ClientProgram.class);
        clients.addAll(cannotVerify(key.keytype(), key.scheme()));
        var warnings = new ArrayList<String>();
        clients.forEach(client -> warnings.add(
                "key " + key.id() + ": " + client.title() + " does not verify " + key.keytype() + " " + key.scheme()));
        if (!key.id().equals(KeyId.ofWhole(key.json()))) {
            warnings.add("key " + key.id() + ": " + TOUGH.title()
                    + " refuses all metadata with it, since its keyid is not" + " the SHA-256 of all its members");
        }
        return warnings;
    }

    /** The clients that do not verify signatures of a key type and scheme. */
    static Set<ClientProgram> cannotVerify(String keytype, String scheme) {
        return UNVERIFIED.getOrDefault(keytype + " " + scheme, Set.of());
    }
}

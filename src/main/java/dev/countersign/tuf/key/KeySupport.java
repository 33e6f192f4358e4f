package dev.countersign.tuf.key;

import static dev.countersign.tuf.key.ClientProgram.PYTHON_TUF;
import static dev.countersign.tuf.key.ClientProgram.SIGSTORE_JAVA;
import static dev.countersign.tuf.key.ClientProgram.TOUGH;
import static dev.countersign.tuf.key.ClientProgram.TUF_JS;

import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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
            Pattern.compile(PublicHalves.PEM_HEAD + "\\n([A-Za-z0-9+/=]+\\n)+" + PublicHalves.PEM_TAIL + "\\n*");

    private static final Set<ClientProgram> ALL = EnumSet.allOf(ClientProgram.class);
    private static final Set<ClientProgram> ALL_BUT_PYTHON = EnumSet.complementOf(EnumSet.of(PYTHON_TUF));

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
                        + " (expected: " + SignatureScheme.recommended() + ")");
    }

    private static Optional<String> written(Key key) {
        if (key.json().get("keyval") instanceof Json.Obj keyval
                && !keyval.members().keySet().equals(KEYVAL)) {
            return Optional.of("keyval has other members than public (expected: public only)");
        }
        boolean pem = !key.keytype().equals(SignatureScheme.Family.ED25519.keytype());
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
        if (!key.id().equals(KeyId.computeWhole(key.json()))) {
            warnings.add("key " + key.id() + ": " + TOUGH.title()
                    + " refuses all metadata with it, since its keyid is not" + " the SHA-256 of all its members");
        }
        return warnings;
    }

    /** The clients that do not verify signatures of a key type and scheme. */
    static Set<ClientProgram> cannotVerify(String keytype, String scheme) {
        return SignatureScheme.named(scheme)
                .map(named -> cannotVerify(keytype, named))
                .orElse(Set.of());
    }

    private static Set<ClientProgram> cannotVerify(String keytype, SignatureScheme scheme) {
        return switch (scheme) {
            case ED25519, ECDSA_P256, RSA_PSS_SHA256 -> Set.of();
            case ECDSA_P384 ->
                keytype.equals(SignatureScheme.Family.ECDSA.keytype())
                        ? EnumSet.of(TUF_JS, SIGSTORE_JAVA, TOUGH)
                        : ALL_BUT_PYTHON;
            case ECDSA_P521, RSA_PSS_SHA384, RSA_PSS_SHA512, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512 ->
                ALL_BUT_PYTHON;
            case RSA_PSS_SHA224, RSA_PKCS1_SHA224 -> ALL;
        };
    }
}

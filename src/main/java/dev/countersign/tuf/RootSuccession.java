package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.KeyVerifier;
import dev.countersign.tuf.key.Signature;
import dev.countersign.tuf.key.Verification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Which Root may be the first, and which may follow another (specification, 5.3 and 6.1). */
public final class RootSuccession {
    /** Clients are given {@code 1.root.json} and count from there. */
    public static final int FIRST_VERSION = 1;

    public static final String FIRST_FILE = RoleName.ROOT.fileName(FIRST_VERSION);

    /** What is wrong with a Root that nobody has signed. */
    public static final String UNSIGNED = "Metadata requires at least one valid signature";

    private static final String UNTRUSTED = "Failed to verify the trust: ";

    private RootSuccession() {}

    /**
     * How far a Root's signatures go.
     *
     * @param byOld towards the threshold of the Root it follows; the same as {@code byNew} for a first one
     * @param byNew towards its own threshold
     */
    public record Verifications(Verification byOld, Verification byNew) {
        public boolean verified() {
            return byOld.verified() && byNew.verified();
        }
    }

    /** The version that a Root must have to follow this one. */
    public static int versionAfter(Root trusted) {
        return trusted.version() + 1;
    }

    /** Why a Root's version is not the one that must come now; empty for the right one. */
    public static Optional<String> versionProblem(int expected, Root root) {
        return root.version() == expected
                ? Optional.empty()
                : Optional.of("Expected root version " + expected + " instead got version " + root.version());
    }

    /** How far a Root's signatures go: the trusted Root's threshold must be met, and its own (specification, 5.3.4). */
    static Verifications verifications(Root trusted, Metadata<Root> next) {
        return new Verifications(verify(trusted, next), verify(next.signed(), next));
    }

    /**
     * Checks a first Root by its own keys.
     *
     * @throws TufException.UntrustedRoot when its rules are broken, it has no signature, or it has one that is not by
     *     one of its Root keys; too few signatures are no error, see the result
     */
    public static Verifications checkFirst(Metadata<Root> first) {
        requireNone(problems(first.signed(), TargetsSigner.SERVICE), "");
        if (first.signatures().isEmpty()) {
            throw new TufException.UntrustedRoot(UNSIGNED);
        }
        for (var signature : first.signatures()) {
            if (!isBy(signature, first.signed(), first.signedBytes())) {
                throw new TufException.UntrustedRoot("Bootstrap has invalid signature(s): " + wrong(signature));
            }
        }
        var verification = verify(first.signed(), first);
        return new Verifications(verification, verification);
    }

    /**
     * Checks a Root that is to follow the trusted one.
     *
     * @param signer who signs targets.json after it as before
     * @throws TufException.UntrustedRoot when its version is not the next, its rules are broken, it has no signature,
     *     or it has one that is by neither's Root keys; too few signatures are no error, see the result
     */
    public static Verifications check(Metadata<Root> trusted, Metadata<Root> next, TargetsSigner signer) {
        versionProblem(versionAfter(trusted.signed()), next.signed()).ifPresent(problem -> {
            throw new TufException.UntrustedRoot(UNTRUSTED + problem);
        });
        requireNone(problems(next.signed(), signer), UNTRUSTED);
        if (next.signatures().isEmpty()) {
            throw new TufException.UntrustedRoot(UNTRUSTED + UNSIGNED);
        }
        for (var signature : next.signatures()) {
            if (!isBy(signature, trusted.signed(), next.signedBytes())
                    && !isBy(signature, next.signed(), next.signedBytes())) {
                throw new TufException.UntrustedRoot(UNTRUSTED + wrong(signature));
            }
        }
        return verifications(trusted.signed(), next);
    }

    /** The rules that a Root breaks for a repository whose online roles have one key each; empty for a good one. */
    public static List<String> problems(Root root, TargetsSigner signer) {
        var problems = new ArrayList<String>();
        root.publicationProblem().ifPresent(problems::add);
        root.keys().values().forEach(key -> KeyVerifier.problem(key).ifPresent(problems::add));
        addRepeatedKeys(root, problems);
        addOnlineProblems(root, signer, problems);
        if (signer == TargetsSigner.HOLDERS) {
            addHeldProblems(root, problems);
        }
        return problems;
    }

    private static void addRepeatedKeys(Root root, List<String> problems) {
        var seen = new HashMap<Bytes, KeyId>();
        for (var key : root.keys().values()) {
            var other = seen.putIfAbsent(key.material(), key.id());
            if (other != null) {
                problems.add(
                        "keys " + other + " and " + key.id() + " are the same key (expected: one keyid for each key)");
            }
        }
    }

    private static void addOnlineProblems(Root root, TargetsSigner signer, List<String> problems) {
        for (var name : signer.onlineRoles()) {
            var role = root.role(name);
            if (role.keyids().size() != 1 || role.threshold() != 1) {
                problems.add("the role " + name + " has " + role.keyids().size() + " keys and threshold "
                        + role.threshold() + " (expected: one online key, threshold 1)");
            }
        }
        signer.onlineRoles().stream()
                .flatMap(name -> root.role(name).keyids().stream())
                .distinct()
                .filter(root.root().keyids()::contains)
                .forEach(id -> problems.add("the online key " + id + " is also a key of the root role"
                        + " (expected: root keys that are kept offline)"));
    }

    private static void addHeldProblems(Root root, List<String> problems) {
        root.targets().keyids().stream()
                .filter(id -> root.timestamp().keyids().contains(id)
                        || root.snapshot().keyids().contains(id))
                .forEach(id -> problems.add("the online key " + id + " is also a key of the targets role (expected: the"
                        + " keys of its holders, who sign targets.json in this repository)"));
    }

    private static void requireNone(List<String> problems, String prefix) {
        if (!problems.isEmpty()) {
            throw new TufException.UntrustedRoot(prefix + String.join("; ", problems));
        }
    }

    private static boolean isBy(Signature signature, Root root, Bytes signedBytes) {
        var key = root.key(signature.keyid());
        return key != null
                && root.root().keyids().contains(signature.keyid())
                && KeyVerifier.verify(key, signedBytes, signature.sig());
    }

    private static String wrong(Signature signature) {
        return "the signature with keyid " + signature.keyid()
                + " is not valid (expected: made over this metadata by a key of the root role)";
    }

    private static Verification verify(Root by, Metadata<Root> root) {
        return root.verify(by.root(), by.keys());
    }
}

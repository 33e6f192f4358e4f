package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import dev.countersign.tuf.key.Verification;
import java.time.Instant;
import java.util.Map;

/** The checks that the steps of a client's workflow have in common. Each throws what it does not trust. */
final class TrustRules {
    private TrustRules() {}

    static void requireContent(String what, Bytes file, MetaFile expected) {
        var length = expected.length();
        if (length != null && file.length() != length) {
            throw untrusted(what + ": observed length " + file.length() + " does not match expected length " + length);
        }
        Digests.mismatch(expected.hashes(), file).ifPresent(algorithm -> {
            throw untrusted(what + " does not match its " + algorithm.wireName() + " hash");
        });
    }

    static void requireSigned(String what, Metadata<?> metadata, Role role, Map<KeyId, Key> keys) {
        requireVerified(what, metadata.verify(role, keys));
    }

    static void requireVerified(String what, Verification verification) {
        if (!verification.verified()) {
            throw untrusted(
                    what + " was signed by " + verification.signed().size() + "/" + verification.threshold() + " keys");
        }
    }

    static void requireVersion(String what, Signed signed, MetaFile expected) {
        if (signed.version() != expected.version()) {
            throw untrusted("Expected " + what + " version " + expected.version() + ", got " + signed.version());
        }
    }

    static void requireNotLower(String what, int next, int old) {
        if (next < old) {
            throw untrusted("New " + what + " version " + next + " must be >= " + old);
        }
    }

    static void requireFresh(String what, Signed signed, Instant now) {
        if (signed.isExpired(now)) {
            throw untrusted(what + " expired at " + WireTime.format(signed.expires()));
        }
    }

    static TufException.UntrustedMetadata untrusted(String message) {
        return new TufException.UntrustedMetadata(message);
    }
}

package dev.countersign.http.api;

import dev.countersign.http.Field;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.key.KeySupport;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a submitted Root: its form and its keys, not yet whether it may be trusted. */
final class RootReader {
    private static final Set<String> KNOWN = Set.of(
            "_type",
            "version",
            "spec_version",
            "expires",
            "keys",
            "consistent_snapshot",
            "roles",
            "meta",
            "targets",
            "delegations");

    private RootReader() {}

    /** The Root in an envelope; null when something was noted against it. */
    static @Nullable Metadata<Root> read(Field envelope, Instant now) {
        if (envelope.json() == null) {
            return null;
        }
        checkExtensions(envelope.object("signed"));
        try {
            var root = Metadata.fromJson(envelope.asObject(), Root.class);
            root.signed().publicationProblem().ifPresent(envelope::broken);
            checkKeys(envelope, root.signed());
            checkExpiry(envelope, root.signed(), now);
            return root;
        } catch (InvalidInput e) {
            envelope.broken(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** RSTUF takes members that TUF does not name only in the form that says whose they are. */
    private static void checkExtensions(Field signed) {
        for (var name : signed.asObject().members().keySet()) {
            if (!KNOWN.contains(name) && !isExtension(name)) {
                signed.broken("unknown member " + new Json.Str(name).toText()
                        + " (expected: a name of the form x-<vendor>-<name>)");
            }
        }
    }

    private static boolean isExtension(String name) {
        return name.startsWith("x-") && name.indexOf('-', 2) > 2;
    }

    private static void checkKeys(Field envelope, Root root) {
        for (var key : root.keys().values()) {
            KeySupport.problem(key)
                    .or(key::idProblem)
                    .ifPresent(problem -> envelope.broken("signed.keys." + key.id() + ": " + problem));
        }
    }

    private static void checkExpiry(Field envelope, Root root, Instant now) {
        if (root.isExpired(now)) {
            envelope.broken("signed.expires: " + root.expires() + " (expected: a time to come)");
        }
    }
}

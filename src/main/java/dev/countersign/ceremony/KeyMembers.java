package dev.countersign.ceremony;

import dev.countersign.tuf.Json;
import dev.countersign.tuf.Key;
import dev.countersign.tuf.KeyVerifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What RSTUF adds to public keys: a name for people, and for the online key where its private half lives. */
public final class KeyMembers {
    private static final String NAME = "x-rstuf-key-name";
    private static final String URI = "x-rstuf-online-key-uri";

    private KeyMembers() {}

    /** The key with a name, which everyone can read in the published metadata; null leaves it as it is. */
    public static Key named(Key key, @Nullable String name) {
        return name == null ? key : with(key, NAME, name);
    }

    /** The key as an online one; without a URI it lives in a file named after its id. */
    public static Key online(Key key, @Nullable String uri) {
        return with(key, URI, uri == null ? "fn:" + key.id() : uri);
    }

    private static Key with(Key key, String member, String value) {
        return new Key(key.id(), key.json().with(member, new Json.Str(value)));
    }

    /** Why TUF clients in common use could not verify the key's signatures; empty for a key that all of them can. */
    public static List<String> limits(Key key) {
        var problem = KeyVerifier.problem(key);
        if (problem.isPresent()) {
            return List.of(problem.get());
        }
        return switch (key.scheme()) {
            case "ed25519", "ecdsa-sha2-nistp256", "rsassa-pss-sha256" -> List.of();
            case "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" ->
                List.of(key.scheme() + " is verified by few TUF clients, not by tuf-js and sigstore-java"
                        + " (better: Ed25519 or ECDSA P-256)");
            default ->
                List.of(key.scheme() + " is verified by few TUF clients (better: rsassa-pss-sha256, Ed25519 or"
                        + " ECDSA P-256)");
        };
    }

    /** Problems of keys that stand beside each other: unusable ones, and one key given twice. */
    static void check(String where, Collection<Key> keys, Findings.Builder findings) {
        var seen = new ArrayList<Key>();
        for (var key : keys) {
            var unusable = KeyVerifier.problem(key);
            if (unusable.isPresent()) {
                findings.problem(where + ": " + unusable.get());
                continue;
            }
            limits(key).forEach(limit -> findings.warn(where + ": " + Shown.key(key) + ": " + limit));
            seen.stream()
                    .filter(key::sameKeyAs)
                    .findFirst()
                    .ifPresent(same -> findings.problem(where + ": " + Shown.key(same) + " and " + Shown.key(key)
                            + " are the same key (expected: a key" + " of its own for every holder)"));
            seen.add(key);
        }
    }
}

package dev.countersign.e2e;

import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Signed;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who holds the keys of one repository, the service's online key among them, and what they would send. */
final class Holders {
    private static final SecureRandom RANDOM = new SecureRandom();

    final GeneratedKey alice = PrivateKeys.generate(KeyKind.ED25519, RANDOM);
    final GeneratedKey bob = PrivateKeys.generate(KeyKind.ECDSA_P256, RANDOM);
    final GeneratedKey carol = PrivateKeys.generate(KeyKind.ED25519, RANDOM);
    final GeneratedKey dave = PrivateKeys.generate(KeyKind.ED25519, RANDOM);
    final GeneratedKey online;
    private final Path keys;

    /** @param keys where the service looks for online keys */
    Holders(Path keys) throws IOException {
        this.keys = Files.createDirectories(keys);
        this.online = newOnlineKey();
    }

    GeneratedKey newOnlineKey() throws IOException {
        var key = PrivateKeys.generate(KeyKind.ED25519, RANDOM);
        Files.writeString(
                keys.resolve(key.toKey().id().value()), key.toPem(null).utf8());
        return key;
    }

    /** A root that its holders have still to sign. */
    static Root root(int version, GeneratedKey onlineKey, int threshold, GeneratedKey... holders) {
        var known = new LinkedHashMap<KeyId, Key>();
        Arrays.stream(holders).map(GeneratedKey::toKey).forEach(key -> known.put(key.id(), key));
        known.put(onlineKey.toKey().id(), onlineKey.toKey());
        var ids = Arrays.stream(holders).map(holder -> holder.toKey().id()).toList();
        var onlineRole = new Role(List.of(onlineKey.toKey().id()), 1);
        return Root.draft(
                version,
                Instant.now().plus(Duration.ofDays(365)),
                known,
                new Role(ids, threshold),
                onlineRole,
                onlineRole,
                onlineRole);
    }

    static <T extends Signed> Metadata<T> signed(T root, GeneratedKey... holders) {
        var metadata = Metadata.of(root, List.of());
        for (var holder : holders) {
            metadata = metadata.withSignature(holder.signer().sign(metadata.signedBytes()));
        }
        return metadata;
    }

    /** The first root of most stories: Alice and Bob, both must sign. */
    Metadata<Root> firstRoot() {
        return signed(root(1, online, 2, alice, bob), alice, bob);
    }

    static Json json(Metadata<?> metadata) {
        return Json.parse(metadata.toBytes(), JsonLimits.METADATA);
    }

    /** The body of a ceremony. */
    static Json.Obj bootstrap(Metadata<Root> root, Json.@Nullable Obj bins, Json.@Nullable Obj delegations) {
        var roles = Json.object()
                .put("root", days(365))
                .put("targets", days(365))
                .put("snapshot", days(7))
                .put("timestamp", days(1))
                .put("bins", bins == null ? new Json.Null() : bins)
                .put("delegations", delegations == null ? new Json.Null() : delegations)
                .build();
        return Json.object()
                .put("settings", Json.object().put("roles", roles).build())
                .put("metadata", Json.object().put("root", json(root)).build())
                .build();
    }

    static Json.Obj bins(int count) {
        return days(1).with("number_of_delegated_bins", new Json.Int(count));
    }

    static Json.Obj listedBins(int count) {
        return bins(count).with("style", new Json.Str("path-hash-prefixes"));
    }

    private static Json.Obj days(int days) {
        return Json.object().put("expiration", days).build();
    }

    /** The body of a root update. */
    static Json.Obj update(Metadata<Root> root) {
        return Json.object()
                .put("metadata", Json.object().put("root", json(root)).build())
                .build();
    }

    /** The body of one signature over what waits under a role's name. */
    static Json.Obj sign(String role, Metadata<?> waiting, GeneratedKey holder) {
        return sign(role, holder, holder.signer().sign(waiting.signedBytes()).sig());
    }

    static Json.Obj sign(String role, GeneratedKey claimed, String sig) {
        return Json.object()
                .put("role", role)
                .put(
                        "signature",
                        Json.object()
                                .put("keyid", claimed.toKey().id().value())
                                .put("sig", sig)
                                .build())
                .build();
    }

    /** A delegated role; without holders the online key signs it. */
    static Json.Obj role(String name, String pattern, int threshold, GeneratedKey... holders) {
        var ids = Arrays.stream(holders)
                .<Json>map(holder -> new Json.Str(holder.toKey().id().value()))
                .toList();
        return Json.object()
                .put("name", name)
                .put("terminating", true)
                .put("keyids", new Json.Arr(ids))
                .put("threshold", threshold)
                .put("x-rstuf-expire-policy", 30)
                .put("paths", new Json.Arr(List.of(new Json.Str(pattern))))
                .build();
    }

    /** Delegated roles with the keys of all who sign any of them. */
    static Json.Obj delegations(List<GeneratedKey> holders, Json.Obj... roles) {
        var known = Json.Obj.EMPTY;
        for (var holder : holders) {
            known = known.with(holder.toKey().id().value(), holder.toKey().json());
        }
        return Json.object()
                .put("keys", known)
                .put("roles", new Json.Arr(List.of(roles)))
                .build();
    }

    /** The body of a request about delegated roles. */
    static Json.Obj request(Json.Obj delegations) {
        return Json.object().put("delegations", delegations).build();
    }
}

package dev.countersign.ceremony;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.Signer;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Signed;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import dev.countersign.tuf.key.Signature;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Somebody with a key, and what such people sign in tests. */
record Holder(Signer signer, Key key) {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    static Holder named(String name) {
        var signer = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom()).signer();
        return new Holder(signer, KeyMembers.named(signer.key(), name));
    }

    static Key onlineKey() {
        return named("online").online().key();
    }

    /** The same key pair as a service's. */
    Holder online() {
        return new Holder(signer, KeyMembers.online(key, null));
    }

    static Root root(int version, int threshold, Key online, Holder... holders) {
        SequencedMap<KeyId, Key> keys = new LinkedHashMap<>();
        for (var holder : holders) {
            keys.put(holder.key().id(), holder.key());
        }
        keys.put(online.id(), online);
        var role = new Role(List.of(online.id()), 1);
        var ids = List.of(holders).stream().map(holder -> holder.key().id()).toList();
        return Root.draft(version, NOW.plus(Duration.ofDays(365)), keys, new Role(ids, threshold), role, role, role);
    }

    static <T extends Signed> Metadata<T> signed(T content, Holder... holders) {
        return signed(Metadata.of(content, List.of()), holders);
    }

    static <T extends Signed> Metadata<T> signed(Metadata<T> metadata, Holder... holders) {
        var next = metadata;
        for (var holder : holders) {
            next = next.withSignature(holder.signature(metadata.signedBytes()));
        }
        return next;
    }

    Signature signature(Bytes message) {
        return new Signature(key.id(), signer.sign(message).sig());
    }

    static Targets targets(int version, Map<String, String> contents) {
        var files = new TreeMap<TargetPath, TargetFile>(TargetPath.BYTE_ORDER);
        contents.forEach((path, content) -> files.put(
                new TargetPath(path),
                new TargetFile(
                        content.length(),
                        new TreeMap<>(Map.of(
                                HashAlgorithm.SHA256,
                                Bytes.utf8(content).sha256().hex())),
                        null)));
        return new Targets(version, NOW.plus(Duration.ofDays(30)), files, null);
    }

    static Targets delegating(int version, String role, int threshold, Holder... holders) {
        SequencedMap<KeyId, Key> keys = new LinkedHashMap<>();
        for (var holder : holders) {
            keys.put(holder.key().id(), holder.key());
        }
        var delegated = new DelegatedRole(
                RoleName.delegated(role),
                List.copyOf(keys.keySet()),
                threshold,
                true,
                new PathSet.Paths(List.of(role + "/*")),
                Json.Obj.EMPTY);
        return new Targets(
                version,
                NOW.plus(Duration.ofDays(365)),
                new TreeMap<>(TargetPath.BYTE_ORDER),
                new Delegations(keys, new Delegates.Roles(List.of(delegated))));
    }
}

package dev.countersign.client;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.Signer;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Signed;
import dev.countersign.tuf.Snapshot;
import dev.countersign.tuf.SuccinctRoles;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.Timestamp;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import dev.countersign.tuf.key.Signature;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * A small TUF repository with two bins: its parts may be changed at will before it is signed again. A map of files,
 * which tests also alter directly.
 */
public final class TestRepository {
    public final Map<String, Bytes> files = new ConcurrentHashMap<>();
    public final TreeMap<TargetPath, TargetFile> targets = new TreeMap<>(TargetPath.BYTE_ORDER);

    Signer rootKey = key();
    public Signer onlineKey = key();

    int rootVersion = 0;
    int timestampVersion = 0;
    int snapshotVersion = 0;
    public int targetsVersion = 1;
    int binsVersion = 0;

    public Instant rootExpires = in(365);
    public Instant timestampExpires = in(1);
    public Instant snapshotExpires = in(7);
    public Instant targetsExpires = in(365);
    Instant binsExpires = in(30);
    /** Whether files have their version in their name, from the next root on. */
    boolean consistent = true;

    private TreeMap<String, MetaFile> meta = new TreeMap<>();

    public TestRepository() {
        publishRoot(rootKey);
    }

    public static Signer key() {
        return PrivateKeys.generate(KeyKind.ED25519, new SecureRandom()).signer();
    }

    public static Instant in(int days) {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(days, ChronoUnit.DAYS);
    }

    /** Its first root is of this version, as where earlier ones were lost. */
    public void beginWithRoot(int version) {
        files.keySet().removeIf(name -> name.endsWith(".root.json"));
        rootVersion = version - 1;
        publishRoot();
    }

    /** The next root, signed by its own key and by these. */
    public void publishRoot(Signer... others) {
        var online = new Role(List.of(onlineKey.key().id()), 1);
        publishRoot(online, online, others);
    }

    /** The same, with these signers of the timestamp and of the snapshot; whether or not clients would take it. */
    void publishRoot(Role timestamp, Role snapshot, Signer... others) {
        rootVersion++;
        var keys = new LinkedHashMap<KeyId, Key>();
        keys.put(rootKey.key().id(), rootKey.key());
        keys.put(onlineKey.key().id(), onlineKey.key());
        var online = new Role(List.of(onlineKey.key().id()), 1);
        var holders = new Role(List.of(rootKey.key().id()), 1);
        var draft = Root.draft(rootVersion, rootExpires, keys, holders, online, online, online)
                .json();
        var roles = draft.object("roles").with("timestamp", timestamp.toJson()).with("snapshot", snapshot.toJson());
        var root = Root.fromJson(draft.with("roles", roles).with("consistent_snapshot", new Json.Bool(consistent)));
        var signers = new ArrayList<>(List.of(others));
        if (!signers.contains(rootKey)) {
            signers.add(rootKey);
        }
        files.put(rootVersion + ".root.json", signed(root, signers));
    }

    public void add(String path, String content) {
        var bytes = Bytes.utf8(content);
        var hash = new ContentHash(List.of(HashAlgorithm.SHA256, HashAlgorithm.BLAKE2B_256));
        hash.add(bytes.array(), bytes.length());
        targets.put(new TargetPath(path), hash.toTargetFile(null));
    }

    /** Signs new versions of everything but the root. */
    public void publish() {
        binsVersion++;
        var succinct = new SuccinctRoles(List.of(onlineKey.key().id()), 1, 1, "bins");
        var bins = succinct.bins();
        var keys = new LinkedHashMap<KeyId, Key>();
        keys.put(onlineKey.key().id(), onlineKey.key());
        put(
                RoleName.TARGETS,
                targetsVersion,
                new Targets(
                        targetsVersion,
                        targetsExpires,
                        new TreeMap<>(TargetPath.BYTE_ORDER),
                        new Delegations(keys, succinct)));
        var meta = new TreeMap<String, MetaFile>();
        meta.put("targets.json", MetaFile.ofVersion(targetsVersion));
        for (int i = 0; i < bins.count(); i++) {
            var mine = new TreeMap<TargetPath, TargetFile>(TargetPath.BYTE_ORDER);
            var name = bins.name(i);
            targets.forEach((path, file) -> {
                if (bins.nameFor(path).equals(name)) {
                    mine.put(path, file);
                }
            });
            put(name, binsVersion, new Targets(binsVersion, binsExpires, mine, null));
            meta.put(name.metaName(), MetaFile.ofVersion(binsVersion));
        }
        publishSnapshot(meta);
    }

    /** From the next publication on, versions of bins begin again. */
    public void rollBinsBack() {
        binsVersion = 0;
    }

    /** The snapshot also lists a role that nobody delegates to any more. */
    public void retire(String role) {
        var more = new TreeMap<>(meta);
        more.put(role + ".json", MetaFile.ofVersion(1));
        publishSnapshot(more);
    }

    public void publishSnapshot(TreeMap<String, MetaFile> meta) {
        this.meta = meta;
        snapshotVersion++;
        put(RoleName.SNAPSHOT, snapshotVersion, new Snapshot(snapshotVersion, snapshotExpires, meta));
        publishTimestamp();
    }

    void publishTimestamp() {
        timestampVersion++;
        var snapshot = files.get(name(RoleName.SNAPSHOT, snapshotVersion));
        put(
                RoleName.TIMESTAMP,
                timestampVersion,
                new Timestamp(timestampVersion, timestampExpires, MetaFile.describe(snapshotVersion, snapshot)));
    }

    void put(RoleName role, int version, Signed content) {
        files.put(name(role, version), signed(content, List.of(onlineKey)));
    }

    private String name(RoleName role, int version) {
        return consistent ? role.fileName(version) : role.metaName();
    }

    /** Version 1 of a role that delegates all paths below their own names, or all at all, to others that this key signs. */
    public void delegate(RoleName role, Signer key, String... others) {
        var keys = new LinkedHashMap<KeyId, Key>();
        keys.put(key.key().id(), key.key());
        var delegated = new ArrayList<DelegatedRole>();
        for (var name : others) {
            var paths = new PathSet.Paths(List.of(name.startsWith("team-") ? name + "/*" : "*/*", "*"));
            delegated.add(
                    new DelegatedRole(new RoleName(name), List.of(key.key().id()), 1, false, paths, Json.Obj.EMPTY));
        }
        put(
                role,
                1,
                new Targets(
                        1,
                        targetsExpires,
                        new TreeMap<>(TargetPath.BYTE_ORDER),
                        new Delegations(keys, new Delegates.Roles(delegated))));
    }

    /** Version 1 of a role with targets of these paths. */
    public void role(RoleName role, String... paths) {
        var listed = new TreeMap<TargetPath, TargetFile>(TargetPath.BYTE_ORDER);
        for (var path : paths) {
            add(path, path);
            var target = new TargetPath(path);
            listed.put(target, targets.get(target));
        }
        put(role, 1, new Targets(1, targetsExpires, listed, null));
    }

    static Bytes signed(Signed content, List<Signer> signers) {
        var unsigned = Metadata.of(content, List.<Signature>of());
        var metadata = unsigned;
        for (var signer : signers) {
            metadata = metadata.withSignature(signer.sign(unsigned.signedBytes()));
        }
        return metadata.toBytes();
    }

    /** Gives every file to a server, under {@code /metadata/}. */
    public void serve(BiConsumer<String, byte[]> server) {
        files.forEach((name, file) -> server.accept("/metadata/" + name, file.array()));
    }

    MetadataSource source() {
        return (name, maxBytes) -> java.util.Optional.ofNullable(files.get(name));
    }

    public Bytes firstRoot() {
        return files.get("1.root.json");
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

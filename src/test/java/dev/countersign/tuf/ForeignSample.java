package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.CodePoints;
import dev.countersign.json.Json;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Repositories as other software leaves them, file by file in its form: member order, indentation, own members, keyids,
 * empty signatures. Each has some history, and can publish more.
 */
public final class ForeignSample {
    /** A key as a root or a delegation of that software has it. */
    public record ForeignKey(GeneratedKey pair, Key key) {}

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Everything that was ever published, by its name. */
    public final SortedMap<String, Bytes> files = new TreeMap<>();

    /** What the targets roles list, in the order of their names. */
    public final SortedMap<String, SortedMap<String, String>> targets = new TreeMap<>();

    /** What targets.json delegates to where roles are listed. */
    public final List<String> delegated = new ArrayList<>(List.of("myrole", "later"));

    public final ForeignKey alice;
    public final ForeignKey bob;
    public final ForeignKey dave;
    public final ForeignKey online;
    public final ForeignKey timestampKey;

    private final Layout layout;
    private final Map<String, Integer> versions = new TreeMap<>();
    private Instant now;
    private int root;
    /** Whether names of files have versions. */
    public boolean consistent = true;

    private enum Layout {
        /** Succinct bins; one online key for all but the root; ids of keys leave out RSTUF's own members. */
        RSTUF,
        /** People sign targets.json and the roles it delegates to; ids of keys are of all members. */
        TUF_ON_CI
    }

    private ForeignSample(Layout layout, Instant now) {
        this.layout = layout;
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
        this.alice = person("Alice", "@alice", KeyKind.ECDSA_P256);
        this.bob = person("Bob", "@bob", KeyKind.ED25519);
        this.dave = person("Dave", "@dave", KeyKind.ECDSA_P256);
        this.online = service(layout == Layout.RSTUF ? "x-rstuf-online-key-uri" : "x-tuf-on-ci-online-uri");
        this.timestampKey = layout == Layout.RSTUF ? online : service("x-tuf-on-ci-online-uri");
    }

    /** Root 2, four bins with two targets. */
    public static ForeignSample rstuf(Instant now) {
        var sample = new ForeignSample(Layout.RSTUF, now);
        var bins = new HashBins(2);
        bins.names().forEach(bin -> sample.targets.put(bin.value(), new TreeMap<>()));
        for (var path : List.of("pkg/a.tar.gz", "pkg/b.tar.gz")) {
            sample.targets.get(bins.nameFor(new TargetPath(path)).value()).put(path, path);
        }
        sample.publishRoot();
        sample.publish();
        sample.publishRoot();
        return sample;
    }

    /** Root 3, targets.json with a target of its own, and two delegated roles of which one was never published. */
    public static ForeignSample tufOnCi(Instant now) {
        var sample = new ForeignSample(Layout.TUF_ON_CI, now);
        sample.targets.put("targets", new TreeMap<>(Map.of("top.txt", "top")));
        sample.targets.put("myrole", new TreeMap<>(Map.of("myrole/a.txt", "a")));
        sample.publishRoot();
        sample.publish();
        sample.publish();
        sample.publishRoot();
        sample.publishRoot();
        return sample;
    }

    private ForeignKey person(String name, String owner, KeyKind kind) {
        var pair = PrivateKeys.generate(kind, RANDOM);
        return layout == Layout.RSTUF
                ? new ForeignKey(
                        pair,
                        new Key(pair.toKey().id(), pair.toKey().json().with("x-rstuf-key-name", new Json.Str(name))))
                : whole(pair, "x-tuf-on-ci-keyowner", owner);
    }

    private ForeignKey service(String member) {
        var pair = PrivateKeys.generate(KeyKind.ED25519, RANDOM);
        var json = pair.toKey().json().with(member, new Json.Str("gcpkms:projects/p/locations/l/keyRings/r/k"));
        return layout == Layout.RSTUF
                ? new ForeignKey(pair, new Key(pair.toKey().id(), json))
                : whole(pair, member, "gcpkms:projects/p/locations/l/keyRings/r/k");
    }

    private static ForeignKey whole(GeneratedKey pair, String member, String value) {
        var json = pair.toKey().json().with(member, new Json.Str(value));
        return new ForeignKey(pair, new Key(KeyId.computeWhole(json), json));
    }

    /** Time goes on. */
    public void advance(Duration time) {
        now = now.plus(time);
    }

    /** Another root, with the same keys. */
    public void publishRoot() {
        root++;
        var people = List.of(alice, bob);
        var held = layout == Layout.TUF_ON_CI;
        var keys = Json.object();
        List.of(alice, bob, online, timestampKey)
                .forEach(key -> keys.put(key.key().id().value(), key.key().json()));
        var roles = Json.object()
                .put("root", role(people, 2, held ? "x-tuf-on-ci-expiry-period" : null))
                .put("snapshot", role(List.of(online), 1, held ? "x-tuf-on-ci-expiry-period" : null))
                .put("targets", role(held ? people : List.of(online), 1, null))
                .put("timestamp", role(List.of(timestampKey), 1, held ? "x-tuf-on-ci-signing-period" : null));
        var signed = signed("root", root, 365)
                .put("consistent_snapshot", consistent)
                .put("keys", keys.build())
                .put("roles", roles.build());
        if (held) {
            signed.put("x-tuf-on-ci-expiry-period", 365).put("x-tuf-on-ci-signing-period", 60);
        }
        write(root + ".root.json", signed.build(), people);
    }

    private static Json role(List<ForeignKey> keys, int threshold, String extra) {
        var role = Json.object().put("keyids", ids(keys)).put("threshold", threshold);
        return (extra == null ? role : role.put(extra, 7)).build();
    }

    private static List<String> ids(List<ForeignKey> keys) {
        return keys.stream().map(key -> key.key().id().value()).toList();
    }

    /** New versions of everything but the root. */
    public void publish() {
        targets.forEach((name, paths) -> {
            if (!name.equals("targets")) {
                publishTargets(name, paths, null);
            }
        });
        publishTop();
    }

    /** New versions of the top-level roles but the root. */
    public void publishTop() {
        publishTargets("targets", targets.getOrDefault("targets", new TreeMap<>()), delegations());
        publishSnapshot();
    }

    public void publishSnapshot() {
        var meta = Json.object();
        versions.entrySet().stream()
                .filter(role -> role.getKey().equals("targets") || targets.containsKey(role.getKey()))
                .forEach(role -> meta.put(role.getKey() + ".json", version(role.getValue())));
        int snapshot = next("snapshot");
        write(
                snapshot + ".snapshot.json",
                signed("snapshot", snapshot, 7).put("meta", meta.build()).build(),
                List.of(online));
        publishTimestamp();
    }

    /** Another timestamp of the same version, as one that was lost and made again. */
    public void publishTimestampAgain() {
        advance(Duration.ofSeconds(1));
        versions.merge("timestamp", -1, Integer::sum);
        publishTimestamp();
    }

    public void publishTimestamp() {
        var meta = Json.object()
                .put("snapshot.json", version(versions.get("snapshot")))
                .build();
        write(
                "timestamp.json",
                signed("timestamp", next("timestamp"), 1).put("meta", meta).build(),
                List.of(timestampKey));
    }

    private static Json.Obj version(int version) {
        return Json.object().put("version", version).build();
    }

    private void publishTargets(String name, SortedMap<String, String> paths, Json.Obj delegations) {
        int version = next(name);
        var holders = layout == Layout.RSTUF ? List.of(online) : List.of(name.equals("targets") ? alice : dave);
        write(version + "." + name + ".json", targets(version, paths, delegations), holders);
    }

    /** The content of a targets role in the form of this software. */
    public Json.Obj targets(int version, SortedMap<String, String> paths, Json.Obj delegations) {
        var entries = Json.object();
        paths.forEach((path, content) -> entries.put(
                path,
                Json.object()
                        .put(
                                "hashes",
                                Json.object()
                                        .put(
                                                "sha256",
                                                Bytes.utf8(content).sha256().hex())
                                        .build())
                        .put("length", content.length())
                        .build()));
        var signed = signed("targets", version, 365).put("targets", entries.build());
        if (layout == Layout.TUF_ON_CI) {
            signed.put("x-tuf-on-ci-expiry-period", 365).put("x-tuf-on-ci-signing-period", 60);
        }
        return signed.put("delegations", delegations).build();
    }

    /** What targets.json delegates. */
    public Json.Obj delegations() {
        if (layout == Layout.RSTUF) {
            var succinct = Json.object()
                    .put("bit_length", 2)
                    .put("keyids", ids(List.of(online)))
                    .put("name_prefix", "bins")
                    .put("threshold", 1)
                    .build();
            return Json.object()
                    .put("keys", keys(online))
                    .put("succinct_roles", succinct)
                    .build();
        }
        return Json.object()
                .put("keys", keys(dave))
                .put(
                        "roles",
                        new Json.Arr(delegated.stream().map(this::delegated).toList()))
                .build();
    }

    private static Json.Obj keys(ForeignKey key) {
        return Json.object().put(key.key().id().value(), key.key().json()).build();
    }

    private Json delegated(String name) {
        return Json.object()
                .put("keyids", ids(List.of(dave)))
                .put("name", name)
                .put("paths", List.of(name + "/*"))
                .put("terminating", true)
                .put("threshold", 1)
                .build();
    }

    private int next(String role) {
        return versions.merge(role, 1, Integer::sum);
    }

    private dev.countersign.json.ObjectBuilder signed(String type, int version, int days) {
        return Json.object()
                .put("_type", type)
                .put("expires", WireTime.format(now.plus(Duration.ofDays(days))))
                .put("spec_version", "1.0.31")
                .put("version", version);
    }

    private void write(String name, Json.Obj signed, List<ForeignKey> signers) {
        files.put(name, file(signed, signers));
    }

    /** The file of a value, signed by these. tuf-on-ci leaves empty signatures where somebody else could sign. */
    public Bytes file(Json.Obj signed, List<ForeignKey> signers) {
        var canonical = CanonicalJson.encodeAny(signed);
        var signatures = new ArrayList<Json>();
        for (var signer : signers) {
            signatures.add(
                    signature(signer, signer.pair().signer().sign(canonical).sig()));
        }
        if (layout == Layout.TUF_ON_CI && !signers.contains(bob)) {
            signatures.add(signature(bob, ""));
        }
        var envelope = Json.object()
                .put("signatures", new Json.Arr(signatures))
                .put("signed", signed)
                .build();
        return Bytes.utf8(pretty(envelope, "\n"));
    }

    private static Json signature(ForeignKey key, String sig) {
        return Json.object()
                .put("keyid", key.key().id().value())
                .put("sig", sig)
                .build();
    }

    /** As {@code json.dumps(indent=1, sort_keys=True, separators=(",", ": "))} has it. */
    private static String pretty(Json json, String newline) {
        var inside = newline + " ";
        return switch (json) {
            case Json.Obj object
            when !object.members().isEmpty() -> {
                var sorted = new TreeMap<String, Json>(CodePoints::compare);
                sorted.putAll(object.members());
                var lines = sorted.entrySet().stream()
                        .map(member ->
                                new Json.Str(member.getKey()).toText() + ": " + pretty(member.getValue(), inside))
                        .toList();
                yield "{" + inside + String.join("," + inside, lines) + newline + "}";
            }
            case Json.Arr array
            when !array.items().isEmpty() -> {
                var lines =
                        array.items().stream().map(item -> pretty(item, inside)).toList();
                yield "[" + inside + String.join("," + inside, lines) + newline + "]";
            }
            default -> json.toText();
        };
    }

    /** What a newcomer is led to: every root, and the newest of everything else. */
    public SortedMap<String, Bytes> current() {
        var current = new TreeMap<String, Bytes>();
        files.forEach((name, file) -> {
            if (name.endsWith(".root.json") || name.equals("timestamp.json")) {
                current.put(name, file);
            }
        });
        var newest = new LinkedHashMap<>(versions);
        newest.remove("timestamp");
        newest.forEach((role, version) -> {
            if (role.equals("snapshot") || role.equals("targets") || targets.containsKey(role)) {
                current.put(version + "." + role + ".json", files.get(version + "." + role + ".json"));
            }
        });
        return current;
    }

    public int version(String role) {
        return role.equals("root") ? root : versions.getOrDefault(role, 0);
    }
}

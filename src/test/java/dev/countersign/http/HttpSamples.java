package dev.countersign.http;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.repository.Head;
import dev.countersign.repository.Repository;
import dev.countersign.repository.Settings;
import dev.countersign.repository.TaskId;
import dev.countersign.repository.Waiting;
import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.SuccinctRoles;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import dev.countersign.tuf.key.Signature;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** Values that tests start from. */
public final class HttpSamples {
    /** Whose tokens are credentials, besides tokens of the service's own. */
    static final SampleIssuer ISSUER = new SampleIssuer();

    public static final Instant NOW = Instant.parse("2030-01-02T03:04:05.678901Z");
    public static final TaskId BOOTSTRAP = task(1);
    public static final String HASH = "2017bd187256b01903060d7f1f14ce781c84354fb24463577a7ded32f167a858";
    public static final Key ALICE = key(1, "Alice");
    public static final Key BOB = key(2, "Bob");
    public static final Key ONLINE = key(9, "online1");

    private HttpSamples() {}

    public static TaskId task(int number) {
        return new TaskId(HexFormat.of().toHexDigits((long) number).repeat(2));
    }

    public static Key key(int seed, String name) {
        var secret = new byte[32];
        secret[0] = (byte) seed;
        var value = HexFormat.of()
                .formatHex(new Ed25519PrivateKeyParameters(secret)
                        .generatePublicKey()
                        .getEncoded());
        var json = json("{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":\"" + value
                + "\"},\"x-rstuf-key-name\":\"" + name + "\"}");
        return new Key(KeyId.computeWhole(json), json);
    }

    /** A root with two keys of threshold 2, of which Alice's has "signed". */
    public static Metadata<Root> root(int version) {
        var keys = new LinkedHashMap<KeyId, Key>();
        List.of(ALICE, BOB, ONLINE).forEach(key -> keys.put(key.id(), key));
        var online = new Role(List.of(ONLINE.id()), 1);
        var root = Root.draft(
                version,
                Instant.parse("2031-01-01T00:00:00Z"),
                keys,
                new Role(List.of(ALICE.id(), BOB.id()), 2),
                online,
                online,
                online);
        return Metadata.of(root, List.of(new Signature(ALICE.id(), "00".repeat(64))));
    }

    public static Settings binSettings() {
        return new Settings(
                new TreeMap<>(Map.of("root", 365, "targets", 365, "snapshot", 1, "timestamp", 1, "bins", 2)),
                new Settings.BinSettings(4, BinStyle.SUCCINCT),
                null);
    }

    public static Delegations bins(int bitLength) {
        var keys = new LinkedHashMap<KeyId, Key>();
        keys.put(ONLINE.id(), ONLINE);
        return new Delegations(keys, new SuccinctRoles(List.of(ONLINE.id()), 1, bitLength, "bins"));
    }

    public static Repository.Established established() {
        return new Repository.Established(
                BOOTSTRAP, binSettings(), root(1), bins(2), Waiting.NOTHING, Repository.NO_ROLES);
    }

    public static Head head(long publication, long journal) {
        int version = (int) publication;
        return new Head(publication, journal, NOW, 1, version, version, 1);
    }

    public static Json.Obj json(String text) {
        return Json.parseObject(Bytes.utf8(text), new JsonLimits(100, 32 << 20));
    }

    public static String artifact(String path) {
        return "{\"info\":{\"length\":15,\"hashes\":{\"blake2b-256\":\"" + HASH + "\"},\"custom\":null},\"path\":\""
                + path + "\"}";
    }

    public static String bootstrap(String root) {
        return "{\"settings\":{\"roles\":{\"root\":{\"expiration\":365},\"timestamp\":{\"expiration\":1},"
                + "\"snapshot\":{\"expiration\":1},\"targets\":{\"expiration\":365},"
                + "\"bins\":{\"expiration\":1,\"number_of_delegated_bins\":4},\"delegations\":null}},"
                + "\"metadata\":{\"root\":" + root + "},\"timeout\":300}";
    }
}

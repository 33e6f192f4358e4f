package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.JsonException;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.KeyVerifier;
import dev.countersign.tuf.key.Role;
import dev.countersign.tuf.key.Signature;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MetadataTest {
    private static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");
    private static final TestSigner ROOT = TestSigner.of(1);
    private static final TestSigner ONLINE = TestSigner.of(2);

    /** Written here by the Python implementation over the key of RFC 8032, test 1. */
    private static final String VECTOR = """
        {"signatures":[{"keyid":"74c181c7ad8a0855d4b55e44d2ba87aabdddb196832571f15f92fece332e4916",\
        "sig":"d017808ab41fbb6db02807ef9a05bfe645538587500c0c6ee019b0b36b768292\
        31a836a4389307493616b78b37041243b70ae114910599fe01225f92fc747e00"}],\
        "signed":{"_type":"timestamp","expires":"2030-01-01T00:00:00Z",\
        "meta":{"snapshot.json":{"version":5}},"spec_version":"1.0.31","version":7}}\
        """;

    private static Json.Obj object(String text) {
        return Json.parseObject(Bytes.utf8(text), JsonLimits.METADATA);
    }

    static Root root(int version) {
        var online = new Role(List.of(ONLINE.id()), 1);
        return Root.draft(
                version,
                EXPIRES,
                TestSigner.keys(ROOT, ONLINE),
                new Role(List.of(ROOT.id()), 1),
                online,
                online,
                online);
    }

    @Test
    void readsAndVerifiesThePublishedVector() {
        var metadata = Metadata.parseTimestamp(Bytes.utf8(VECTOR));
        assertThat(metadata.signed().version()).isEqualTo(7);
        assertThat(metadata.signed().expires()).isEqualTo(EXPIRES);
        assertThat(metadata.signed().snapshot()).isEqualTo(MetaFile.ofVersion(5));
        assertThat(metadata.signedBytes().sha256().hex())
                .isEqualTo("5665de7efeaff4ec481b56277030c6fd67ab5b6abf96e1b5e176cc7c9279576a");
        var json = TestSigner.ed25519("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        var key = new Key(KeyId.compute(json), json);
        assertThat(key.id()).isEqualTo(metadata.signatures().getFirst().keyid());
        assertThat(KeyVerifier.verify(
                        key,
                        metadata.signedBytes(),
                        metadata.signatures().getFirst().sig()))
                .isTrue();
        assertThat(metadata.toBytes().utf8()).isEqualTo(VECTOR);
    }

    @Test
    void theFormatOfTheFileDoesNotMatter() {
        var compact = Metadata.parseTimestamp(Bytes.utf8(VECTOR));
        var pretty =
                Metadata.parseTimestamp(Bytes.utf8(VECTOR.replace(",", " ,\n ").replace(":{", " : { ")));
        assertThat(pretty.signedBytes()).isEqualTo(compact.signedBytes());
        assertThat(pretty.toBytes()).isEqualTo(compact.toBytes());
    }

    @Test
    void unknownMembersStayInTheSignedBytes() {
        var timestamp = object(VECTOR)
                .with(
                        "signed",
                        ((Json.Obj) object(VECTOR).members().get("signed"))
                                .with("x-extra", object("{\"b\":[1],\"a\":\"é\"}")));
        var metadata = Metadata.fromJson(timestamp, Timestamp.class);
        assertThat(metadata.signedBytes().utf8()).contains("\"x-extra\":{\"a\":\"é\",\"b\":[1]}");
        assertThat(Metadata.parseTimestamp(metadata.toBytes()).signedBytes()).isEqualTo(metadata.signedBytes());
    }

    @Test
    void aSignatureReplacesTheOneOfTheSameKey() {
        var metadata = ROOT.sign(root(1));
        var other = new Signature(ROOT.id(), "00");
        assertThat(metadata.withSignature(other).signatures()).containsExactly(other);
        assertThat(ONLINE.sign(metadata).signatures()).hasSize(2);
    }

    @Test
    void refusesTwoSignaturesOfOneKeyid() {
        var file = VECTOR.replace(
                "[{\"keyid\"",
                "[{\"keyid\":\"74c181c7ad8a0855d4b55e44d2ba87aabdddb196832571f15f92fece332e4916\""
                        + ",\"sig\":\"\"},{\"keyid\"");
        assertThatThrownBy(() -> Metadata.parseTimestamp(Bytes.utf8(file)))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("signatures.keyid");
    }

    @Test
    void keepsUnknownMembersOfASignature() {
        var file = VECTOR.replace("\"sig\":", "\"bundle\":{\"x\":1},\"sig\":");
        var metadata = Metadata.parseTimestamp(Bytes.utf8(file));
        assertThat(metadata.signatures().getFirst().toJson().get("bundle")).isEqualTo(object("{\"x\":1}"));
        assertThat(Metadata.parseTimestamp(metadata.toBytes()).signatures()).isEqualTo(metadata.signatures());
    }

    @Test
    void keysInPemSurviveTheWire() {
        var pem = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n";
        var json = object("{\"keytype\":\"ecdsa\",\"scheme\":\"ecdsa-sha2-nistp256\",\"keyval\":{}}")
                .with("keyval", Json.object().put("public", pem).build());
        var keys = TestSigner.keys(ROOT, ONLINE);
        keys.put(new KeyId("pem"), new Key(new KeyId("pem"), json));
        var online = new Role(List.of(ONLINE.id()), 1);
        var root = Root.draft(1, EXPIRES, keys, new Role(List.of(ROOT.id()), 1), online, online, online);
        var metadata = ROOT.sign(root);
        assertThat(metadata.signedBytes().utf8()).contains("KEY-----\nMFkw\n");
        assertThat(metadata.toBytes().utf8()).contains("KEY-----\\nMFkw\\n").doesNotContain("\n");
        var read = Metadata.parseRoot(metadata.toBytes());
        assertThat(read.signedBytes()).isEqualTo(metadata.signedBytes());
        assertThat(read.signed().key(new KeyId("pem"))).isEqualTo(keys.get(new KeyId("pem")));
        assertThat(MetadataFile.signedPart(metadata.toBytes())).isEqualTo(metadata.signedBytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"signatures\":[],\"signed\":{\"a\":1}",
                "{\"signatures\":[],\"signed\":{\"a\":1}}}",
                "{\"signatures\":[], \"signed\":{\"a\":1}}",
                "{\"signed\":{\"a\":1},\"signatures\":[]}",
                "{\"signatures\":[],\"signed\":",
                "{\"signatures\":["
            })
    void findsTheSignedPartOnlyInFilesOfItsOwnForm(String text) {
        assertThatThrownBy(() -> MetadataFile.signedPart(Bytes.utf8(text)))
                .isInstanceOfAny(TufException.InvalidMetadata.class, JsonException.NotCompact.class);
    }

    @Test
    void printedMetadataParsesToItself() {
        var root = root(3);
        assertThat(Root.fromJson(root.toJson())).isEqualTo(root);
        var timestamp = new Timestamp(2, EXPIRES, MetaFile.describe(9, Bytes.utf8("file")));
        assertThat(Timestamp.fromJson(timestamp.toJson())).isEqualTo(timestamp);
        var meta = new java.util.TreeMap<>(java.util.Map.of("targets.json", MetaFile.ofVersion(1)));
        var snapshot = new Snapshot(2, EXPIRES, meta);
        assertThat(Snapshot.fromJson(snapshot.toJson())).isEqualTo(snapshot);
        assertThat(snapshot.fromJson(RoleName.TARGETS)).isEqualTo(MetaFile.ofVersion(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"version\":7|\"version\":0",
                "\"version\":7|\"version\":-1",
                "\"version\":7|\"version\":2147483648",
                "\"version\":7|\"version\":7.0",
                "\"version\":7|\"version\":\"7\"",
                "\"version\":7|\"x\":7",
                "\"version\":5|\"version\":0",
                "\"version\":5|\"version\":5,\"length\":0",
                "\"version\":5|\"version\":5,\"hashes\":{\"md5\":\"00\"}",
                "\"version\":5|\"version\":5,\"hashes\":{\"sha256\":\"00\"}",
                "timestamp|snapshot",
                "2030-01-01T00:00:00Z|2030-01-01T00:00:00+00:00",
                "2030-01-01T00:00:00Z|2030-01-01T00:00:00.000Z",
                "2030-01-01T00:00:00Z|2030-01-01",
                "2030-01-01T00:00:00Z|2030-02-30T00:00:00Z",
                "2030-01-01T00:00:00Z|10000-01-01T00:00:00Z",
                "2030-01-01T00:00:00Z|0000-01-01T00:00:00Z",
                "2030-01-01T00:00:00Z|2029-12-31T23:59:60Z",
                "2030-01-01T00:00:00Z|2029-12-31T24:00:00Z",
                "2030-01-01T00:00:00Z|２030-01-01T00:00:00Z",
                "1.0.31|2.0.0",
                "1.0.31|1",
                "snapshot.json|targets.json",
                "\"snapshot.json\":|\"targets.json\":{\"version\":1},\"snapshot.json\":",
                "\"sig\":\"d0|\"sig\":\"xx",
                "\"sig\":\"d0|\"sig\":\"d"
            })
    void refusesATimestampThatSomeClientRefuses(String part, String wrong) {
        assertThat(VECTOR).contains(part);
        assertThatThrownBy(() -> Metadata.parseTimestamp(Bytes.utf8(VECTOR.replace(part, wrong))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("expected: ");
    }

    @Test
    void namesTheMemberThatIsWrong() {
        assertThatThrownBy(() -> Metadata.parseTimestamp(Bytes.utf8(VECTOR.replace("\"version\":7", "\"version\":0"))))
                .hasMessage("timestamp.version: 0 (expected: an integer from 1 to 2147483647)");
        assertThatThrownBy(() -> Metadata.parseRoot(Bytes.utf8(VECTOR)))
                .hasMessage("root._type: \"timestamp\" (expected: \"root\")");
    }

    @Test
    void refusesARootThatSomeClientRefuses() {
        var json = root(1).toJson();
        var roles = (Json.Obj) json.members().get("roles");
        var rootRole = (Json.Obj) roles.members().get("root");
        assertRefused(json.with("roles", roles.without("snapshot")), "root.roles");
        assertRefused(json.with("roles", roles.with("mirrors", rootRole)), "root.roles");
        for (long threshold : new long[] {0, -1, 1L << 40}) {
            assertRefused(
                    json.with("roles", roles.with("root", rootRole.with("threshold", new Json.Int(threshold)))),
                    "threshold");
        }
        assertRefused(json.with("roles", roles.with("root", object("{\"keyids\":[\"x\"],\"threshold\":1}"))), "keyids");
        assertRefused(
                json.with("roles", roles.with("root", object("{\"keyids\":[\"x\",\"x\"],\"threshold\":1}"))), "keyids");
        assertRefused(json.with("keys", new Json.Arr(List.of())), "root.keys");
    }

    /** The specification allows them, or a repository has them; this service publishes none. */
    @Test
    void readsARootThatMayNotBePublished() {
        var json = root(1).toJson();
        var roles = (Json.Obj) json.members().get("roles");
        var rootRole = (Json.Obj) roles.members().get("root");
        assertThat(root(1).publicationProblem()).isEmpty();
        assertNotPublished(json.with("consistent_snapshot", new Json.Bool(false)), "consistent_snapshot: false");
        assertNotPublished(json.without("consistent_snapshot"), "consistent_snapshot: missing");
        assertNotPublished(
                json.with("expires", new Json.Str("2021-12-18T13:28:12.99008-06:00")),
                "root.expires: \"2021-12-18T13:28:12.99008-06:00\"");
        assertNotPublished(
                json.with("roles", roles.with("root", rootRole.with("threshold", new Json.Int(2)))),
                "root.roles.root.threshold: 2 (expected: <= 1, the number of keyids)");
        assertNotPublished(
                json.with("roles", roles.with("root", rootRole.with("keyids", new Json.Arr(List.of())))),
                "root.roles.root.threshold: 1 (expected: <= 0");
    }

    private static void assertNotPublished(Json.Obj root, String problem) {
        assertThat(Root.fromJson(root).publicationProblem().orElseThrow()).contains(problem);
        assertThat(RootSuccession.problems(Root.fromJson(root), TargetsSigner.SERVICE))
                .anySatisfy(each -> assertThat(each).contains(problem));
    }

    private static void assertRefused(Json.Obj root, String field) {
        assertThatThrownBy(() -> Root.fromJson(root))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(field);
    }

    @Test
    void expiryIncludesItsSecond() {
        var root = root(1);
        assertThat(root.isExpired(EXPIRES.minusNanos(1))).isFalse();
        assertThat(root.isExpired(EXPIRES)).isTrue();
    }

    @Test
    void cutsFractionsOfASecondAndRefusesYearsOfFiveDigits() {
        var timestamp = new Timestamp(1, EXPIRES.plusNanos(5), MetaFile.ofVersion(1));
        assertThat(timestamp.expires()).isEqualTo(EXPIRES);
        assertThatThrownBy(() -> new Timestamp(1, Instant.parse("+10000-01-01T00:00:00Z"), MetaFile.ofVersion(1)))
                .isInstanceOf(InvalidValue.class);
    }
}

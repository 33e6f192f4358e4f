package dev.countersign.http;

import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Json;
import dev.countersign.tuf.key.KeyId;
import java.net.http.HttpRequest;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that arrive with a root or a delegation: what must never be published, and what clients cannot use. */
class SubmittedKeysIT {
    private static final String SECRET = "4f".repeat(32);
    private static final String PEM = "-----BEGIN PRIVATE KEY-----\\n" + SECRET + "\\n-----END PRIVATE KEY-----\\n";

    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server = RunningServer.of(ports, HttpLimits.DEFAULT);

    @AfterEach
    void stop() {
        server.close();
    }

    private static String root() {
        return new String(HttpSamples.root(1).toBytes().toByteArray(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String update(String root) {
        return "{\"metadata\":{\"root\":" + root + "}}";
    }

    private static String delegation(String keyid, String key) {
        return "{\"delegations\":{\"keys\":{\"" + keyid + "\":" + key + "},\"roles\":[{\"name\":\"a\",\"terminating\":"
                + "true,\"keyids\":[\"" + keyid + "\"],\"threshold\":1,\"paths\":[\"a/*\"],"
                + "\"x-rstuf-expire-policy\":1}]}}";
    }

    private String refused(String path, String body) {
        var answer = server.post(path, body);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(422);
        return text(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/bootstrap", "/api/v1/metadata", "/api/v1/delegations"})
    void privateHalvesAreRefusedAndNotRepeated(String path) {
        var value = "\"" + HttpSamples.ALICE.publicValue() + "\"";
        for (var added : List.of(",\"private\":\"" + SECRET + "\"", ",\"private\":\"" + PEM + "\"")) {
            var key = HttpSamples.ALICE.json().toText();
            var withPrivate = key.replace(value, value + added);
            assertThat(withPrivate).isNotEqualTo(key);
            var root = root().replace(value, value + added);
            var body = switch (path) {
                case "/api/v1/bootstrap" -> HttpSamples.bootstrap(root);
                case "/api/v1/metadata" -> update(root);
                default -> delegation(HttpSamples.ALICE.id().value(), withPrivate);
            };

            assertThat(refused(path, body))
                    .contains("keyval.private", "throw this key away")
                    .doesNotContain(SECRET)
                    .doesNotContain("BEGIN");
        }
    }

    @Test
    void privateTextIsRefusedWhereverItStands() {
        var bodies = List.of(
                "/api/v1/metadata/sign {\"role\":\"root\",\"signature\":{\"keyid\":\"a\",\"sig\":\"" + PEM + "\"}}",
                "/api/v1/metadata/sign {\"role\":\"" + PEM + "\"}",
                "/api/v1/bootstrap {\"" + PEM + "\":1}",
                "/api/v1/metadata {\"metadata\":{\"root\":{\"note\":[\"" + PEM + "\"]}}}",
                "/api/v1/artifacts {\"artifacts\":[{\"path\":\"a\",\"info\":{\"length\":1,\"hashes\":{\"sha256\":\""
                        + HttpSamples.HASH + "\"},\"custom\":{\"a\":[\"" + PEM + "\"]}}}]}");
        for (var each : bodies) {
            var words = each.split(" ", 2);
            assertThat(refused(words[0], words[1]))
                    .contains("throw this key away")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void aPrivateKeyForABodyIsNotRepeated() {
        var answer = server.send(server.request("/api/v1/metadata/sign")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(PEM.replace("\\n", "\n"))));

        assertThat(answer.statusCode()).isIn(415, 422);
        assertThat(text(answer)).doesNotContain(SECRET);
    }

    private static Json.Obj p384() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        var spki = generator.generateKeyPair().getPublic().getEncoded();
        var pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki) + "\n-----END PUBLIC KEY-----\n";
        return Json.object()
                .put("keytype", "ecdsa")
                .put("scheme", "ecdsa-sha2-nistp384")
                .put("keyval", Json.object().put("public", pem).build())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/bootstrap", "/api/v1/metadata", "/api/v1/delegations"})
    void keysThatMostClientsCannotUseAreRefused(String path) throws Exception {
        var key = p384();
        var id = KeyId.compute(key).value();
        var online = dev.countersign.json.CanonicalJson.encode(HttpSamples.ONLINE.json())
                .utf8();
        var root = root().replace(online, key.toText())
                .replace(HttpSamples.ONLINE.id().value(), id);
        assertThat(root).contains("nistp384");
        var body = switch (path) {
            case "/api/v1/bootstrap" -> HttpSamples.bootstrap(root);
            case "/api/v1/metadata" -> update(root);
            default -> delegation(id, key.toText());
        };

        assertThat(refused(path, body))
                .contains("ecdsa-sha2-nistp384 are not verified by tuf-js, sigstore-java, tough");
    }

    @Test
    void aKeyThatOneClientCannotUseIsAcceptedWithAWarning() {
        var ofRstuf = KeyId.compute(HttpSamples.ALICE.json()).value();
        var answer = server.post(
                "/api/v1/bootstrap",
                HttpSamples.bootstrap(root().replace(HttpSamples.ALICE.id().value(), ofRstuf)));

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(202);
        assertThat(answer.headers().allValues("x-countersign-warning"))
                .singleElement()
                .asString()
                .contains("key " + ofRstuf + ": tough refuses all metadata with it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2030-12-31T23:59:60Z",
                "2030-12-31T24:00:00Z",
                "2030-02-29T00:00:00Z",
                "2031-01-01T00:00:00+00:00",
                "2031-01-01 00:00:00Z",
                "2031-01-01T00:00:00.0Z",
                "2031-01-01t00:00:00z",
                "0000-01-01T00:00:00Z",
                "+10000-01-01T00:00:00Z"
            })
    void timesThatSomeClientCannotLoadAreRefused(String time) {
        var root = root().replace("2031-01-01T00:00:00Z", time);

        assertThat(refused("/api/v1/bootstrap", HttpSamples.bootstrap(root)))
                .contains("expires", "expected: YYYY-MM-DDTHH:MM:SSZ");
    }
}

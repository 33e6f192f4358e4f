package dev.countersign.http;

import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is sent, the answer is one that the interface knows, and never the service's own failure. */
class RandomBodiesIT {
    private static final int ROUNDS = 150;
    private static final List<String> POSTS = List.of(
            "/api/v1/bootstrap",
            "/api/v1/bootstrap/adoption",
            "/api/v1/bootstrap/adoption/files",
            "/api/v1/metadata",
            "/api/v1/metadata/online",
            "/api/v1/metadata/role?role=releases",
            "/api/v1/metadata/sign",
            "/api/v1/metadata/sign/delete",
            "/api/v1/delegations",
            "/api/v1/delegations/delete",
            "/api/v1/artifacts",
            "/api/v1/artifacts/delete");

    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server = RunningServer.of(ports, HttpLimits.DEFAULT);
    private final Random random = new Random(20_300_102);

    @BeforeEach
    void publish() {
        ports.publish(HttpSamples.established());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void randomBytesAreRefused() {
        for (int round = 0; round < ROUNDS; round++) {
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            send(bytes, List.of(422));
        }
    }

    @Test
    void bodiesWithOneByteChangedAreAcceptedOrRefused() {
        var whole = List.of(
                HttpSamples.bootstrap(HttpSamples.root(1).toBytes().utf8()),
                "{\"metadata\":{\"root\":" + HttpSamples.root(2).toBytes().utf8() + "}}",
                "{\"artifacts\":[" + HttpSamples.artifact("a") + "," + HttpSamples.artifact("\u00fc")
                        + "],\"publish_artifacts\":true}",
                "{\"role\":\"root\",\"signature\":{\"keyid\":\"" + HttpSamples.BOB.id() + "\",\"sig\":\"00ff\"}}",
                "{\"delegations\":{\"keys\":{\"k\":" + HttpSamples.ALICE.json().toText()
                        + "},\"roles\":[{\"name\":\"r\",\"terminating\":true,\"keyids\":[\"k\"],\"threshold\":1,"
                        + "\"x-rstuf-expire-policy\":1,\"paths\":[\"a/*\"]}]}}");
        for (int round = 0; round < ROUNDS * 4; round++) {
            var bytes = whole.get(random.nextInt(whole.size())).getBytes(StandardCharsets.UTF_8);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            send(bytes, List.of(202, 404, 422));
        }
    }

    @Test
    void treesOfTheRightWordsInTheWrongPlacesAreAcceptedOrRefused() {
        for (int round = 0; round < ROUNDS * 4; round++) {
            send(tree(0).getBytes(StandardCharsets.UTF_8), List.of(202, 404, 422));
        }
    }

    private String tree(int depth) {
        return switch (random.nextInt(depth > 5 ? 6 : 10)) {
            case 0 -> "null";
            case 1 -> Boolean.toString(random.nextBoolean());
            case 2 ->
                List.of("0", "-1", "1.5", "1e999", "9223372036854775808", "-0").get(random.nextInt(6));
            case 3 -> "\"" + word() + "\"";
            case 4 -> "[]";
            case 5 -> "{}";
            case 6 -> "[" + tree(depth + 1) + "," + tree(depth + 1) + "]";
            default -> {
                var first = word();
                var second = word();
                var object = "{\"" + first + "\":" + tree(depth + 1);
                yield (first.equals(second) ? object : object + ",\"" + second + "\":" + tree(depth + 1)) + "}";
            }
        };
    }

    private String word() {
        var words = List.of(
                "artifacts",
                "path",
                "info",
                "length",
                "hashes",
                "sha256",
                "custom",
                "delegations",
                "keys",
                "roles",
                "name",
                "paths",
                "settings",
                "metadata",
                "root",
                "signed",
                "signatures",
                "role",
                "signature",
                "keyid",
                "sig",
                "expiration",
                "bins",
                "x",
                "",
                "\\ud800",
                "__proto__");
        return words.get(random.nextInt(words.size()));
    }

    private void send(byte[] body, List<Integer> expected) {
        var path = POSTS.get(random.nextInt(POSTS.size()));
        var response = server.send(server.request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        assertThat(response.statusCode())
                .as(path + " " + new String(body, StandardCharsets.ISO_8859_1) + " " + text(response))
                .isIn(expected);
    }
}

package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.oidc.TestIssuer;
import dev.countersign.app.config.Config;
import dev.countersign.app.config.Values;
import dev.countersign.app.service.Node;
import dev.countersign.app.service.Waits;
import dev.countersign.json.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers with tokens of a real issuer, and with what others make of them. */
class IssuersIT extends OneDatabase {
    private static final String AUDIENCE = "https://tuf.example";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Json.Obj BUILD =
            Json.object().put("repository_id", "7").put("ref", "refs/tags/v1").build();
    private static final Json.Obj ADMIN = Json.object().put("role", "admin").build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final TurnedByTest clock = new TurnedByTest();
    private final Waits waits = new Waits(() -> false);
    private RealIssuer issuer;
    private Node node;

    @BeforeEach
    void start() throws IOException {
        issuer = RealIssuer.start();
        node = new Node(Config.read(new Values(Map.of(), environment(), Map.of())), clock);
        node.start(waits);
    }

    @AfterEach
    void stop() {
        client.close();
        node.stop(waits);
        issuer.close();
    }

    private Map<String, String> environment() {
        var rules = """
            [{"issuer": "%s", "audience": "%s", "rules": [
              {"claims": {"repository_id": 7, "ref": "refs/tags/*"}, "repository": "one", "grants": "artifacts:app/**"},
              {"claims": {"role": "admin"}, "repository": "*", "grants": ["admin", "read"]}]}]\
            """.formatted(issuer.id(), AUDIENCE);
        return Countersign.environment(
                database.uri(),
                data.keys(),
                Map.of("COUNTERSIGN_ACCESS_MODE", "required", "COUNTERSIGN_ACCESS_OIDC", rules));
    }

    @Test
    void aTokenOfABuildIsACallerWithWhatItsRuleGives() {
        var caller = whoami(issuer.token(AUDIENCE, BUILD));

        assertThat(caller.statusCode()).isEqualTo(200);
        assertThat(caller.body())
                .contains("\"kind\":\"oidc\"", "\"caller\":\"" + issuer.id() + " ci\"", "\"expires\":\"")
                .contains("\"permission\":\"artifacts\",\"repository\":\"one\",\"paths\":", "app/**");
        assertThat(whoami(issuer.token(AUDIENCE, ADMIN)).body()).contains("\"permission\":\"admin\"");
    }

    /** A grant names its repository: the same token on another, there or not, is known and may do nothing. */
    @Test
    void aTokenForOneRepositoryIsOfNoUseOnAnother() {
        var token = issuer.token(AUDIENCE, BUILD);

        assertThat(add("/repositories/one", token, "app/x").statusCode()).isEqualTo(404);
        for (var other : List.of("", "/repositories/two", "/repositories/default")) {
            var refused = add(other, token, "app/x");
            assertThat(refused.statusCode()).as(other).isEqualTo(403);
            assertThat(refused.body()).contains("this needs the permission artifacts on the repository ");
        }
        assertThat(get("/api/v1/tokens", token).statusCode()).isEqualTo(403);
    }

    @Test
    void everythingElseIsRefusedInTheSameWords() throws GeneralSecurityException {
        var right = issuer.token(AUDIENCE, BUILD);
        assertThat(whoami(right).statusCode()).isEqualTo(200);
        var expected = whoami("nonsense");
        assertThat(expected.statusCode()).isEqualTo(401);
        assertThat(expected.body()).contains("the credentials are not valid");

        var refused = new ArrayList<String>(List.of(
                issuer.token("https://other.example", BUILD),
                issuer.token(AUDIENCE, BUILD.with("repository_id", new Json.Str("8"))),
                issuer.token(AUDIENCE, BUILD.with("ref", new Json.Str("refs/heads/main"))),
                issuer.token(AUDIENCE, Json.Obj.EMPTY),
                withHeader(right, "{\"alg\":\"none\"}", ""),
                withHeader(right, "{\"alg\":\"none\"}", "AA"),
                withClaims(right, "\"refs/tags/v1\"", "\"refs/tags/v2\""),
                right.substring(0, right.length() - 4) + "AAAA",
                withHeader(
                        right,
                        "{\"alg\":\"RS256\",\"kid\":\"unknown\"}",
                        right.substring(right.lastIndexOf('.') + 1))));
        refused.addAll(confused(right));
        try (var foreign = RealIssuer.start()) {
            refused.add(foreign.token(AUDIENCE, BUILD));
            refused.add(withClaims(foreign.token(AUDIENCE, BUILD), foreign.id(), issuer.id()));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        for (var token : refused) {
            assertSame(whoami(token), expected);
        }
        for (var turned : List.of(Duration.ofSeconds(300 + 31), Duration.ofSeconds(-60))) {
            clock.offset = turned;
            assertSame(whoami(right), expected);
        }
        clock.offset = Duration.ZERO;
        assertThat(whoami(right).statusCode()).isEqualTo(200);
    }

    private static void assertSame(HttpResponse<String> answer, HttpResponse<String> expected) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo(expected.body());
        assertThat(answer.headers().allValues("www-authenticate"))
                .isEqualTo(expected.headers().allValues("www-authenticate"));
    }

    /** HS256 with what is public as its secret: the key in the forms in which verifiers have held it. */
    private List<String> confused(String right) throws GeneralSecurityException {
        var jwk = (Json.Obj) ((Json.Arr) issuer.keys().get("keys")).items().getFirst();
        var decoder = Base64.getUrlDecoder();
        var half = KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(
                        new BigInteger(1, decoder.decode(String.valueOf(jwk.text("n")))),
                        new BigInteger(1, decoder.decode(String.valueOf(jwk.text("e"))))));
        var pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(half.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        var forged = new ArrayList<String>();
        for (var secret : List.of(
                half.getEncoded(),
                pem.getBytes(StandardCharsets.UTF_8),
                decoder.decode(String.valueOf(jwk.text("n"))))) {
            var signed = TestIssuer.part("{\"alg\":\"HS256\",\"kid\":\"" + jwk.text("kid") + "\"}") + "."
                    + right.split("\\.")[1];
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            forged.add(signed + "."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII))));
        }
        return forged;
    }

    private static String withHeader(String token, String header, String signature) {
        return TestIssuer.part(header) + "." + token.split("\\.")[1] + "." + signature;
    }

    private static String withClaims(String token, String from, String to) {
        var parts = token.split("\\.");
        var claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        assertThat(claims).contains(from);
        return parts[0] + "." + TestIssuer.part(claims.replace(from, to)) + "." + parts[2];
    }

    @Test
    void aFloodOfUnknownKeysIsOneQuestion() {
        var right = issuer.token(AUDIENCE, BUILD);
        assertThat(whoami(right).statusCode()).isEqualTo(200);
        clock.offset = Duration.ofSeconds(11);
        var before = issuer.command("count");

        for (int i = 0; i < 100; i++) {
            var unknown = withHeader(right, "{\"alg\":\"RS256\",\"kid\":\"k" + i + "\"}", "AAAA");
            assertThat(whoami(unknown).statusCode()).isIn(401, 429);
        }

        assertThat(issuer.command("count")).isEqualTo(before + 1);
    }

    @Test
    void aNewKeyIsKnownByItsFirstTokenAndAWithdrawnOneIsForgotten() {
        var before = issuer.token(AUDIENCE, BUILD);
        assertThat(whoami(before).statusCode()).isEqualTo(200);
        issuer.command("rotate");
        clock.offset = Duration.ofSeconds(11);

        assertThat(whoami(issuer.token(AUDIENCE, BUILD)).statusCode()).isEqualTo(200);
        assertThat(whoami(before).statusCode()).isEqualTo(401);
    }

    @Test
    void anIssuerThatDoesNotAnswerKeepsNobodyElseOut() {
        var admin = issuer.token(AUDIENCE, ADMIN);
        var made = send(request("/api/v1/tokens", admin)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"own\",\"grants\":[{\"permission\":\"read\",\"repository\":\"*\"}]}")));
        var token = Pattern.compile("\"(cs_[^\"]+)\"").matcher(made.body());
        assertThat(token.find()).as(made.body()).isTrue();
        issuer.command("stall");
        var unknown = withHeader(admin, "{\"alg\":\"RS256\",\"kid\":\"new\"}", "AAAA");
        clock.offset = Duration.ofSeconds(11);

        var waiting =
                client.sendAsync(request("/api/v1/whoami", unknown).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(whoami(token.group(1)).statusCode()).isEqualTo(200);
        assertThat(whoami(admin).statusCode()).as("by a key that is known").isEqualTo(200);
        assertThat(waiting.isDone()).isFalse();
        var refused = waiting.orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).contains("10");
        assertThat(refused.body()).contains("the issuer of this token does not answer");

        issuer.command("resume");
        clock.offset = Duration.ofSeconds(25);
        assertThat(whoami(unknown).statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> whoami(String token) {
        return get("/api/v1/whoami", token);
    }

    private HttpResponse<String> add(String repository, String token, String path) {
        var body = "{\"artifacts\":[{\"path\":\"" + path + "\",\"info\":{\"length\":1,\"hashes\":{\"sha256\":\""
                + "0".repeat(64) + "\"}}}]}";
        return send(request(repository + "/api/v1/artifacts", token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path, String token) {
        return send(request(path, token));
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(node.address().resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    /** A clock that a test may turn while others read it. */
    private static final class TurnedByTest extends Clock {
        volatile Duration offset = Duration.ZERO;

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(offset);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

package dev.countersign.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Json;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest {
    private static final String ISSUER = "https://issuer.example";
    private static final TestIssuer.Pair RSA = TestIssuer.rsa("r1");
    private static final TestIssuer.Pair EC = TestIssuer.ec("e1", "p256");
    private static final TestIssuer.Pair OTHER = TestIssuer.rsa("o1");
    private static final Json.Obj CLAIMS = TestIssuer.claims(ISSUER);

    // Signatures

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void everyAlgorithmOfRsaIsVerified(String algorithm) {
        verifiesOnlyItsOwn(algorithm, RSA);
    }

    @Test
    void everyCurveIsVerified() {
        verifiesOnlyItsOwn("ES256", EC);
        verifiesOnlyItsOwn("ES384", TestIssuer.ec("e2", "p384"));
        verifiesOnlyItsOwn("ES512", TestIssuer.ec("e3", "p521"));
        verifiesOnlyItsOwn("EdDSA", TestIssuer.ed25519("d1"));
        verifiesOnlyItsOwn("Ed25519", TestIssuer.ed25519("d1"));
    }

    private static void verifiesOnlyItsOwn(String algorithm, TestIssuer.Pair pair) {
        var text = TestIssuer.token(algorithm, pair, CLAIMS);
        var keys = KeySet.parse(TestIssuer.keySet(OTHER, pair));
        var token = Jwt.parse(text);

        assertThat(keys.find(token).orElseThrow().verifies(token)).isTrue();
        for (var changed : List.of(otherClaims(text), otherSignature(text), withoutMuchSignature(text))) {
            var forged = Jwt.parse(changed);
            assertThat(keys.find(forged).orElseThrow().verifies(forged)).isFalse();
        }
    }

    private static String otherClaims(String token) {
        var parts = token.split("\\.");
        var claims = CLAIMS.with("sub", new Json.Str("somebody else"));
        return parts[0] + "." + TestIssuer.part(claims.toText()) + "." + parts[2];
    }

    private static String otherSignature(String token) {
        var signature = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
        signature[signature.length / 2] ^= 1;
        return token.substring(0, token.lastIndexOf('.') + 1)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String withoutMuchSignature(String token) {
        return token.substring(0, token.lastIndexOf('.') + 1) + "AA";
    }

    /** CVE-2022-21449: to some verifiers of ECDSA, r = s = 0 fits everything. */
    @Test
    void aSignatureOfZerosIsNone() {
        var keys = KeySet.parse(TestIssuer.keySet(EC));
        var text = TestIssuer.token("ES256", EC, CLAIMS);
        var zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
        var forged = Jwt.parse(text.substring(0, text.lastIndexOf('.') + 1) + zeros);

        assertThat(keys.find(forged).orElseThrow().verifies(forged)).isFalse();
    }

    // Algorithms and keys

    @ParameterizedTest
    @ValueSource(
            strings = {"none", "None", "nOnE", "HS256", "HS384", "HS512", "RSA-OAEP", "ES256K", "rs256", "", "RS1"})
    void noOtherAlgorithmIsRead(String algorithm) {
        var header = TestIssuer.header("RS256", RSA).with("alg", new Json.Str(algorithm));

        refused(TestIssuer.token(header, CLAIMS.toText(), "RS256", RSA), "alg");
    }

    @Test
    void aTokenNamesItsAlgorithm() {
        refused(TestIssuer.token(TestIssuer.header("RS256", RSA).without("alg"), CLAIMS.toText(), "RS256", RSA), "alg");
        refused(
                TestIssuer.token(
                        TestIssuer.header("RS256", RSA).with("alg", new Json.Arr(List.of(new Json.Str("RS256")))),
                        CLAIMS.toText(),
                        "RS256",
                        RSA),
                "alg");
    }

    @Test
    void aKeyOfAnotherKindIsNeverMeant() {
        var keys = KeySet.parse(TestIssuer.keySet(RSA, EC));

        assertThat(keys.find(Jwt.parse(named("ES256", "r1")))).isEmpty();
        assertThat(keys.find(Jwt.parse(named("RS256", "e1")))).isEmpty();
        assertThat(keys.find(Jwt.parse(named("ES384", "e1")))).isEmpty();
        assertThat(keys.find(Jwt.parse(named("EdDSA", "e1")))).isEmpty();
        assertThat(keys.find(Jwt.parse(named("RS256", "r2")))).isEmpty();
    }

    private static String named(String algorithm, String kid) {
        var header = TestIssuer.header(algorithm, RSA).with("kid", new Json.Str(kid));
        return TestIssuer.token(header, CLAIMS.toText(), "RS256", RSA);
    }

    @Test
    void aTokenThatNamesNoKeyMeansTheOnlyOne() {
        var token = Jwt.parse(
                TestIssuer.token(TestIssuer.header("RS256", RSA).without("kid"), CLAIMS.toText(), "RS256", RSA));

        assertThat(KeySet.parse(TestIssuer.keySet(RSA, EC)).find(token)).isPresent();
        assertThat(KeySet.parse(TestIssuer.keySet(RSA, OTHER)).find(token)).isEmpty();
    }

    @Test
    void aKeyForOneAlgorithmIsForNoOther() {
        var only = RSA.jwk().with("alg", new Json.Str("PS256"));
        var keys = KeySet.parse(TestIssuer.keySet(List.of(only)));

        assertThat(keys.find(Jwt.parse(TestIssuer.token("PS256", RSA, CLAIMS)))).isPresent();
        assertThat(keys.find(Jwt.parse(TestIssuer.token("RS256", RSA, CLAIMS)))).isEmpty();
    }

    @Test
    void keysForSomethingElseAreNotTaken() {
        for (var jwk : List.of(
                RSA.jwk().with("use", new Json.Str("enc")),
                RSA.jwk().with("use", new Json.Int(1)),
                RSA.jwk().without("use").with("key_ops", Json.strings(List.of("encrypt"))),
                RSA.jwk().with("alg", new Json.Str("RSA-OAEP")),
                RSA.jwk().with("alg", new Json.Str("HS256")),
                RSA.jwk().without("n"),
                RSA.jwk().with("e", new Json.Str("AQ")),
                RSA.jwk().with("e", new Json.Str("AAAA")),
                RSA.jwk().with("kty", new Json.Str("EC")),
                EC.jwk().with("y", new Json.Str(TestIssuer.part("somewhere else, 32 bytes long...."))),
                EC.jwk().with("crv", new Json.Str("secp256k1")),
                TestIssuer.ed25519("x").jwk().with("x", new Json.Str("AAAA")),
                TestIssuer.rsa("small", 1024).jwk(),
                Json.object()
                        .put("kty", "oct")
                        .put("kid", "o")
                        .put("k", "c2VjcmV0")
                        .build(),
                Json.object().build())) {
            assertThatThrownBy(() -> KeySet.parse(TestIssuer.keySet(List.of(jwk))))
                    .as(jwk.toText())
                    .isInstanceOf(UnusableDocument.class);
        }
    }

    @Test
    void keysOfUnknownKindsStandBesideOthers() {
        var strange = Json.object()
                .put("kty", "AKP")
                .put("kid", "q")
                .put("pub", "AAAA")
                .build();

        assertThat(KeySet.parse(TestIssuer.keySet(List.of(strange, RSA.jwk()))).keys())
                .hasSize(1);
    }

    // Form

    @Test
    void onlyTheCompactFormOfASignedTokenIsRead() {
        var right = TestIssuer.token("RS256", RSA, CLAIMS);
        var parts = right.split("\\.");

        assertThatCode(() -> Jwt.parse(right)).doesNotThrowAnyException();
        refused("", "compact");
        refused(parts[0] + "." + parts[1], "compact");
        refused(parts[0] + "." + parts[1] + ".", "compact");
        refused(right + ".AAAA", "compact");
        refused(right + "=", "compact");
        refused(right + "\n", "compact");
        refused(" " + right, "compact");
        refused(right.replace('.', ','), "compact");
        refused(parts[0] + ".A." + parts[2], "base64url");
        refused("e30" + "." + parts[1] + "." + parts[2], "alg");
        refused(TestIssuer.part("[]") + "." + parts[1] + "." + parts[2], "header");
        refused(parts[0] + "." + TestIssuer.part("7") + "." + parts[2], "claims");
        refused(parts[0] + "." + "A".repeat(9000) + "." + parts[2], "characters");
        refused(
                parts[0] + "." + TestIssuer.part("{\"a\":" + "[".repeat(20) + "]".repeat(20) + "}") + "." + parts[2],
                "nesting");
    }

    @Test
    void membersThatOccurTwiceAreRefused() {
        var claims = CLAIMS.toText().replaceFirst("\\{", "{\"sub\":\"root\",");
        refused(TestIssuer.token(TestIssuer.header("RS256", RSA), claims, "RS256", RSA), "twice");

        var right = TestIssuer.token("RS256", RSA, CLAIMS);
        var header = TestIssuer.part("{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"r1\"}");
        refused(header + right.substring(right.indexOf('.')), "twice");
    }

    @Test
    void noExtensionIsUnderstood() {
        for (var name : List.of("crit", "b64")) {
            var header = TestIssuer.header("RS256", RSA).with(name, Json.strings(List.of("b64")));
            refused(TestIssuer.token(header, CLAIMS.toText(), "RS256", RSA), "crit");
        }
    }

    @Test
    void aTokenOfAnotherPurposeIsRefused() {
        for (var type : List.of("JWT", "jwt", "at+jwt", "application/at+jwt")) {
            var header = TestIssuer.header("RS256", RSA).with("typ", new Json.Str(type));
            assertThatCode(() -> Jwt.parse(TestIssuer.token(header, CLAIMS.toText(), "RS256", RSA)))
                    .doesNotThrowAnyException();
        }
        for (Json type : List.of(new Json.Str("logout+jwt"), new Json.Str("dpop+jwt"), new Json.Int(1))) {
            var header = TestIssuer.header("RS256", RSA).with("typ", type);
            refused(TestIssuer.token(header, CLAIMS.toText(), "RS256", RSA), "typ");
        }
    }

    // Claims

    @Test
    void claimsMustHaveTheirForm() {
        for (var claims : List.of(
                CLAIMS.without("iss"),
                CLAIMS.without("sub"),
                CLAIMS.without("aud"),
                CLAIMS.without("exp"),
                CLAIMS.with("iss", new Json.Int(1)),
                CLAIMS.with("sub", new Json.Str("")),
                CLAIMS.with("sub", new Json.Str("a\nb")),
                CLAIMS.with("sub", new Json.Str("x".repeat(2000))),
                CLAIMS.with("aud", new Json.Arr(List.of())),
                CLAIMS.with("aud", new Json.Arr(List.of(new Json.Str("countersign"), new Json.Int(1)))),
                CLAIMS.with("exp", new Json.Str("4102444800")),
                CLAIMS.with("exp", new Json.Int(-1)),
                CLAIMS.with("exp", new Json.Int(Long.MAX_VALUE)),
                CLAIMS.with("exp", new Json.Dec("1e400")),
                CLAIMS.with("exp", new Json.Dec("1e-999999999")),
                CLAIMS.with("exp", new Json.Dec("1e999999999")),
                CLAIMS.with("exp", new Json.Null()),
                CLAIMS.with("nbf", new Json.Str("soon")),
                CLAIMS.with("iat", new Json.Bool(true)))) {
            refused(TestIssuer.token("RS256", RSA, claims), "claims");
        }
    }

    @Test
    void theTimeDecidesWithALeewayOfHalfAMinute() {
        var now = TestIssuer.NOW;
        var seconds = now.getEpochSecond();

        assertThatCode(() -> claims("exp", seconds - 29).checkTime(now)).doesNotThrowAnyException();
        assertThatThrownBy(() -> claims("exp", seconds - 30).checkTime(now)).hasMessageContaining("expired");
        assertThatCode(() -> claims("nbf", seconds + 30).checkTime(now)).doesNotThrowAnyException();
        assertThatThrownBy(() -> claims("nbf", seconds + 31).checkTime(now)).hasMessageContaining("to come");
        assertThatThrownBy(() -> claims("iat", seconds + 31).checkTime(now)).hasMessageContaining("to come");
    }

    private static Claims claims(String name, long seconds) {
        return Claims.read(CLAIMS.with(name, new Json.Int(seconds)));
    }

    @Test
    void aTokenHasNoText() {
        var text = TestIssuer.token("RS256", RSA, CLAIMS);

        assertThat(Jwt.parse(text).toString()).doesNotContain(text.substring(text.lastIndexOf('.') + 1));
    }

    private static void refused(String text, String reason) {
        assertThatThrownBy(() -> Jwt.parse(text))
                .isInstanceOf(UntrustedToken.class)
                .hasMessageContaining(reason);
    }
}

package dev.countersign.tuf.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.tuf.TestSigner;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyVerifierTest {
    private static final Bytes MESSAGE = Bytes.utf8("what was signed");
    private static final KeyPair RSA = keyPair("RSA", 2048);

    private static KeyPair keyPair(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ec(String curve) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static Key key(String keytype, String scheme, String publicValue) {
        var json = Json.object()
                .put("keytype", keytype)
                .put("scheme", scheme)
                .put("keyval", Json.object().put("public", publicValue).build())
                .build();
        return new Key(new KeyId("k"), json);
    }

    private static Key key(String keytype, String scheme, KeyPair pair) {
        return key(keytype, scheme, pem(pair.getPublic().getEncoded()));
    }

    private static String pem(byte[] spki) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki);
        return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    }

    private static String sign(Signature signature, KeyPair pair) throws GeneralSecurityException {
        signature.initSign(pair.getPrivate());
        signature.update(MESSAGE.array());
        return HexFormat.of().formatHex(signature.sign());
    }

    private static void assertVerifiesOnlyThis(Key key, String sig) {
        assertThat(KeyVerifier.problem(key)).isEmpty();
        assertThat(KeyVerifier.verify(key, MESSAGE, sig)).isTrue();
        assertThat(KeyVerifier.verify(key, Bytes.utf8("what was not signed"), sig))
                .isFalse();
        assertThat(KeyVerifier.verify(key, MESSAGE, sig.substring(2))).isFalse();
        assertThat(KeyVerifier.verify(key, MESSAGE, sig + "00")).isFalse();
        var other = (sig.charAt(sig.length() - 1) == '0' ? "1" : "0");
        assertThat(KeyVerifier.verify(key, MESSAGE, sig.substring(0, sig.length() - 1) + other))
                .isFalse();
    }

    @Test
    void verifiesEd25519() {
        var signer = TestSigner.of(7);
        assertVerifiesOnlyThis(signer.key(), signer.sign(MESSAGE).sig());
    }

    @Test
    void verifiesEd25519OverLongMessages() {
        var signer = TestSigner.of(7);
        for (int length : new int[] {384 * 1024 - 1, 384 * 1024, 3_000_000}) {
            var message = Bytes.wrap(new byte[length]);
            var sig = signer.sign(message).sig();
            assertThat(KeyVerifier.verify(signer.key(), message, sig)).isTrue();
            assertThat(KeyVerifier.verify(signer.key(), message, "00" + sig.substring(2)))
                    .isFalse();
            assertThat(KeyVerifier.verify(signer.key(), message, sig.substring(2)))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "secp256r1, ecdsa-sha2-nistp256, SHA256withECDSA",
        "secp384r1, ecdsa-sha2-nistp384, SHA384withECDSA",
        "secp521r1, ecdsa-sha2-nistp521, SHA512withECDSA"
    })
    void verifiesEcdsaUnderBothKeyTypes(String curve, String scheme, String algorithm) throws Exception {
        var pair = ec(curve);
        var sig = sign(Signature.getInstance(algorithm), pair);
        assertVerifiesOnlyThis(key("ecdsa", scheme, pair), sig);
        assertVerifiesOnlyThis(key(scheme, scheme, pair), sig);
    }

    @ParameterizedTest
    @CsvSource({
        "256, 32",
        "256, 0",
        "256, 1",
        "256, 20",
        "256, 222",
        "384, 48",
        "384, 32",
        "512, 64",
        "512, 190",
        "224, 28"
    })
    void verifiesRsaPssWithAnySalt(int bits, int saltLength) throws Exception {
        var signature = Signature.getInstance("RSASSA-PSS");
        var digest = "SHA-" + bits;
        signature.setParameter(new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), saltLength, 1));
        assertVerifiesOnlyThis(key("rsa", "rsassa-pss-sha" + bits, RSA), sign(signature, RSA));
    }

    @ParameterizedTest
    @ValueSource(ints = {2049, 2055, 3072})
    void verifiesRsaPssOfEveryModulusLength(int modulusBits) throws Exception {
        var pair = keyPair("RSA", modulusBits);
        var signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 17, 1));
        assertVerifiesOnlyThis(key("rsa", "rsassa-pss-sha256", pair), sign(signature, pair));
    }

    @ParameterizedTest
    @ValueSource(ints = {224, 256, 384, 512})
    void verifiesRsaPkcs1(int bits) throws Exception {
        var sig = sign(Signature.getInstance("SHA" + bits + "withRSA"), RSA);
        assertVerifiesOnlyThis(key("rsa", "rsa-pkcs1v15-sha" + bits, RSA), sig);
        assertThat(KeyVerifier.verify(key("rsa", "rsassa-pss-sha256", RSA), MESSAGE, sig))
                .isFalse();
    }

    @Test
    void theHashOfASchemeIsPartOfIt() throws Exception {
        var pair = ec("secp256r1");
        var sig = sign(Signature.getInstance("SHA384withECDSA"), pair);
        assertThat(KeyVerifier.verify(key("ecdsa", "ecdsa-sha2-nistp256", pair), MESSAGE, sig))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "zz", "0g", "00", "é0", "３０"})
    void textThatIsNoSignatureVerifiesNothing(String sig) throws Exception {
        for (var key : new Key[] {
            TestSigner.of(1).key(),
            key("rsa", "rsassa-pss-sha256", RSA),
            key("ecdsa", "ecdsa-sha2-nistp256", ec("secp256r1"))
        }) {
            assertThat(KeyVerifier.verify(key, MESSAGE, sig)).isFalse();
        }
    }

    @Test
    void refusesKeysThatClientsCannotUse() throws Exception {
        var p256 = pem(ec("secp256r1").getPublic().getEncoded());
        assertProblem(key("sigstore-oidc", "Fulcio", ""), "sigstore-oidc");
        assertProblem(key("mldsa", "ml-dsa-65", ""), "keytype \"mldsa\" is unknown");
        assertProblem(key("ed25519", "rsassa-pss-sha256", "00".repeat(32)), "does not go with keytype ed25519");
        assertProblem(key("ecdsa", "ed25519", p256), "does not go with keytype ecdsa");
        assertProblem(key("rsa", "ecdsa-sha2-nistp256", RSA), "does not go with keytype rsa");
        assertProblem(key("rsa", "rsassa-pss-md5", RSA), "does not go with keytype rsa");
        assertProblem(key("ed25519", "ed25519", "00".repeat(31)), "64 lower-case hexadecimal digits");
        assertProblem(key("ed25519", "ed25519", "AA".repeat(32)), "64 lower-case hexadecimal digits");
        assertProblem(key("ed25519", "ed25519", "02" + "00".repeat(31)), "not a point");
        assertProblem(key("ed25519", "ed25519", "01" + "00".repeat(31)), "not a point");
        assertProblem(key("ecdsa", "ecdsa-sha2-nistp384", p256), "on another curve (expected: secp384r1");
        assertProblem(key("rsa", "rsassa-pss-sha256", p256), "not an RSA key in PEM");
        assertProblem(key("ecdsa", "ecdsa-sha2-nistp256", RSA), "not an EC key in PEM");
        assertProblem(key("rsa", "rsassa-pss-sha256", keyPair("RSA", 1024)), "RSA key of 1024 bits");
        assertProblem(key("rsa", "rsassa-pss-sha256", "-----BEGIN PUBLIC KEY-----"), "in PEM");
        assertProblem(key("rsa", "rsassa-pss-sha256", p256.replace("PUBLIC", "RSA PUBLIC")), "SubjectPublicKeyInfo");
        assertProblem(key("rsa", "rsassa-pss-sha256", p256.replace("M", "*")), "in PEM");
    }

    private static void assertProblem(Key key, String expected) {
        assertThat(KeyVerifier.problem(key))
                .hasValueSatisfying(
                        problem -> assertThat(problem).startsWith("key k: ").contains(expected));
        assertThat(KeyVerifier.verify(key, MESSAGE, "00".repeat(64))).isFalse();
    }

    @Test
    void aKeyIsTheSameUnderAnyIdAndName() throws Exception {
        var pair = ec("secp256r1");
        var key = key("ecdsa", "ecdsa-sha2-nistp256", pair);
        var crlf = key(
                "ecdsa",
                "ecdsa-sha2-nistp256",
                pem(pair.getPublic().getEncoded()).replace("\n", "\r\n"));
        assertThat(key.sameKeyAs(crlf)).isTrue();
        assertThat(key.sameKeyAs(key("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", pair)))
                .isTrue();
        assertThat(key.sameKeyAs(key("ecdsa", "ecdsa-sha2-nistp256", ec("secp256r1"))))
                .isFalse();
        assertThat(TestSigner.of(1).key().sameKeyAs(TestSigner.of(1).keyUnder("other")))
                .isTrue();
        assertThat(TestSigner.of(1).key().sameKeyAs(TestSigner.of(2).key())).isFalse();
    }

    @Test
    void keyidsAreThoseOfThePublishedVectors() {
        assertThat(TestSigner.countingFrom(0).id().value())
                .isEqualTo("63d00ee3cf4f5c61ad94efa696c68f13b608fe56ecea13fb144a6fd18e9235b9");
        assertThat(TestSigner.countingFrom(32).id().value())
                .isEqualTo("75ae790ee58e915231032b31c22a4065135d9e6fde9ab754f20c477df74e0ae2");
        var bob = key("ecdsa", "ecdsa-sha2-nistp256", """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE+evkZBR8wQLZIyTQmdknwaUOQtV6
            CKEW/+wKKYGdjGVwuvfRKIiQKmoMHWet0QMSPIWatpv46UMck4STDUt+7g==
            -----END PUBLIC KEY-----
            """);
        assertThat(KeyId.compute(bob.json().with("x-rstuf-key-name", new Json.Str("Bob")))
                        .value())
                .isEqualTo("95111325be7df2e0b12f5beb18f91f81a6c5aa520aa7620ae712632ac549739f");
        assertThat(KeyVerifier.problem(bob)).isEmpty();
    }

    @Test
    void keyidsAreOpaqueButBounded() {
        assertThat(new KeyId("vault:transit/key".replace('/', '-')).value()).isEqualTo("vault:transit-key");
        for (var text : new String[] {"", "a b", "a/b", "é", "a".repeat(129)}) {
            assertThatThrownBy(() -> new KeyId(text)).isInstanceOf(InvalidValue.class);
        }
    }

    @Test
    void aKeyKeepsItsMembersAndReadsTheKnownOnes() {
        var json = TestSigner.of(1)
                .key()
                .json()
                .with("x-rstuf-key-name", new Json.Str("online"))
                .with("x-rstuf-online-key-uri", new Json.Str("fn:abc"));
        var key = new Key(new KeyId("k"), json);
        assertThat(key.name()).contains("online");
        assertThat(key.uri()).contains("fn:abc");
        assertThat(key.json()).isEqualTo(json);
        assertThat(key).isEqualTo(new Key(new KeyId("k"), json)).hasSameHashCodeAs(new Key(new KeyId("k"), json));
        assertThat(TestSigner.of(1).key().uri()).isEmpty();
        assertThatThrownBy(() -> new Key(new KeyId("k"), json.without("keyval")))
                .hasMessage("key k.keyval: missing (expected: an object)");
    }
}

package dev.countersign.access.oidc;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Makes tokens as an issuer does, and as those do who would like to be one; by the JDK alone. */
public final class TestIssuer {
    public static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** A key pair with its public half as an issuer publishes it. */
    public record Pair(String kid, KeyPair keys, Json.Obj jwk) {}

    private TestIssuer() {}

    public static Pair rsa(String kid) {
        return rsa(kid, 2048);
    }

    public static Pair rsa(String kid, int bits) {
        var keys = generate("RSA", generator -> generator.initialize(bits));
        var half = (RSAPublicKey) keys.getPublic();
        return new Pair(
                kid,
                keys,
                jwk(kid, "RSA")
                        .with("n", unsigned(half.getModulus(), 0))
                        .with("e", unsigned(half.getPublicExponent(), 0)));
    }

    public static Pair ec(String kid, String curve) {
        var keys = generate("EC", generator -> generator.initialize(new ECGenParameterSpec("sec" + curve + "r1")));
        var point = ((ECPublicKey) keys.getPublic()).getW();
        int size = curve.equals("p521") ? 66 : curve.equals("p384") ? 48 : 32;
        return new Pair(
                kid,
                keys,
                jwk(kid, "EC")
                        .with("crv", new Json.Str("P-" + curve.substring(1)))
                        .with("x", unsigned(point.getAffineX(), size))
                        .with("y", unsigned(point.getAffineY(), size)));
    }

    public static Pair ed25519(String kid) {
        var keys = generate("Ed25519", _ -> {});
        var encoded = keys.getPublic().getEncoded();
        var raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return new Pair(
                kid,
                keys,
                jwk(kid, "OKP")
                        .with("crv", new Json.Str("Ed25519"))
                        .with("x", new Json.Str(BASE64.encodeToString(raw))));
    }

    public static Bytes keySet(Pair... pairs) {
        return keySet(Arrays.stream(pairs).map(Pair::jwk).toList());
    }

    public static Bytes keySet(List<Json.Obj> keys) {
        return Bytes.utf8(Json.object()
                .put("keys", new Json.Arr(List.copyOf(keys)))
                .build()
                .toText());
    }

    /** A right token of the issuer, but for what the claims say otherwise. */
    public static Json.Obj claims(String issuer) {
        return Json.object()
                .put("iss", issuer)
                .put("sub", "repo:octo/app:ref:refs/tags/v1")
                .put("aud", "countersign")
                .put("exp", NOW.plusSeconds(300).getEpochSecond())
                .put("iat", NOW.getEpochSecond())
                .build();
    }

    public static Json.Obj header(String algorithm, Pair pair) {
        return Json.object()
                .put("alg", algorithm)
                .put("kid", pair.kid())
                .put("typ", "JWT")
                .build();
    }

    public static String token(String algorithm, Pair pair, Json.Obj claims) {
        return token(header(algorithm, pair), claims.toText(), algorithm, pair);
    }

    /** The claims are a text, so that they can be none that a JSON writer would write. */
    public static String token(Json.Obj header, String claims, String algorithm, Pair pair) {
        var signed = part(header.toText()) + "." + part(claims);
        return signed + "."
                + BASE64.encodeToString(sign(algorithm, pair, Bytes.utf8(signed).array()));
    }

    public static String part(String text) {
        return BASE64.encodeToString(Bytes.utf8(text).array());
    }

    private static byte[] sign(String algorithm, Pair pair, byte[] message) {
        try {
            var signature = signature(algorithm);
            signature.initSign(pair.keys().getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        var bits = algorithm.substring(2);
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
            case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
            case "PS" -> {
                var pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(new PSSParameterSpec(
                        "SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), Integer.parseInt(bits) / 8, 1));
                yield pss;
            }
            default -> Signature.getInstance("Ed25519");
        };
    }

    private static Json.Obj jwk(String kid, String type) {
        return Json.object().put("kty", type).put("kid", kid).put("use", "sig").build();
    }

    private static Json unsigned(BigInteger number, int size) {
        var bytes = number.toByteArray();
        var plain = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        var padded = new byte[Math.max(size, plain.length)];
        System.arraycopy(plain, 0, padded, padded.length - plain.length, plain.length);
        return new Json.Str(BASE64.encodeToString(padded));
    }

    private interface Setup {
        void of(KeyPairGenerator generator) throws GeneralSecurityException;
    }

    private static KeyPair generate(String algorithm, Setup setup) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            setup.of(generator);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the key types and schemes that TUF metadata uses (specification, 4.2, and what key services add to it). */
final class PublicHalves {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final String PEM_HEAD = "-----BEGIN PUBLIC KEY-----";
    private static final String PEM_TAIL = "-----END PUBLIC KEY-----";

    private static final Map<String, Curve> CURVES = Map.of(
            "ecdsa-sha2-nistp256", new Curve("secp256r1", "SHA256withECDSA"),
            "ecdsa-sha2-nistp384", new Curve("secp384r1", "SHA384withECDSA"),
            "ecdsa-sha2-nistp521", new Curve("secp521r1", "SHA512withECDSA"));

    private static final Map<String, String> PSS = Map.of(
            "rsassa-pss-sha224", "SHA-224",
            "rsassa-pss-sha256", "SHA-256",
            "rsassa-pss-sha384", "SHA-384",
            "rsassa-pss-sha512", "SHA-512");

    private static final Map<String, String> PKCS1 = Map.of(
            "rsa-pkcs1v15-sha224", "SHA224withRSA",
            "rsa-pkcs1v15-sha256", "SHA256withRSA",
            "rsa-pkcs1v15-sha384", "SHA384withRSA",
            "rsa-pkcs1v15-sha512", "SHA512withRSA");

    private PublicHalves() {}

    private record Curve(String name, String algorithm) {
        /** By its numbers, since a key need not name its curve. */
        boolean has(ECPublicKey key) {
            try {
                var parameters = AlgorithmParameters.getInstance("EC");
                parameters.init(new ECGenParameterSpec(name));
                var expected = parameters.getParameterSpec(ECParameterSpec.class);
                var found = key.getParams();
                return expected.getCurve().equals(found.getCurve())
                        && expected.getGenerator().equals(found.getGenerator())
                        && expected.getOrder().equals(found.getOrder());
            } catch (GeneralSecurityException e) {
                return false;
            }
        }
    }

    static PublicHalf read(Key key) {
        var scheme = key.scheme();
        var keytype = key.keytype();
        if (keytype.equals("sigstore-oidc")) {
            return unusable(
                    key, "keytype sigstore-oidc cannot be used by most TUF clients (expected: ed25519, ecdsa or rsa)");
        }
        if (keytype.equals("ed25519")) {
            return scheme.equals("ed25519") ? ed25519(key) : mismatch(key, "ed25519");
        }
        if (keytype.equals("ecdsa") || (keytype.equals(scheme) && CURVES.containsKey(scheme))) {
            var curve = CURVES.get(scheme);
            return curve == null ? mismatch(key, "ecdsa-sha2-nistp256") : ecdsa(key, curve);
        }
        if (keytype.equals("rsa")) {
            return PSS.containsKey(scheme) || PKCS1.containsKey(scheme) ? rsa(key) : mismatch(key, "rsassa-pss-sha256");
        }
        return unusable(key, "keytype " + shown(keytype) + " is unknown (expected: ed25519, ecdsa or rsa)");
    }

    private static PublicHalf ed25519(Key key) {
        var hex = key.publicValue();
        if (hex.length() != 64 || !Ascii.isLowerCaseHex(hex)) {
            return unusable(key, "keyval.public is not a raw public key (expected: 64 lower-case hexadecimal digits)");
        }
        var half = Ed25519Half.of(HexFormat.of().parseHex(hex));
        return half == null ? unusable(key, "keyval.public is not a point of the curve") : half;
    }

    private static PublicHalf ecdsa(Key key, Curve curve) {
        if (!(fromPem(key, "EC") instanceof ECPublicKey ec)) {
            return notPem(key, "an EC");
        }
        return curve.has(ec)
                ? JcaHalf.of(ec, curve.algorithm())
                : unusable(key, "keyval.public is on another curve (expected: " + curve.name() + ", as scheme says)");
    }

    private static PublicHalf rsa(Key key) {
        if (!(fromPem(key, "RSA") instanceof RSAPublicKey rsa)) {
            return notPem(key, "an RSA");
        }
        int bits = rsa.getModulus().bitLength();
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            return unusable(key, "RSA key of " + bits + " bits (expected: " + MIN_RSA_BITS + ".." + MAX_RSA_BITS + ")");
        }
        var digest = PSS.get(key.scheme());
        var algorithm = PKCS1.get(key.scheme());
        if (digest != null) {
            return JcaHalf.pss(rsa, digest);
        }
        return algorithm == null ? mismatch(key, "rsassa-pss-sha256") : JcaHalf.of(rsa, algorithm);
    }

    /** The key in a PEM text, or null when the text is not one whole SubjectPublicKeyInfo of this algorithm. */
    private static @Nullable PublicKey fromPem(Key key, String algorithm) {
        var text = key.publicValue().strip();
        if (!text.startsWith(PEM_HEAD) || !text.endsWith(PEM_TAIL)) {
            return null;
        }
        try {
            var body = text.substring(PEM_HEAD.length(), text.length() - PEM_TAIL.length());
            var spki = Base64.getDecoder().decode(body.replaceAll("\\s", ""));
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(spki));
        } catch (IllegalArgumentException | GeneralSecurityException | StringIndexOutOfBoundsException e) {
            return null;
        }
    }

    private static PublicHalf notPem(Key key, String algorithm) {
        return unusable(
                key,
                "keyval.public is not " + algorithm
                        + " key in PEM (expected: -----BEGIN PUBLIC KEY-----, a SubjectPublicKeyInfo)");
    }

    private static PublicHalf mismatch(Key key, String expected) {
        return unusable(
                key,
                "scheme " + shown(key.scheme()) + " does not go with keytype " + key.keytype() + " (expected: such as "
                        + expected + ")");
    }

    private static PublicHalf unusable(Key key, String problem) {
        var keyval = key.json().get("keyval");
        var material = key.keytype() + " " + (keyval == null ? "" : keyval.toText());
        return new PublicHalf.Unusable(problem, Bytes.utf8(material));
    }

    private static String shown(String text) {
        return new Json.Str(text.length() <= 60 ? text : text.substring(0, 60)).toText();
    }
}

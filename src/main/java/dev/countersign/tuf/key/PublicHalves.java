package dev.countersign.tuf.key;

import dev.countersign.json.Ascii;
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
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Reads the key types and schemes that TUF metadata uses (specification, 4.2, and what key services add to it). */
final class PublicHalves {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    static final String PEM_HEAD = "-----BEGIN PUBLIC KEY-----";
    static final String PEM_TAIL = "-----END PUBLIC KEY-----";

    private PublicHalves() {}

    static PublicHalf read(Key key) {
        var keytype = key.keytype();
        if (keytype.equals("sigstore-oidc")) {
            return unusable(
                    key, "keytype sigstore-oidc cannot be used by most TUF clients (expected: ed25519, ecdsa or rsa)");
        }
        var scheme = SignatureScheme.named(key.scheme())
                .filter(named -> named.goesWith(keytype))
                .orElse(null);
        if (scheme == null) {
            return mismatch(key, keytype);
        }
        return switch (scheme.family()) {
            case ED25519 -> ed25519(key);
            case ECDSA -> ecdsa(key, scheme);
            case RSA -> rsa(key, scheme);
        };
    }

    private static PublicHalf ed25519(Key key) {
        var hex = key.publicValue();
        if (hex.length() != 64 || !Ascii.isLowerCaseHex(hex)) {
            return unusable(key, "keyval.public is not a raw public key (expected: 64 lower-case hexadecimal digits)");
        }
        var half = Ed25519Half.parse(HexFormat.of().parseHex(hex));
        return half == null ? unusable(key, "keyval.public is not a point of the curve") : half;
    }

    private static PublicHalf ecdsa(Key key, SignatureScheme scheme) {
        if (!((isHex(key) ? EcPoint.read(key.publicValue(), scheme) : fromPem(key, scheme.family()))
                instanceof ECPublicKey ec)) {
            return notPem(key, "an EC");
        }
        return isOnCurve(ec, scheme)
                ? new JcaHalf(ec, scheme)
                : unusable(key, "keyval.public is on another curve (expected: " + scheme.curve() + ", as scheme says)");
    }

    /** As go-tuf once wrote ECDSA keys: the first roots of Sigstore have them. */
    private static boolean isHex(Key key) {
        return !key.publicValue().isEmpty() && key.publicValue().chars().allMatch(Ascii::isHex);
    }

    /** Compares the curve's numbers, because a key need not name its curve. */
    private static boolean isOnCurve(ECPublicKey key, SignatureScheme scheme) {
        try {
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(scheme.curve()));
            var expected = parameters.getParameterSpec(ECParameterSpec.class);
            var found = key.getParams();
            return expected.getCurve().equals(found.getCurve())
                    && expected.getGenerator().equals(found.getGenerator())
                    && expected.getOrder().equals(found.getOrder());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static PublicHalf rsa(Key key, SignatureScheme scheme) {
        if (!(fromPem(key, scheme.family()) instanceof RSAPublicKey rsa)) {
            return notPem(key, "an RSA");
        }
        int bits = rsa.getModulus().bitLength();
        return bits < MIN_RSA_BITS || bits > MAX_RSA_BITS
                ? unusable(key, "RSA key of " + bits + " bits (expected: " + MIN_RSA_BITS + ".." + MAX_RSA_BITS + ")")
                : new JcaHalf(rsa, scheme);
    }

    /** The key in a PEM text, or null when the text is not one whole SubjectPublicKeyInfo of this family. */
    private static @Nullable PublicKey fromPem(Key key, SignatureScheme.Family family) {
        var text = key.publicValue().strip();
        if (!text.startsWith(PEM_HEAD) || !text.endsWith(PEM_TAIL)) {
            return null;
        }
        try {
            var body = text.substring(PEM_HEAD.length(), text.length() - PEM_TAIL.length());
            var spki = Base64.getDecoder().decode(body.replaceAll("\\s", ""));
            return KeyFactory.getInstance(family.keyFactory()).generatePublic(new X509EncodedKeySpec(spki));
        } catch (IllegalArgumentException | GeneralSecurityException | StringIndexOutOfBoundsException e) {
            return null;
        }
    }

    private static PublicHalf notPem(Key key, String algorithm) {
        return unusable(
                key,
                "keyval.public is not " + algorithm + " key in PEM (expected: " + PEM_HEAD
                        + ", a SubjectPublicKeyInfo)");
    }

    private static PublicHalf mismatch(Key key, String keytype) {
        return Arrays.stream(SignatureScheme.Family.values())
                .filter(family -> family.keytype().equals(keytype))
                .findFirst()
                .map(family -> unusable(
                        key,
                        "scheme " + shown(key.scheme()) + " does not go with keytype " + keytype
                                + " (expected: such as " + family.usual().word() + ")"))
                .orElseGet(() ->
                        unusable(key, "keytype " + shown(keytype) + " is unknown (expected: ed25519, ecdsa or rsa)"));
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

package dev.countersign.access.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.countersign.access.oidc.JwsAlgorithm.JwkKind;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.KeyVerifier;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public key of an issuer (RFC 7517) that verifies signatures. Nimbus makes the key of its members, checks that points are
 * on their curves, and verifies; which key is right for which token is decided here.
 *
 * @param id null when the issuer gives it none
 * @param algorithm the only one it is for; null when the issuer does not say
 */
record IssuerKey(@Nullable String id, @Nullable JwsAlgorithm algorithm, JwkKind kind, Verifier verifier) {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 64;

    /** The members that make the public key; all others, such as certificates and private halves, are not read. */
    private static final Set<String> MATERIAL = Set.of("kty", "crv", "n", "e", "x", "y");

    private static final Map<Curve, JwkKind> CURVES =
            Map.of(Curve.P_256, JwkKind.P256, Curve.P_384, JwkKind.P384, Curve.P_521, JwkKind.P521);

    /** Verification of one signature by one key. */
    @FunctionalInterface
    interface Verifier {
        boolean verifies(JwsAlgorithm algorithm, Bytes message, Bytes signature) throws JOSEException;
    }

    /** Empty for a key of another use or of an unknown kind: issuers list those, too. */
    static Optional<IssuerKey> read(Json.Obj jwk) {
        if (!isForSignatures(jwk)) {
            return Optional.empty();
        }
        var named = jwk.text("alg");
        var algorithm = named == null ? null : JwsAlgorithm.parse(named).orElse(null);
        return named != null && algorithm == null
                ? Optional.empty()
                : material(jwk).map(key -> new IssuerKey(jwk.text("kid"), algorithm, key.kind, key.verifier));
    }

    private static boolean isForSignatures(Json.Obj jwk) {
        var use = jwk.get("use");
        return (use == null || use.equals(new Json.Str("sig")))
                && (jwk.get("key_ops") == null || jwk.texts("key_ops").contains("verify"));
    }

    private record Material(JwkKind kind, Verifier verifier) {}

    private static Optional<Material> material(Json.Obj jwk) {
        var members = Json.object();
        jwk.members().forEach((name, value) -> {
            if (MATERIAL.contains(name)) {
                members.put(name, value);
            }
        });
        try {
            return switch (JWK.parse(members.build().toText())) {
                case RSAKey rsa -> rsa(rsa.toRSAPublicKey());
                case ECKey ec -> ec(ec);
                case OctetKeyPair pair -> ed25519(pair);
                default -> Optional.empty();
            };
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException unusable) {
            return Optional.empty();
        }
    }

    private static Optional<Material> rsa(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        var exponent = key.getPublicExponent();
        return bits < MIN_RSA_BITS
                        || bits > MAX_RSA_BITS
                        || exponent.bitLength() < 2
                        || exponent.bitLength() > MAX_EXPONENT_BITS
                        || !exponent.testBit(0)
                ? Optional.empty()
                : Optional.of(new Material(JwkKind.RSA, nimbus(new RSASSAVerifier(key))));
    }

    private static Optional<Material> ec(ECKey key) throws JOSEException {
        var kind = CURVES.get(key.getCurve());
        return kind == null ? Optional.empty() : Optional.of(new Material(kind, nimbus(new ECDSAVerifier(key))));
    }

    private static Verifier nimbus(JWSVerifier verifier) {
        return (algorithm, message, signature) -> verifier.verify(
                new JWSHeader(JWSAlgorithm.parse(algorithm.word())),
                message.array(),
                Base64URL.encode(signature.array()));
    }

    /** Nimbus does not verify Ed25519 by itself; the keys of metadata do. */
    private static Optional<Material> ed25519(OctetKeyPair pair) {
        if (!Curve.Ed25519.equals(pair.getCurve())) {
            return Optional.empty();
        }
        var json = Json.object()
                .put("keytype", "ed25519")
                .put("scheme", "ed25519")
                .put(
                        "keyval",
                        Json.object()
                                .put("public", Bytes.wrap(pair.getDecodedX()).hex())
                                .build())
                .build();
        var key = new Key(KeyId.computeWhole(json), json);
        return KeyVerifier.problem(key).isPresent()
                ? Optional.empty()
                : Optional.of(new Material(
                        JwkKind.ED25519, (_, message, signature) -> KeyVerifier.verify(key, message, signature.hex())));
    }

    /** Whether a token means this key: never one of another kind, whatever its name. */
    boolean isMeantBy(Jwt token) {
        return kind == token.algorithm().kind()
                && (algorithm == null || algorithm == token.algorithm())
                && (token.keyId() == null || token.keyId().equals(id));
    }

    boolean verifies(Jwt token) {
        try {
            return isMeantBy(token) && verifier.verifies(token.algorithm(), token.signed(), token.signature());
        } catch (JOSEException unverifiable) {
            return false;
        }
    }
}

package dev.countersign.sign.kms.azure;

import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.json.Printable;
import dev.countersign.sign.EcdsaForm;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.PublicKeys;
import dev.countersign.sign.Signer;
import dev.countersign.sign.kms.DigestSigner;
import dev.countersign.sign.kms.KmsHttp;
import dev.countersign.sign.kms.KmsKeys;
import dev.countersign.sign.kms.KmsRequest;
import dev.countersign.sign.kms.OAuth;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.SignatureScheme;
import java.math.BigInteger;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;

/** Keys in Azure Key Vault and Managed HSM. Any thread; calls block. */
public final class AzureKeys implements KmsKeys {
    /** The scheme of the URIs. */
    public static final String SCHEME = "azurekms";

    private static final String WHOSE = "Azure Key Vault";
    private static final String VERSION = "api-version=7.4";

    /** Hosts of Azure only: a URI comes with a root, and must not have a token sent to anybody else. */
    private static final Pattern LOCATION = Pattern.compile("//([a-z0-9-]{1,127}\\.(?:vault|managedhsm)\\.(azure\\.net"
            + "|azure\\.cn|usgovcloudapi\\.net))(/keys/[A-Za-z0-9-]{1,127}/[A-Za-z0-9]{1,64})");

    private final Optional<URI> endpoint;
    private final AzureTokens tokens;
    private final KmsHttp http;

    /** @param endpoint asked in place of the host that a URI names; empty for that host */
    public AzureKeys(Optional<URI> endpoint, AzureTokens tokens, KmsHttp http) {
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.http = http;
    }

    /** Where a key is, and what tokens for it are for. */
    private record AzureKey(URI address, String resource) {
        URI at(String what) {
            return URI.create(address + what + "?" + VERSION);
        }
    }

    private AzureKey key(String location) {
        var parts = LOCATION.matcher(location);
        if (!parts.matches()) {
            throw new KeyUnavailable("\"azurekms:" + Printable.line(location)
                    + "\" names no key (expected: azurekms://VAULT.vault.azure.net/keys/NAME/VERSION)");
        }
        var server = endpoint.orElseGet(() -> URI.create("https://" + parts.group(1)));
        var kind = parts.group(1).contains(".managedhsm.") ? "managedhsm" : "vault";
        return new AzureKey(KmsRequest.at(server, parts.group(3)), "https://" + kind + "." + parts.group(2));
    }

    @Override
    public Signer open(String location, Key publicKey) {
        var key = key(location);
        return DigestSigner.open(publicKey, WHOSE, (digest, scheme) -> {
            var body = Json.object()
                    .put("alg", scheme.family() == SignatureScheme.Family.ECDSA ? "ES256" : "PS256")
                    .put("value", Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
            var signature = decoded(call(KmsRequest.post(key.at("/sign"), body.build()), key), "value");
            return scheme.family() == SignatureScheme.Family.ECDSA ? EcdsaForm.der(signature) : signature;
        });
    }

    @Override
    public Key publicKey(String location) {
        var key = key(location);
        return PublicKeys.fromParameters(
                parameters(call(KmsRequest.get(key.at("")), key).object("key")));
    }

    /** A JSON Web Key. */
    private static AsymmetricKeyParameter parameters(Members jwk) {
        var type = jwk.string("kty");
        if (type.startsWith("RSA")) {
            return new RSAKeyParameters(false, number(jwk, "n"), number(jwk, "e"));
        }
        if (!type.startsWith("EC") || !jwk.string("crv").equals("P-256")) {
            throw new KeyUnavailable(WHOSE + ": a key of another kind (expected: RSA, or EC on P-256)");
        }
        var curve = SECNamedCurves.getByOID(SECObjectIdentifiers.secp256r1);
        var domain = new ECNamedDomainParameters(SECObjectIdentifiers.secp256r1, curve);
        return new ECPublicKeyParameters(curve.getCurve().validatePoint(number(jwk, "x"), number(jwk, "y")), domain);
    }

    private static BigInteger number(Members jwk, String name) {
        return new BigInteger(1, decoded(jwk, name));
    }

    private static byte[] decoded(Members members, String name) {
        try {
            return Base64.getUrlDecoder().decode(members.string(name));
        } catch (IllegalArgumentException e) {
            throw new KeyUnavailable(WHOSE + ": " + name + " is not base64url");
        }
    }

    private Members call(KmsRequest request, AzureKey key) {
        var answer = OAuth.send(http, request, tokens.of(key.resource()));
        if (answer.isOk()) {
            return answer.members(WHOSE);
        }
        throw answer.refusal(
                WHOSE + ": " + key.address() + " answers " + answer.status() + " " + OAuth.message(answer),
                "a version of a key that is enabled, and an identity that may sign with it: role Key Vault Crypto"
                        + " User");
    }
}

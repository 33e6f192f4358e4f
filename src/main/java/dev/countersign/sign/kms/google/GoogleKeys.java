package dev.countersign.sign.kms.google;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.json.Printable;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.PublicKeys;
import dev.countersign.sign.Signer;
import dev.countersign.sign.kms.DigestSigner;
import dev.countersign.sign.kms.KmsAnswer;
import dev.countersign.sign.kms.KmsHttp;
import dev.countersign.sign.kms.KmsKeys;
import dev.countersign.sign.kms.KmsRequest;
import dev.countersign.sign.kms.OAuth;
import dev.countersign.sign.kms.RenewedCredential;
import dev.countersign.tuf.key.Key;
import java.net.URI;
import java.util.Base64;
import java.util.regex.Pattern;

/** Keys in Google Cloud KMS. Any thread; calls block. */
public final class GoogleKeys implements KmsKeys {
    /** The scheme of the URIs. */
    public static final String SCHEME = "gcpkms";

    /** Where Google's service is. */
    public static final URI ENDPOINT = URI.create("https://cloudkms.googleapis.com");

    private static final String WHOSE = "Google Cloud KMS";
    private static final String PART = "/[A-Za-z0-9._:-]{1,255}";
    private static final Pattern LOCATION = Pattern.compile("projects" + PART + "/locations" + PART + "/keyRings" + PART
            + "/cryptoKeys" + PART + "/cryptoKeyVersions/[0-9]{1,9}");

    private final URI endpoint;
    private final RenewedCredential<String> tokens;
    private final KmsHttp http;

    public GoogleKeys(URI endpoint, RenewedCredential<String> tokens, KmsHttp http) {
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.http = http;
    }

    @Override
    public Signer open(String location, Key publicKey) {
        var name = name(location);
        return DigestSigner.open(publicKey, WHOSE, (digest, _) -> {
            var body = Json.object()
                    .put(
                            "digest",
                            Json.object()
                                    .put("sha256", Base64.getEncoder().encodeToString(digest))
                                    .build())
                    .build();
            var answer = call(KmsRequest.post(address(name + ":asymmetricSign"), body), name);
            return KmsAnswer.bytes(WHOSE, "the signature", answer.string("signature"));
        });
    }

    @Override
    public Key publicKey(String location) {
        var name = name(location);
        var answer = call(KmsRequest.get(address(name + "/publicKey")), name);
        return PublicKeys.fromPem(Bytes.utf8(answer.string("pem")));
    }

    private static String name(String location) {
        if (!LOCATION.matcher(location).matches()) {
            throw new KeyUnavailable("\"gcpkms:" + Printable.line(location)
                    + "\" names no key (expected: gcpkms:projects/…/locations/…/keyRings/…/cryptoKeys/…/"
                    + "cryptoKeyVersions/N)");
        }
        return location;
    }

    private URI address(String path) {
        return KmsRequest.at(endpoint, "/v1/" + path);
    }

    private Members call(KmsRequest request, String name) {
        var answer = OAuth.send(http, request, tokens);
        if (answer.isOk()) {
            return answer.members(WHOSE);
        }
        throw answer.refusal(
                WHOSE + ": " + name + " answers " + answer.status() + " " + OAuth.message(answer),
                "a version of a key for asymmetric signing that is enabled, and an account that may use it: role"
                        + " cloudkms.signerVerifier");
    }
}

package dev.countersign.sign.kms.aws;

import dev.countersign.aws.AwsCredentials;
import dev.countersign.aws.AwsScope;
import dev.countersign.aws.CredentialSource;
import dev.countersign.aws.CredentialsUnavailable;
import dev.countersign.aws.SignatureV4;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.json.Printable;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.Pem;
import dev.countersign.sign.PublicKeys;
import dev.countersign.sign.Signer;
import dev.countersign.sign.kms.DigestSigner;
import dev.countersign.sign.kms.KmsAnswer;
import dev.countersign.sign.kms.KmsHttp;
import dev.countersign.sign.kms.KmsKeys;
import dev.countersign.sign.kms.KmsRequest;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.SignatureScheme;
import java.net.URI;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Keys in AWS KMS. Any thread; calls block. */
public final class AwsKeys implements KmsKeys {
    /** The scheme of the URIs. */
    public static final String SCHEME = "awskms";

    private static final String WHOSE = "AWS KMS";
    private static final String SERVICE = "kms";
    private static final Pattern LOCATION = Pattern.compile("[A-Za-z0-9:/_-]{1,2048}");
    private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:kms:([a-z0-9-]+):.*");

    private static final Set<String> THROTTLED = Set.of(
            "ThrottlingException",
            "Throttling",
            "LimitExceededException",
            "RequestLimitExceeded",
            "TooManyRequestsException");

    private static final Set<String> AWAY = Set.of(
            "DependencyTimeoutException",
            "KeyUnavailableException",
            "KMSInternalException",
            "ServiceUnavailableException",
            "ExpiredTokenException");

    private final CredentialSource credentials;
    private final Optional<String> region;
    private final Optional<URI> endpoint;
    private final KmsHttp http;
    private final InstantSource clock;

    /**
     * Keys of one account.
     *
     * @param region of keys that are not named by an ARN
     * @param endpoint empty for Amazon's
     */
    public AwsKeys(
            CredentialSource credentials,
            Optional<String> region,
            Optional<URI> endpoint,
            KmsHttp http,
            InstantSource clock) {
        this.credentials = credentials;
        this.region = region;
        this.endpoint = endpoint;
        this.http = http;
        this.clock = clock;
    }

    @Override
    public Signer open(String location, Key publicKey) {
        var id = id(location);
        return DigestSigner.open(publicKey, WHOSE, (digest, scheme) -> {
            var request = Json.object()
                    .put("KeyId", id)
                    .put("Message", Base64.getEncoder().encodeToString(digest))
                    .put("MessageType", "DIGEST")
                    .put("SigningAlgorithm", algorithm(scheme));
            return decoded(call("Sign", id, request.build()), "Signature");
        });
    }

    @Override
    public Key publicKey(String location) {
        var id = id(location);
        var answer = call("GetPublicKey", id, Json.object().put("KeyId", id).build());
        return PublicKeys.fromPem(Pem.write("PUBLIC KEY", decoded(answer, "PublicKey")));
    }

    private static String algorithm(SignatureScheme scheme) {
        return scheme.family() == SignatureScheme.Family.ECDSA ? "ECDSA_SHA_256" : "RSASSA_PSS_SHA_256";
    }

    private static String id(String location) {
        if (!LOCATION.matcher(location).matches()) {
            throw new KeyUnavailable("\"awskms:" + Printable.line(location)
                    + "\" names no key (expected: awskms: and a key id, alias/NAME or an ARN)");
        }
        return location;
    }

    private static byte[] decoded(Members answer, String name) {
        return KmsAnswer.bytes(WHOSE, name, answer.string(name));
    }

    private Members call(String action, String id, Json.Obj body) {
        var where = region(id);
        var request = KmsRequest.post(address(where), body)
                .with("Content-Type", "application/x-amz-json-1.1")
                .with("X-Amz-Target", "TrentService." + action);
        var answer = http.send(signed(request, where));
        if (answer.isOk()) {
            return answer.members(WHOSE);
        }
        throw refusal(action, id, answer);
    }

    private KmsRequest signed(KmsRequest request, String where) {
        var signature = new SignatureV4(find(), new AwsScope(where, SERVICE));
        var signed = request;
        var added = signature.sign(
                request.method(), request.address(), request.headers(), request.bytes(), clock.instant());
        for (var header : added.entrySet()) {
            signed = signed.with(header.getKey(), header.getValue());
        }
        return signed;
    }

    private AwsCredentials find() {
        try {
            return credentials
                    .find()
                    .orElseThrow(
                            () -> new KeyUnavailable(WHOSE + ": there are no credentials (expected: in the environment,"
                                    + " in ~/.aws, or of the role of this container or machine)"));
        } catch (CredentialsUnavailable e) {
            throw new KeyUnavailable(WHOSE + ": " + e.getMessage());
        }
    }

    private String region(String id) {
        var arn = ARN.matcher(id);
        return arn.matches()
                ? arn.group(1)
                : region.orElseThrow(() -> new KeyUnavailable(
                        WHOSE + ": no region (expected: keys.aws.region, AWS_REGION, or a key named by its ARN)"));
    }

    private URI address(String where) {
        return endpoint.orElseGet(() ->
                URI.create("https://kms." + where + ".amazonaws.com" + (where.startsWith("cn-") ? ".cn" : "") + "/"));
    }

    /** Amazon names the kind of a refusal; statuses are nearly always 400. */
    private static KeyUnavailable refusal(String action, String id, KmsAnswer answer) {
        var json = answer.json();
        var type = Optional.ofNullable(json.text("__type")).orElse("");
        var kind = type.substring(type.indexOf('#') + 1);
        var message = Optional.ofNullable(json.text("message")).orElse(json.text("Message"));
        var said = WHOSE + ": " + action + " with " + id + " answers " + answer.status() + " " + Printable.line(kind)
                + (message == null ? "" : ", " + Printable.line(message));
        if (THROTTLED.contains(kind)) {
            return KeyUnavailable.throttled(said, answer.retryAfter());
        }
        return AWAY.contains(kind)
                ? KeyUnavailable.away(said)
                : answer.refusal(said, "a key for signing that is enabled, and credentials that may use kms:" + action);
    }
}

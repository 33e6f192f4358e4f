package dev.countersign.sign.kms.google;

import dev.countersign.files.SmallFile;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.Members;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.Pem;
import dev.countersign.sign.kms.KmsHttp;
import dev.countersign.sign.kms.KmsRequest;
import dev.countersign.sign.kms.OAuth;
import dev.countersign.sign.kms.RenewedCredential;
import dev.countersign.sign.kms.RenewedCredential.Fetched;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of Google from where its own programs take them: the file that {@code GOOGLE_APPLICATION_CREDENTIALS} names, the one
 * that {@code gcloud auth application-default login} writes, or the metadata server of the machine.
 */
public final class GoogleTokens {
    private static final String WHOSE = "Google's credentials";
    private static final String SCOPE = "https://www.googleapis.com/auth/cloudkms";
    private static final String WHOLE_CLOUD = "https://www.googleapis.com/auth/cloud-platform";
    private static final URI TOKENS = URI.create("https://oauth2.googleapis.com/token");
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final JsonLimits LIMITS = new JsonLimits(8, 64 << 10);

    private final @Nullable Path file;
    private final Map<String, String> environment;
    private final Path home;
    private final KmsHttp http;
    private final InstantSource clock;

    /** @param file that was named for this; null when only the environment says which one */
    public GoogleTokens(
            @Nullable Path file, Map<String, String> environment, Path home, KmsHttp http, InstantSource clock) {
        this.file = file;
        this.environment = environment;
        this.home = home;
        this.http = http;
        this.clock = clock;
    }

    public RenewedCredential<String> tokens() {
        return new RenewedCredential<>(_ -> fetch(), clock);
    }

    private Fetched<String> fetch() {
        var named = Optional.ofNullable(file)
                .or(() -> Optional.ofNullable(environment.get("GOOGLE_APPLICATION_CREDENTIALS"))
                        .filter(name -> !name.isBlank())
                        .map(Path::of))
                .or(() -> Optional.of(home.resolve(".config/gcloud/application_default_credentials.json"))
                        .filter(Files::exists));
        return named.isPresent() ? ofFile(named.get()) : ofMachine();
    }

    private Fetched<String> ofFile(Path source) {
        var members = read(source);
        return switch (members.string("type")) {
            case "service_account" -> ofServiceAccount(members);
            case "authorized_user" ->
                ask(
                        TOKENS,
                        Map.of(
                                "grant_type",
                                "refresh_token",
                                "client_id",
                                members.string("client_id"),
                                "client_secret",
                                members.string("client_secret"),
                                "refresh_token",
                                members.string("refresh_token")));
            case "external_account" -> ofWorkload(members);
            case String other ->
                throw new KeyUnavailable(source + ": credentials of type \"" + other
                        + "\" (expected: service_account, authorized_user or external_account)");
        };
    }

    private static Members read(Path source) {
        try {
            return new Members(
                    "",
                    Json.parseObject(Bytes.wrap(SmallFile.read(source, LIMITS.maxBytes())), LIMITS),
                    (path, _, expected) ->
                            new KeyUnavailable(source + ": no " + path + " (expected: " + expected + ")"));
        } catch (IOException | InvalidInput e) {
            throw new KeyUnavailable(source + " cannot be read (expected: a file of Google's credentials, JSON)");
        }
    }

    private Fetched<String> ask(URI address, Map<String, String> fields) {
        return OAuth.ask(http, WHOSE, address, fields);
    }

    private Fetched<String> ofServiceAccount(Members account) {
        var address = URI.create(account.string("token_uri"));
        var now = clock.instant();
        var claims = Json.object()
                .put("iss", account.string("client_email"))
                .put("scope", SCOPE)
                .put("aud", address.toString())
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(LIFETIME).getEpochSecond());
        var head = Json.object()
                .put("alg", "RS256")
                .put("typ", "JWT")
                .put("kid", account.object().text("private_key_id"));
        var text = base64(head.build().toText()) + "." + base64(claims.build().toText());
        return ask(
                address,
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion",
                        text + "." + signature(account.string("private_key"), text)));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String signature(String pem, String text) {
        try {
            if (!(Pem.read(Bytes.utf8(pem)) instanceof PrivateKeyInfo info)) {
                throw new KeyUnavailable(WHOSE + ": private_key is no key in PEM (expected: PRIVATE KEY)");
            }
            var signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded())));
            signer.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyUnavailable(WHOSE + ": private_key cannot be used (expected: an RSA key)");
        }
    }

    /** Workload identity federation: a token of the platform in a file is changed for one of Google. */
    private Fetched<String> ofWorkload(Members account) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        fields.put("requested_token_type", "urn:ietf:params:oauth:token-type:access_token");
        fields.put("audience", account.string("audience"));
        fields.put("scope", WHOLE_CLOUD);
        fields.put("subject_token_type", account.string("subject_token_type"));
        fields.put("subject_token", subject(account.object("credential_source")));
        var own = ask(URI.create(account.string("token_url")), fields);
        return account.has("service_account_impersonation_url")
                ? impersonated(URI.create(account.string("service_account_impersonation_url")), own.value())
                : own;
    }

    private static String subject(Members source) {
        var file = Path.of(source.string("file"));
        try {
            var format = source.object().object("format");
            return "json".equals(format.text("type"))
                    ? read(file)
                            .string(Optional.ofNullable(format.text("subject_token_field_name"))
                                    .orElse("access_token"))
                    : SmallFile.text(file).strip();
        } catch (IOException e) {
            throw new KeyUnavailable(WHOSE + ": " + file + " cannot be read (expected: a token of the platform)");
        }
    }

    private Fetched<String> impersonated(URI address, String token) {
        var answer = http.send(KmsRequest.post(
                        address, Json.object().put("scope", List.of(SCOPE)).build())
                .with("Authorization", "Bearer " + token));
        if (!answer.isOk()) {
            throw answer.refusal(
                    WHOSE + ": " + address.getHost() + " answers " + answer.status() + " " + OAuth.message(answer),
                    "a service account that may be impersonated");
        }
        var members = answer.members(WHOSE);
        return new Fetched<>(
                members.string("accessToken"),
                Duration.between(clock.instant(), Instant.parse(members.string("expireTime"))));
    }

    private Fetched<String> ofMachine() {
        var host = environment.getOrDefault("GCE_METADATA_HOST", "metadata.google.internal");
        var address = URI.create("http://" + host + "/computeMetadata/v1/instance/service-accounts/default/token");
        return OAuth.token(
                WHOSE + ": the metadata server",
                http.send(KmsRequest.get(address).with("Metadata-Flavor", "Google")));
    }
}

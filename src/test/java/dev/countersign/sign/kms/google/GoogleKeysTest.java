package dev.countersign.sign.kms.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.KeyUnavailable.Again;
import dev.countersign.sign.VerifyingSigner;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.sign.kms.DigestDouble;
import dev.countersign.sign.kms.KmsDouble;
import dev.countersign.sign.kms.KmsDouble.Asked;
import dev.countersign.sign.kms.KmsDouble.Told;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a double that the official client accepts, too: {@code loadtest/clients/kms}. */
class GoogleKeysTest {
    private static final String NAME =
            "projects/p/locations/europe-north1/keyRings/r/cryptoKeys/online/cryptoKeyVersions/1";
    private static final Bytes MESSAGE = Bytes.wrap(new byte[100_000]);

    private final DigestDouble key = new DigestDouble(KeyKind.ECDSA_P256);
    private String token = "of-machine";
    private Told told;
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private KmsDouble server;

    @TempDir
    Path home;

    @BeforeEach
    void start() throws IOException {
        server = new KmsDouble(this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Told answer(Asked asked) {
        if (asked.path().startsWith("/computeMetadata/")) {
            assertThat(asked.header("Metadata-flavor")).isEqualTo("Google");
            return token("of-machine");
        }
        if (asked.path().equals("/token")) {
            return token("of-account");
        }
        if (asked.path().equals("/sts")) {
            return token("of-workload");
        }
        if (asked.path().equals("/impersonate")) {
            assertThat(asked.header("Authorization")).isEqualTo("Bearer of-workload");
            return Told.ok(Json.object()
                    .put("accessToken", "impersonated")
                    .put("expireTime", "2030-01-01T01:00:00Z")
                    .build());
        }
        if (told != null) {
            return told;
        }
        if (!asked.header("Authorization").equals("Bearer " + token)) {
            return Told.refused(401, "{\"error\":{\"status\":\"UNAUTHENTICATED\",\"message\":\"no\"}}");
        }
        return asked.path().endsWith(":asymmetricSign")
                ? Told.ok(Json.object()
                        .put("signature", key.sign(asked.json().object("digest").text("sha256")))
                        .build())
                : Told.ok(Json.object().put("pem", key.publicPem().utf8()).build());
    }

    private static Told token(String token) {
        return Told.ok(
                Json.object().put("access_token", token).put("expires_in", 3600).build());
    }

    private GoogleKeys keys(Path file) {
        var http = KmsDouble.http();
        var machine = server.address().getAuthority();
        var tokens = new GoogleTokens(file, Map.of("GCE_METADATA_HOST", machine), home, http, () -> now);
        return new GoogleKeys(server.address(), tokens.tokens(), http);
    }

    private void sign(Path file) {
        new VerifyingSigner(keys(file).open(NAME, key.pair().toKey())).sign(MESSAGE);
    }

    private List<String> asked(String path) {
        return server.asked().stream()
                .map(Asked::path)
                .filter(each -> each.startsWith(path))
                .toList();
    }

    private static Map<String, String> form(Asked asked) {
        return Arrays.stream(asked.body().utf8().split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(
                        field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
    }

    @Test
    void digestsAreSignedWithATokenOfTheMachineThatIsRenewedInTime() {
        var signer = keys(null).open(NAME, key.pair().toKey());

        signer.sign(MESSAGE);
        signer.sign(MESSAGE);
        assertThat(asked("/computeMetadata")).hasSize(1);
        now = now.plus(Duration.ofMinutes(45));
        signer.sign(MESSAGE);

        assertThat(asked("/computeMetadata")).hasSize(2);
        assertThat(asked("/v1/" + NAME + ":asymmetricSign")).hasSize(3);
        assertThat(server.asked().getLast().json().members().keySet()).containsExactly("digest");
    }

    @Test
    void aTokenThatIsRefusedIsExchangedOnce() {
        var signer = keys(null).open(NAME, key.pair().toKey());
        token = "another";

        assertThatThrownBy(() -> signer.sign(MESSAGE)).hasMessageContaining("UNAUTHENTICATED");

        assertThat(asked("/computeMetadata")).hasSize(2);
        assertThat(asked("/v1")).hasSize(2);
    }

    @Test
    void aServiceAccountSignsForItsToken() throws IOException {
        var account = PrivateKeys.generate(KeyKind.RSA_2048, new SecureRandom());
        var file = Files.writeString(
                home.resolve("account.json"),
                Json.object()
                        .put("type", "service_account")
                        .put("client_email", "signer@p.iam.gserviceaccount.com")
                        .put("private_key_id", "id")
                        .put("private_key", account.toPem(null).utf8())
                        .put("token_uri", server.address() + "/token")
                        .build()
                        .toText());
        token = "of-account";

        sign(file);

        var form = form(server.asked().getFirst());
        assertThat(form).containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        var parts = form.get("assertion").split("\\.");
        var claims = Json.parseObject(Bytes.wrap(Base64.getUrlDecoder().decode(parts[1])), new JsonLimits(4, 4096));
        assertThat(claims.text("iss")).isEqualTo("signer@p.iam.gserviceaccount.com");
        assertThat(claims.text("aud")).isEqualTo(server.address() + "/token");
        assertThat(parts).hasSize(3);
    }

    @Test
    void aWorkloadsTokenIsExchangedAndAServiceAccountImpersonated() throws IOException {
        var subject = Files.writeString(home.resolve("subject"), "of the platform\n");
        var file = Files.writeString(
                home.resolve("workload.json"),
                Json.object()
                        .put("type", "external_account")
                        .put("audience", "//iam.googleapis.com/pool")
                        .put("subject_token_type", "urn:ietf:params:oauth:token-type:jwt")
                        .put("token_url", server.address() + "/sts")
                        .put("service_account_impersonation_url", server.address() + "/impersonate")
                        .put(
                                "credential_source",
                                Json.object().put("file", subject.toString()).build())
                        .build()
                        .toText());
        token = "impersonated";

        sign(file);

        assertThat(form(server.asked().getFirst()))
                .containsEntry("subject_token", "of the platform")
                .containsEntry("audience", "//iam.googleapis.com/pool");
    }

    @Test
    void thePublicHalfIsAskedFor() {
        assertThat(keys(null).publicKey(NAME)).isEqualTo(key.pair().toKey());
    }

    @Test
    void whatItRefusesSaysWhenToAskAgain() {
        refuses(429, "RESOURCE_EXHAUSTED", new Again.Slower(Duration.ZERO));
        refuses(503, "UNAVAILABLE", new Again.Soon());
        refuses(403, "PERMISSION_DENIED", new Again.WhenMended());
        refuses(400, "FAILED_PRECONDITION", new Again.WhenMended());
        refuses(404, "NOT_FOUND", new Again.WhenMended());
    }

    private void refuses(int status, String kind, Again again) {
        told = Told.refused(status, "{\"error\":{\"status\":\"" + kind + "\",\"message\":\"why\"}}");
        var refusal = catchThrowableOfType(KeyUnavailable.class, () -> sign(null));
        assertThat(refusal.again()).as(kind).isEqualTo(again);
        assertThat(refusal).hasMessageContaining(kind + " why").hasMessageNotContaining("of-machine");
    }

    @Test
    void namesOnlyVersionsOfKeys() {
        for (var location : List.of("projects/p", NAME + "/x", "../" + NAME, NAME.replace("1", ""), "")) {
            assertThatThrownBy(() -> keys(null).open(location, key.pair().toKey()))
                    .isInstanceOf(KeyUnavailable.class)
                    .hasMessageContaining("cryptoKeyVersions/N");
        }
    }
}

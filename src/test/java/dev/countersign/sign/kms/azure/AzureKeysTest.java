package dev.countersign.sign.kms.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.KeyUnavailable.Again;
import dev.countersign.sign.VerifyingSigner;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.kms.DigestDouble;
import dev.countersign.sign.kms.KmsDouble;
import dev.countersign.sign.kms.KmsDouble.Asked;
import dev.countersign.sign.kms.KmsDouble.Told;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a double that the official client accepts, too: {@code loadtest/clients/kms}. */
class AzureKeysTest {
    private static final String LOCATION = "//tuf.vault.azure.net/keys/online/0123456789abcdef0123456789abcdef";
    private static final Bytes MESSAGE = Bytes.wrap(new byte[100_000]);

    private final DigestDouble key = new DigestDouble(KeyKind.ECDSA_P256);
    private final Map<String, String> environment = new HashMap<>();
    private Told told;
    private KmsDouble server;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        server = new KmsDouble(this::answer);
        var token = Files.writeString(folder.resolve("token"), "of the pod\n");
        environment.put("AZURE_FEDERATED_TOKEN_FILE", token.toString());
        environment.put("AZURE_CLIENT_ID", "client");
        environment.put("AZURE_TENANT_ID", "tenant");
        environment.put("AZURE_AUTHORITY_HOST", server.address().toString());
        environment.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", server.address().toString());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Told answer(Asked asked) {
        if (asked.path().contains("/oauth2/")) {
            return Told.ok(Json.object()
                    .put("access_token", "token")
                    .put("expires_in", "3599")
                    .build());
        }
        if (told != null) {
            return told;
        }
        assertThat(asked.header("Authorization")).isEqualTo("Bearer token");
        if (asked.path().endsWith("/sign?api-version=7.4")) {
            var digest = Base64.getUrlDecoder().decode(asked.json().text("value"));
            var signature = key.sign(digest, "NONEwithECDSAinP1363Format");
            return Told.ok(Json.object().put("value", base64(signature)).build());
        }
        return Told.ok(Json.object().put("key", jwk()).build());
    }

    private Json.Obj jwk() {
        try {
            var der = Base64.getDecoder().decode(key.publicDer());
            var point = ((ECPublicKeyParameters) PublicKeyFactory.createKey(der)).getQ();
            return Json.object()
                    .put("kty", "EC-HSM")
                    .put("crv", "P-256")
                    .put("x", base64(point.getAffineXCoord().getEncoded()))
                    .put("y", base64(point.getAffineYCoord().getEncoded()))
                    .build();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private AzureKeys keys() {
        return keys(server.address());
    }

    private AzureKeys keys(URI endpoint) {
        var http = KmsDouble.http();
        var tokens = new AzureTokens(environment, http, () -> Instant.parse("2030-01-01T00:00:00Z"));
        return new AzureKeys(Optional.of(endpoint), tokens, http);
    }

    private void sign() {
        new VerifyingSigner(keys().open(LOCATION, key.pair().toKey())).sign(MESSAGE);
    }

    @Test
    void digestsAreSignedWithATokenOfTheWorkload() {
        sign();

        var asked = server.asked().getFirst();
        assertThat(asked.path()).isEqualTo("/tenant/oauth2/v2.0/token");
        assertThat(asked.body().utf8())
                .contains("client_assertion=of+the+pod")
                .contains("scope=https%3A%2F%2Fvault.azure.net%2F.default");
        assertThat(server.asked().getLast().json().text("alg")).isEqualTo("ES256");
    }

    @Test
    void aSecretOrTheIdentityOfTheMachineServesAsWell() {
        environment.remove("AZURE_FEDERATED_TOKEN_FILE");
        environment.put("AZURE_CLIENT_SECRET", "secret");
        sign();
        assertThat(server.asked().getFirst().body().utf8()).contains("client_secret=secret");

        environment.remove("AZURE_CLIENT_SECRET");
        sign();
        assertThat(server.asked())
                .filteredOn(asked -> asked.path().startsWith("/metadata/identity/oauth2/token?"))
                .singleElement()
                .satisfies(asked -> assertThat(asked.header("Metadata")).isEqualTo("true"));
    }

    @Test
    void thePublicHalfIsAskedFor() {
        assertThat(keys().publicKey(LOCATION)).isEqualTo(key.pair().toKey());
    }

    @Test
    void anEndpointMayEndWithASlash() {
        assertThat(keys(URI.create(server.address() + "/")).publicKey(LOCATION))
                .isEqualTo(key.pair().toKey());
        assertThat(server.asked().getLast().path()).startsWith("/keys/online/");
    }

    @Test
    void noTokenIsSentToAHostThatIsNotOfAzure() {
        for (var location : List.of(
                "//evil.example/keys/a/1",
                "//vault.azure.net.evil.example/keys/a/1",
                "//tuf.vault.azure.net@evil.example/keys/a/1",
                "//tuf.vault.azure.net:1/keys/a/1",
                "//tuf.vault.azure.net/keys/a",
                "//tuf.vault.azure.net/secrets/a/1")) {
            assertThatThrownBy(() -> keys().open(location, key.pair().toKey()))
                    .isInstanceOf(KeyUnavailable.class)
                    .hasMessageContaining("names no key");
        }
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void whatItRefusesSaysWhenToAskAgain() {
        refuses(new Told(429, Map.of("Retry-After", "3"), error("Throttled")), new Again.Slower(Duration.ofSeconds(3)));
        refuses(Told.refused(503, error("Unavailable")), new Again.Soon());
        refuses(Told.refused(403, error("Forbidden")), new Again.WhenMended());
        refuses(Told.refused(404, error("KeyNotFound")), new Again.WhenMended());
    }

    private static String error(String code) {
        return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"why\"}}";
    }

    private void refuses(Told answer, Again again) {
        told = answer;
        var refusal = catchThrowableOfType(KeyUnavailable.class, this::sign);
        assertThat(refusal.again()).isEqualTo(again);
        assertThat(refusal).hasMessageContaining("why");
    }

    @Test
    void numbersOfASignatureMayBeginWithZeros() {
        var raw = new byte[64];
        Arrays.fill(raw, 8, 32, (byte) 0xff);
        Arrays.fill(raw, 60, 64, (byte) 0x01);

        var der = dev.countersign.sign.EcdsaForm.der(raw);

        assertThat(new BigInteger(1, Arrays.copyOfRange(der, 4, 4 + der[3])))
                .isEqualTo(new BigInteger(1, Arrays.copyOf(raw, 32)));
    }
}

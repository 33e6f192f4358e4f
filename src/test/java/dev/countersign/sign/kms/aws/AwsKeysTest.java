package dev.countersign.sign.kms.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.aws.AwsCredentials;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.KeyUnavailable.Again;
import dev.countersign.sign.Signer;
import dev.countersign.sign.VerifyingSigner;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.sign.kms.DigestDouble;
import dev.countersign.sign.kms.KmsDouble;
import dev.countersign.sign.kms.KmsDouble.Asked;
import dev.countersign.sign.kms.KmsDouble.Told;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a double; ministack is in {@code loadtest/clients/kms}. */
class AwsKeysTest {
    /** Longer than what AWS takes of a message itself. */
    private static final Bytes MESSAGE = Bytes.wrap(new byte[100_000]);

    private final DigestDouble key = new DigestDouble(KeyKind.ECDSA_P256);
    private Told told;
    private KmsDouble server;

    @BeforeEach
    void start() throws IOException {
        server = new KmsDouble(asked -> told == null ? answer(asked) : told);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Told answer(Asked asked) {
        return switch (asked.header("X-amz-target")) {
            case "TrentService.Sign" ->
                Told.ok(Json.object()
                        .put("Signature", key.sign(asked.json().text("Message")))
                        .build());
            case "TrentService.GetPublicKey" ->
                Told.ok(Json.object().put("PublicKey", key.publicDer()).build());
            default -> Told.refused(400, "{}");
        };
    }

    private AwsKeys keys() {
        return new AwsKeys(
                () -> Optional.of(new AwsCredentials("AKID", "secret", Optional.of("session"), Optional.empty())),
                Optional.of("eu-north-1"),
                Optional.of(server.address()),
                KmsDouble.http(),
                () -> Instant.parse("2030-01-01T00:00:00Z"));
    }

    private Signer signer(GeneratedKey pair) {
        return new VerifyingSigner(keys().open("alias/online", pair.toKey()));
    }

    @Test
    void digestsAreSignedOneInEachCallAndRequestsAreSignedToo() {
        assertThat(signer(key.pair()).signAll(List.of(MESSAGE, MESSAGE))).hasSize(2);

        assertThat(server.asked()).hasSize(2);
        var asked = server.asked().getFirst();
        assertThat(asked.json().members().keySet())
                .containsExactly("KeyId", "Message", "MessageType", "SigningAlgorithm");
        assertThat(asked.json().text("KeyId")).isEqualTo("alias/online");
        assertThat(asked.json().text("MessageType")).isEqualTo("DIGEST");
        assertThat(asked.json().text("SigningAlgorithm")).isEqualTo("ECDSA_SHA_256");
        assertThat(Base64.getDecoder().decode(asked.json().text("Message"))).hasSize(32);
        assertThat(asked.header("X-amz-target")).isEqualTo("TrentService.Sign");
        assertThat(asked.header("Content-type")).isEqualTo("application/x-amz-json-1.1");
        assertThat(asked.header("X-amz-security-token")).isEqualTo("session");
        assertThat(asked.header("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKID/20300101/eu-north-1/kms/aws4_request,"
                        + " SignedHeaders=accept;content-type;host;x-amz-date;x-amz-security-token;x-amz-target,");
    }

    @Test
    void thePublicHalfIsAskedFor() {
        assertThat(keys().publicKey("alias/online")).isEqualTo(key.pair().toKey());
    }

    @Test
    void anArnNamesItsRegion() {
        var arn = "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

        keys().open(arn, key.pair().toKey()).sign(MESSAGE);

        assertThat(server.asked().getFirst().header("Authorization")).contains("/us-west-2/kms/");
    }

    @Test
    void ed25519IsRefusedBecauseAwsTakesNoLongMessages() {
        var pair = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());

        assertThatThrownBy(() -> signer(pair))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("ecdsa-sha2-nistp256 or rsassa-pss-sha256");
    }

    @Test
    void whatItRefusesSaysWhenToAskAgain() {
        refuses(400, "ThrottlingException", new Again.Slower(Duration.ZERO));
        refuses(400, "com.amazonaws.kms#LimitExceededException", new Again.Slower(Duration.ZERO));
        refuses(400, "DependencyTimeoutException", new Again.Soon());
        refuses(500, "KMSInternalException", new Again.Soon());
        refuses(502, "", new Again.Soon());
        refuses(400, "AccessDeniedException", new Again.WhenMended());
        refuses(400, "DisabledException", new Again.WhenMended());
        refuses(400, "NotFoundException", new Again.WhenMended());
        refuses(400, "KMSInvalidStateException", new Again.WhenMended());
    }

    private void refuses(int status, String type, Again again) {
        told = new Told(status, Map.of(), "{\"__type\":\"" + type + "\",\"message\":\"why\"}");
        var refusal = catchThrowableOfType(
                KeyUnavailable.class, () -> signer(key.pair()).sign(MESSAGE));
        assertThat(refusal.again()).as(type).isEqualTo(again);
        assertThat(refusal).hasMessageContaining("why").hasMessageNotContaining("secret");
    }

    @Test
    void withoutCredentialsOrRegionItSaysWhatIsMissing() {
        var none = new AwsKeys(
                Optional::empty, Optional.of("x"), Optional.of(server.address()), KmsDouble.http(), Instant::now);
        assertThatThrownBy(() -> none.open("alias/x", key.pair().toKey()).sign(MESSAGE))
                .hasMessageContaining("there are no credentials");
        var nowhere = new AwsKeys(Optional::empty, Optional.empty(), Optional.empty(), KmsDouble.http(), Instant::now);
        assertThatThrownBy(() -> nowhere.open("alias/x", key.pair().toKey()).sign(MESSAGE))
                .hasMessageContaining("no region");
    }
}

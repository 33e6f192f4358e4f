package dev.countersign.sign.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.KeyUnavailable.Again;
import dev.countersign.sign.Signer;
import dev.countersign.sign.VerifyingSigner;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.sign.kms.KmsDouble;
import dev.countersign.sign.kms.KmsDouble.Told;
import dev.countersign.sign.kms.vault.VaultSettings.VaultLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a double; the real OpenBao is in {@code loadtest/clients/kms}. */
class VaultKeysTest {
    private static final Bytes MESSAGE = Bytes.utf8("message");

    private final GeneratedKey pair = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
    private final FakeVault vault = new FakeVault(Map.of("online", pair.signer()), "token");
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private KmsDouble server;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        server = new KmsDouble(vault::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private VaultKeys keys(VaultLogin login) {
        return new VaultKeys(new VaultSettings(server.address(), "transit", "tuf", login), KmsDouble.http(), () -> now);
    }

    private Signer signer() {
        return signer("online/1");
    }

    private Signer signer(String location) {
        return new VerifyingSigner(keys(VaultAccess.token(() -> "token")).open(location, pair.toKey()));
    }

    private List<KmsDouble.Asked> signings() {
        return server.asked().stream()
                .filter(asked -> asked.path().contains("/sign/"))
                .toList();
    }

    @Test
    void manyMessagesAreSignedInOneCall() {
        var messages =
                IntStream.range(0, 64).mapToObj(i -> Bytes.utf8("message " + i)).toList();

        assertThat(signer().signAll(messages)).hasSize(64);

        assertThat(signings()).hasSize(1);
        var asked = signings().getFirst();
        assertThat(asked.path()).isEqualTo("/v1/transit/sign/online");
        assertThat(asked.header("X-vault-namespace")).isEqualTo("tuf");
        assertThat(asked.header("X-vault-request")).isEqualTo("true");
        assertThat(asked.json().get("key_version")).isEqualTo(new Json.Int(1));
    }

    @Test
    void longMessagesAreSpreadOverCalls() {
        var long3 = Bytes.wrap(new byte[3 << 20]);

        assertThat(signer().signAll(List.of(long3, long3, MESSAGE))).hasSize(3);

        assertThat(signings()).hasSize(2);
    }

    @Test
    void whatItRefusesSaysWhenToAskAgain() {
        refuses(FakeVault.error(403, "permission denied"), new Again.WhenMended(), "policy allows update on");
        refuses(FakeVault.error(400, "signing key not found"), new Again.WhenMended(), "signing key not found");
        refuses(FakeVault.error(503, "Vault is sealed"), new Again.Soon(), "Vault is sealed");
        refuses(FakeVault.error(500, "internal error"), new Again.Soon(), "internal error");
        refuses(FakeVault.error(429, "too many"), new Again.Slower(Duration.ZERO), "too many");
        refuses(
                new Told(429, Map.of("Retry-After", "7"), "{\"errors\":[\"quota\"]}"),
                new Again.Slower(Duration.ofSeconds(7)),
                "quota");
        refuses(Told.refused(200, "not JSON"), new Again.WhenMended(), "is this the right server?");
        refuses(
                Told.ok(Json.object()
                        .put(
                                "data",
                                Json.object().put("batch_results", List.of()).build())
                        .build()),
                new Again.WhenMended(),
                "no signature for each message");
    }

    private void refuses(Told told, Again again, String sentence) {
        server.script(asked -> asked.path().contains("/sign/") ? told : vault.answer(asked));
        var refusal = catchThrowableOfType(KeyUnavailable.class, () -> signer().sign(MESSAGE));
        assertThat(refusal.again()).isEqualTo(again);
        assertThat(refusal).hasMessageContaining(sentence).hasMessageNotContaining("X-Vault-Token");
    }

    @Test
    void oneThatDoesNotAnswerIsAway() {
        server.close();
        var away = catchThrowableOfType(KeyUnavailable.class, () -> signer().sign(MESSAGE));
        assertThat(away.again()).isEqualTo(new Again.Soon());
        assertThat(away).hasMessageContaining("cannot be connected to");
    }

    @Test
    void anotherKeyThanThePublicHalfIsRefused() {
        var other = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
        var signer = new VerifyingSigner(keys(VaultAccess.token(() -> "token")).open("online/1", other.toKey()));

        assertThatThrownBy(() -> signer.sign(MESSAGE)).hasMessageContaining("its public half does not verify");
    }

    @Test
    void namesOnlyKeysOfTheEngine() {
        for (var location : List.of("online", "online/", "online/x", "../sys/1", "a b/1", "/1", "online/1/2")) {
            assertThatThrownBy(() -> signer(location))
                    .isInstanceOf(KeyUnavailable.class)
                    .hasMessageContaining("expected: hv:NAME/VERSION");
        }
    }

    @Test
    void aTokenThatWasExchangedInItsFileIsUsedWhenTheOldOneIsRefused() throws IOException {
        var file = Files.writeString(folder.resolve("token"), "old\n");
        var signer = keys(VaultAccess.tokenIn(file)).open("online/1", pair.toKey());
        assertThatThrownBy(() -> signer.sign(MESSAGE)).isInstanceOf(KeyUnavailable.class);

        Files.writeString(file, "token\n");

        assertThat(signer.sign(MESSAGE)).isNotNull();
    }

    @Test
    void aTokenOfALoginIsRenewedBeforeItEndsAndReplacedWhenItCannotBe() throws IOException {
        var jwt = Files.writeString(folder.resolve("jwt"), "of the pod");
        var renewable = new AtomicReference<>(true);
        server.script(asked -> switch (asked.path()) {
            case "/v1/auth/k8s/login" ->
                token(asked.json().text("role") + asked.json().text("jwt"));
            case "/v1/auth/token/renew-self" -> renewable.get() ? token("renewed") : FakeVault.error(403, "no");
            default -> vault.answer(asked);
        });
        var signer = keys(new VaultLogin.OfKubernetes("k8s", "signer", jwt)).open("online/1", pair.toKey());

        signer.sign(MESSAGE);
        now = now.plusSeconds(60);
        signer.sign(MESSAGE);
        assertThat(auths()).containsExactly("/v1/auth/k8s/login");
        now = now.plusSeconds(60 * 40);
        signer.sign(MESSAGE);
        assertThat(auths()).containsExactly("/v1/auth/k8s/login", "/v1/auth/token/renew-self");
        renewable.set(false);
        now = now.plusSeconds(60 * 50);
        signer.sign(MESSAGE);
        assertThat(auths()).endsWith("/v1/auth/token/renew-self", "/v1/auth/k8s/login");
    }

    @Test
    void anApplicationLogsInWithTheIdOfItsRoleAndTheSecretInItsFile() throws IOException {
        var secret = Files.writeString(folder.resolve("secret-id"), "first\n");
        server.script(asked -> switch (asked.path()) {
            case "/v1/auth/apps/login" ->
                List.of("first", "second").contains(asked.json().text("secret_id"))
                                && "role 1".equals(asked.json().text("role_id"))
                        ? token("renewed")
                        : FakeVault.error(400, "invalid role or secret ID");
            case "/v1/auth/token/renew-self" -> FakeVault.error(403, "no");
            default -> vault.answer(asked);
        });
        var signer = keys(new VaultLogin.OfAppRole("apps", "role 1", secret)).open("online/1", pair.toKey());
        signer.sign(MESSAGE);

        // A secret that was replaced meanwhile is the one of the next login.
        Files.writeString(secret, "second\n");
        now = now.plusSeconds(60 * 50);
        signer.sign(MESSAGE);
        assertThat(auths()).containsExactly("/v1/auth/apps/login", "/v1/auth/token/renew-self", "/v1/auth/apps/login");
        assertThat(server.asked().stream().filter(asked -> asked.path().endsWith("login")))
                .extracting(asked -> asked.json().text("secret_id"))
                .containsExactly("first", "second");

        Files.writeString(secret, "wrong\n");
        assertThatThrownBy(() -> keys(new VaultLogin.OfAppRole("apps", "role 1", secret))
                        .open("online/1", pair.toKey())
                        .sign(MESSAGE))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("invalid role or secret ID");
    }

    private List<String> auths() {
        return server.asked().stream()
                .map(KmsDouble.Asked::path)
                .filter(path -> path.contains("/auth/"))
                .toList();
    }

    private static Told token(String about) {
        assertThat(about).isIn("signerof the pod", "renewed");
        var auth = Json.object()
                .put("client_token", "token")
                .put("lease_duration", 3600)
                .put("renewable", true)
                .build();
        return Told.ok(Json.object().put("auth", auth).build());
    }
}

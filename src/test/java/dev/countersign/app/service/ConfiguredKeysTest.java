package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.app.config.Config;
import dev.countersign.app.config.KeySettings;
import dev.countersign.http.tls.TestAuthority;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.OnlineKeys;
import dev.countersign.sign.SigningManner;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.sign.kms.KmsDouble;
import dev.countersign.sign.kms.vault.FakeVault;
import dev.countersign.tuf.key.Key;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredKeysTest {

    @TempDir
    Path home;

    /** A service whose keys are elsewhere starts, whatever the environment says of a place that it does not use. */
    @Test
    void whatIsWrongWithAPlaceConcernsOnlyTheKeysThere() {
        var places = places(Map.of("HOME", home.toString(), "AWS_CONFIG_FILE", home.toString()));

        assertThatThrownBy(() -> places.signer(at("awskms:alias/online")))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageStartingWith("AWS KMS: " + home + " cannot be read");
        assertThat(places.signer(at("gcpkms:projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1")))
                .isNotNull();
    }

    /** It is asked for on threads that must not wait. */
    @Test
    void howAPlaceSignsIsKnownBeforeItIsOpened() {
        var places = places(Map.of("HOME", home.toString(), "AWS_CONFIG_FILE", home.toString()));

        assertThat(places.manner(at("awskms:alias/online"))).isEqualTo(SigningManner.SINGLY_OVER_NETWORK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hv:online/1",
                "awskms:alias/online",
                "gcpkms:projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
                "azurekms://v.vault.azure.net/keys/k/1"
            })
    void authoritiesThatCannotBeReadConcernOnlyTheKeysThere(String uri) {
        var missing = home.resolve("none.pem");
        var places = trusting(missing, URI.create("https://127.0.0.1:1"));

        assertThatThrownBy(() -> places.signer(at(uri)))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessage("authorities of a key service: " + missing + " is not there");
    }

    @Test
    void aServiceIsBelievedWhoseAuthorityIsNamed() throws IOException {
        var authority = TestAuthority.named("the service's");
        var key = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
        var vault = new FakeVault(Map.of("online", key.signer()), "token");
        try (var server = KmsDouble.showing(authority.client(authority.issue("vault")), vault::answer)) {
            var online = at("hv:online/1", key.toKey());
            var ca = authority.write(home.resolve("ca.pem"));
            Files.writeString(home.resolve("token"), "token");

            assertThat(trusting(ca, server.address()).signer(online).sign(Bytes.utf8("message")))
                    .isNotNull();

            TestAuthority.named("somebody else's").write(ca);
            var doubtful = trusting(ca, server.address()).signer(online);
            assertThatThrownBy(() -> doubtful.sign(Bytes.utf8("message")))
                    .isInstanceOf(KeyUnavailable.class)
                    .hasMessageContaining("shows no certificate that is trusted: ");
        }
    }

    private OnlineKeys trusting(Path ca, URI endpoint) {
        var usual = Config.defaults().keys();
        var settings = new KeySettings(
                usual.directory(),
                usual.calls(),
                usual.timeout(),
                new KeySettings.Vault(
                        endpoint, "transit", null, ca, new KeySettings.VaultAuth.TokenFile(home.resolve("token"))),
                new KeySettings.Aws("eu-west-1", endpoint, null, ca),
                new KeySettings.Google(endpoint, null, ca),
                new KeySettings.Azure(endpoint, ca),
                usual.pkcs11());
        return new ConfiguredKeys(settings, Map.of("HOME", home.toString()), InstantSource.system()).places();
    }

    private static OnlineKeys places(Map<String, String> environment) {
        return new ConfiguredKeys(Config.defaults().keys(), environment, InstantSource.system()).places();
    }

    private static Key at(String uri) {
        return at(
                uri,
                PrivateKeys.generate(KeyKind.ECDSA_P256, new SecureRandom()).toKey());
    }

    private static Key at(String uri, Key key) {
        return new Key(key.id(), key.json().with(Key.URI_MEMBER, new Json.Str(uri)));
    }
}

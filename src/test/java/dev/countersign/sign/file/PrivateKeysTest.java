package dev.countersign.sign.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.Fixtures;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.PublicKeys;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.KeyVerifier;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrivateKeysTest {
    private static final Bytes MESSAGE = Bytes.utf8("message");
    private static final String ED25519_ID = "63d00ee3cf4f5c61ad94efa696c68f13b608fe56ecea13fb144a6fd18e9235b9";
    private static final String EC_ID = "95111325be7df2e0b12f5beb18f91f81a6c5aa520aa7620ae712632ac549739f";

    private static void assertSigns(Signer signer) {
        var signature = signer.sign(MESSAGE);
        assertThat(signature.keyid()).isEqualTo(signer.key().id());
        assertThat(KeyVerifier.verify(signer.key(), MESSAGE, signature.sig())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ec-sec1", "ec-pkcs8", "rsa-pkcs1", "ec-p384"})
    void loadsUnencryptedKeys(String name) {
        assertSigns(PrivateKeys.load(Fixtures.pem(name), null));
        assertSigns(PrivateKeys.load(Fixtures.pem(name), Fixtures.passphrase()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ed25519-pbes2",
                "ed25519-scrypt",
                "ec-sec1-encrypted",
                "rsa-pkcs1-encrypted",
                "rsa-pbes1-md5-des",
                "rsa-pbes1-sha1-3des"
            })
    void loadsEncryptedKeysWithTheirPassphraseOnly(String name) {
        var pem = Fixtures.pem(name);
        assertSigns(PrivateKeys.load(pem, Fixtures.passphrase()));
        assertThatThrownBy(() -> PrivateKeys.load(pem, "wrong".toCharArray()))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessage("the private key cannot be decrypted (expected: its passphrase)");
        assertThatThrownBy(() -> PrivateKeys.load(pem, null))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("is encrypted");
    }

    @ParameterizedTest
    @CsvSource({
        "ed25519, " + ED25519_ID,
        "ed25519-scrypt, " + ED25519_ID,
        "ec-sec1, " + EC_ID,
        "ec-sec1-encrypted, " + EC_ID
    })
    void keyidsAreThoseOfThePublishedVectors(String name, String id) {
        assertThat(PrivateKeys.load(Fixtures.pem(name), Fixtures.passphrase())
                        .key()
                        .id())
                .isEqualTo(new KeyId(id));
    }

    @Test
    void publicFilesGiveTheSameKeys() {
        assertThat(PublicKeys.fromPem(Fixtures.pem("ed25519-public")).id()).isEqualTo(new KeyId(ED25519_ID));
        assertThat(PublicKeys.fromPem(Fixtures.pem("ec-public")).id()).isEqualTo(new KeyId(EC_ID));
        var rsa = PrivateKeys.load(Fixtures.pem("rsa-pkcs1"), null).key();
        assertThat(PublicKeys.fromPem(Fixtures.pem("rsa-public"))).isEqualTo(rsa);
        assertThat(PublicKeys.fromPem(Fixtures.pem("rsa-public-pkcs1"))).isEqualTo(rsa);
        assertThat(rsa.publicValue()).isEqualTo(Fixtures.pem("rsa-public").utf8());
        assertThat(PublicKeys.fromPem(Bytes.utf8(
                                Fixtures.pem("ec-public").utf8().strip().replace("\n", "\r\n")))
                        .id())
                .isEqualTo(new KeyId(EC_ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed448", "ec-k256", "rsa-1024", "ed25519-public"})
    void refusesPrivateKeysThatTufHasNoUseFor(String name) {
        assertThatThrownBy(() -> PrivateKeys.load(Fixtures.pem(name), null)).isInstanceOf(KeyUnavailable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no key",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n",
                "-----BEGIN EC PRIVATE KEY-----\n!!!!\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nMC4CAQ",
                "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"
            })
    void refusesTextThatIsNoKey(String text) {
        assertThatThrownBy(() -> PrivateKeys.load(Bytes.utf8(text), Fixtures.passphrase()))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("expected: ");
        assertThatThrownBy(() -> PublicKeys.fromPem(Bytes.utf8(text)))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("expected: ");
    }

    @Test
    void refusesThePrivateHalfOfAnotherKey() {
        var expected = PublicKeys.fromPem(Fixtures.pem("ed25519-public"));
        assertThatThrownBy(() -> PrivateKeys.load(Fixtures.pem("ec-sec1"), null, expected))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("is not the other half of key " + ED25519_ID);
        assertSigns(PrivateKeys.load(Fixtures.pem("ed25519"), null, expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsassa-pss-sha224",
                "rsassa-pss-sha256",
                "rsassa-pss-sha384",
                "rsassa-pss-sha512",
                "rsa-pkcs1v15-sha224",
                "rsa-pkcs1v15-sha256",
                "rsa-pkcs1v15-sha384",
                "rsa-pkcs1v15-sha512"
            })
    void signsUnderTheIdAndSchemeOfThePublicKey(String scheme) {
        var rsa = PublicKeys.fromPem(Fixtures.pem("rsa-public"));
        var expected = new Key(new KeyId("my-key"), rsa.json().with("scheme", new Json.Str(scheme)));
        var signer = PrivateKeys.load(Fixtures.pem("rsa-pkcs1"), null, expected);
        assertThat(signer.key()).isEqualTo(expected);
        assertSigns(signer);
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyKind.class,
            names = {"ED25519", "ECDSA_P256", "RSA_2048"})
    void generatedKeysCanBeWrittenAndReadAgain(KeyKind kind) {
        var generated = PrivateKeys.generate(kind, new SecureRandom());
        assertSigns(generated.signer());
        assertThat(PublicKeys.fromPem(generated.publicPem())).isEqualTo(generated.toKey());
        assertSigns(PrivateKeys.load(generated.toPem(null), null, generated.toKey()));
        var encrypted = generated.toPem(Fixtures.passphrase());
        assertThat(encrypted.utf8()).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        assertSigns(PrivateKeys.load(encrypted, Fixtures.passphrase(), generated.toKey()));
        assertThatThrownBy(() -> PrivateKeys.load(encrypted, "wrong".toCharArray()))
                .isInstanceOf(KeyUnavailable.class);
    }

    @Test
    void generatedKeysDiffer() {
        var random = new SecureRandom();
        assertThat(PrivateKeys.generate(KeyKind.ED25519, random).toKey())
                .isNotEqualTo(PrivateKeys.generate(KeyKind.ED25519, random).toKey());
    }

    @Test
    void nothingPrintsAKey() {
        var generated = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
        assertThat(generated.toString())
                .isEqualTo("GeneratedKey[" + generated.toKey().id() + "]");
        assertThat(generated.signer().toString())
                .isEqualTo("Ed25519Signer[" + generated.toKey().id() + "]");
    }
}

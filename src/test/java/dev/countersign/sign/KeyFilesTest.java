package dev.countersign.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.sign.file.KeyFileAccess;
import dev.countersign.sign.file.KeyForm;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.key.KeyVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Key files as other software and other systems write them. */
class KeyFilesTest {
    private static final Bytes MESSAGE = Bytes.utf8("a message");

    private static Bytes elsewhere(Bytes pem) {
        return Bytes.utf8("\uFEFF" + pem.utf8().replace("\n", "\r\n"));
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void byteOrderMarksAndCarriageReturnsAreReadInEveryFile(KeyKind kind) {
        var pair = PrivateKeys.generate(kind, new SecureRandom());
        var secret = "correct horse".toCharArray();

        assertThat(KeyForm.detect(elsewhere(pair.publicPem()))).isEqualTo(KeyForm.PUBLIC);
        assertThat(KeyForm.detect(elsewhere(pair.toPem(null)))).isEqualTo(KeyForm.PKCS8);
        assertThat(KeyForm.detect(elsewhere(pair.toPem(secret)))).isEqualTo(KeyForm.ENCRYPTED_PKCS8);
        assertThat(PublicKeys.fromPem(elsewhere(pair.publicPem()))).isEqualTo(pair.toKey());
        assertThat(PrivateKeys.load(elsewhere(pair.toPem(null)), null).key()).isEqualTo(pair.toKey());
        assertThat(PrivateKeys.load(elsewhere(pair.toPem(secret)), secret).key())
                .isEqualTo(pair.toKey());
    }

    private static KeyPair pss(PSSParameterSpec limits) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSASSA-PSS");
        generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4, limits));
        return generator.generateKeyPair();
    }

    private static Bytes privatePem(KeyPair pair) {
        return Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    private static Bytes publicPem(KeyPair pair) {
        return Pem.write("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    @Test
    void bothHalvesOfAnRsaPssKeyAreThatOfAnRsaKey() throws GeneralSecurityException {
        for (var limits :
                new PSSParameterSpec[] {null, new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1)
                }) {
            var pair = pss(limits);
            var signer = PrivateKeys.load(privatePem(pair), null);
            var listed = PublicKeys.fromPem(publicPem(pair));

            assertThat(signer.key()).isEqualTo(listed);
            assertThat(listed.scheme()).isEqualTo("rsassa-pss-sha256");
            assertThat(KeyVerifier.verify(listed, MESSAGE, signer.sign(MESSAGE).sig()))
                    .isTrue();
        }
    }

    @Test
    void anRsaPssKeyForAnotherHashIsRefused() throws GeneralSecurityException {
        var pair = pss(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));

        for (var reading : new Runnable[] {
            () -> PrivateKeys.load(privatePem(pair), null), () -> PublicKeys.fromPem(publicPem(pair))
        }) {
            assertThatThrownBy(reading::run)
                    .isInstanceOf(KeyUnavailable.class)
                    .hasMessageContaining("limited to another hash (expected: SHA-256");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-----BEGIN OPENSSH PRIVATE KEY-----|ssh-keygen -p -m PKCS8",
                "ssh-ed25519 AAAAC3Nz me|countersign key generate",
                "ssh-rsa AAAAB3Nz me|ssh-keygen -e -m PKCS8",
                "-----BEGIN CERTIFICATE-----|openssl x509",
                "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----|a private key of cosign",
                "-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----|a private key of cosign",
                "PuTTY-User-Key-File-3: ssh-rsa|puttygen",
                "-----BEGIN PGP PRIVATE KEY BLOCK-----|OpenPGP",
                "0\202\001\000|openssl pkey -inform DER"
            })
    void otherFormsAreNamedWithTheirConversion(String file, String advice) {
        var bytes = Bytes.wrap(file.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> PublicKeys.fromPem(bytes)).hasMessageContaining(advice);
        assertThatThrownBy(() -> PrivateKeys.load(bytes, null)).hasMessageContaining(advice);
        assertThat(KeyForm.advice(bytes)).contains(advice);
    }

    @Test
    void onlyFilesThatEveryoneMayReadAreWarnedOf(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("key"), "x");
        for (var allowed : new String[] {"rw-------", "r--------", "r--r-----", "rw-rw----"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(allowed));
            assertThat(KeyFileAccess.warning(file)).as(allowed).isEmpty();
        }
        for (var open : new String[] {"rw-r--r--", "r--r--r--"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
            assertThat(KeyFileAccess.warning(file))
                    .hasValueSatisfying(warning -> assertThat(warning).contains(file.toString(), "chmod 600"));
        }
        assertThat(KeyFileAccess.warning(folder.resolve("absent"))).isEmpty();
    }
}

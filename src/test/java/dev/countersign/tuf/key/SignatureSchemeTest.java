package dev.countersign.tuf.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SignatureSchemeTest {
    private static final Bytes MESSAGE = Bytes.utf8("message");

    @ParameterizedTest
    @EnumSource
    void isFoundByItsWordAndGoesWithItsKeys(SignatureScheme scheme) {
        assertThat(SignatureScheme.named(scheme.word())).hasValue(scheme);
        assertThat(SignatureScheme.named(scheme.word().toUpperCase())).isEmpty();
        for (var family : SignatureScheme.Family.values()) {
            assertThat(scheme.goesWith(family.keytype())).isEqualTo(family == scheme.family());
        }
    }

    /** What signs and what verifies are opened by the same row of the table. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ED25519")
    void whatItSignsItVerifies(SignatureScheme scheme) throws GeneralSecurityException {
        var pair = pair(scheme);
        var signer = scheme.open();
        signer.initSign(pair.getPrivate());
        signer.update(MESSAGE.array());
        var signature = signer.sign();
        var half = new JcaHalf(pair.getPublic(), scheme);

        assertThat(half.verifies(MESSAGE, signature)).isTrue();
        assertThat(half.verifies(Bytes.utf8("another"), signature)).isFalse();
        assertThat(SignatureScheme.values())
                .filteredOn(other -> other.family() == scheme.family() && other != scheme)
                .noneMatch(other -> new JcaHalf(pair.getPublic(), other).verifies(MESSAGE, signature));
    }

    private static KeyPair pair(SignatureScheme scheme) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(scheme.family().keyFactory());
        if (scheme.family() == SignatureScheme.Family.ECDSA) {
            generator.initialize(new ECGenParameterSpec(scheme.curve()));
        } else {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }
}

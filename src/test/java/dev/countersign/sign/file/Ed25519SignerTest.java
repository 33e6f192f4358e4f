package dev.countersign.sign.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.sign.NativeSignatures;
import dev.countersign.sign.PublicKeys;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.KeyVerifier;
import dev.countersign.tuf.key.NativeEd25519;
import java.security.Security;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Ed25519SignerTest {
    private static final Ed25519PrivateKeyParameters SECRET = secret();

    private static Ed25519PrivateKeyParameters secret() {
        var seed = new byte[32];
        for (int i = 0; i < seed.length; i++) {
            seed[i] = (byte) i;
        }
        return new Ed25519PrivateKeyParameters(seed);
    }

    private static Signer signer() {
        return new Ed25519Signer(PublicKeys.fromParameters(SECRET.generatePublicKey()), SECRET);
    }

    @Test
    void matchesThePublishedVector() {
        var message = Bytes.utf8("{\"a\":\"é\n\",\"b\":[1,true,null,\"q\\\"uote\\\\\"],\"z\":{\"k\":-5}}");
        assertThat(signer().sign(message).sig())
                .isEqualTo("fea83102dc61b5494920c68eece97e04b1d96e1bccdf2684f7489b944b89cdb7"
                        + "707370dfcf85437f42d1d1d74d9ba7c5da502b4df8c83f9abf7739e03858a60a");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 50_000, 1 << 20, (1 << 20) + 1})
    void signsAlikeInNativeCode(int length) {
        var message = new byte[length];
        java.util.Arrays.fill(message, (byte) 'x');
        var bytes = Bytes.wrap(message);
        var signer = signer();
        var here = signer.sign(bytes);

        assertThat(NativeSignatures.register()).isEmpty();
        try {
            assertThat(NativeEd25519.provider(Bytes.EMPTY)).isNotNull();
            var there = signer.sign(bytes);
            assertThat(there).isEqualTo(here);
            assertThat(KeyVerifier.verify(signer.key(), bytes, there.sig())).isTrue();
            var other = Bytes.utf8("other");
            assertThat(KeyVerifier.verify(signer.key(), other, there.sig())).isFalse();
        } finally {
            Security.removeProvider(NativeEd25519.PROVIDER);
        }
        assertThat(KeyVerifier.verify(signer.key(), bytes, here.sig())).isTrue();
    }
}

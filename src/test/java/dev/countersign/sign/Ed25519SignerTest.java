package dev.countersign.sign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.tuf.Bytes;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
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
        return new Ed25519Signer(PublicKeys.of(SECRET.generatePublicKey()), SECRET);
    }

    @Test
    void matchesThePublishedVector() {
        var message = Bytes.utf8("{\"a\":\"é\n\",\"b\":[1,true,null,\"q\\\"uote\\\\\"],\"z\":{\"k\":-5}}");
        assertThat(signer().sign(message).sig())
                .isEqualTo("fea83102dc61b5494920c68eece97e04b1d96e1bccdf2684f7489b944b89cdb7"
                        + "707370dfcf85437f42d1d1d74d9ba7c5da502b4df8c83f9abf7739e03858a60a");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Ed25519Signer.LARGE - 1, Ed25519Signer.LARGE, 1_600_000})
    void signsAlikeAtEveryLength(int length) {
        var message = new byte[length];
        java.util.Arrays.fill(message, (byte) 'x');
        var expected = new byte[64];
        SECRET.sign(Ed25519.Algorithm.Ed25519, null, message, 0, length, expected, 0);
        assertThat(signer().sign(Bytes.wrap(message)).sig())
                .isEqualTo(HexFormat.of().formatHex(expected));
    }
}

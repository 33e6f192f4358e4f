package dev.countersign.sign;

import dev.countersign.tuf.Bytes;
import dev.countersign.tuf.Key;
import dev.countersign.tuf.Signature;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 key in memory. Signing is deterministic, so both ways of computing it give the same bytes. */
final class Ed25519Signer implements Signer {
    /**
     * Messages from this length on, in bytes, are signed by the Java runtime, shorter ones by Bouncy Castle. A signature
     * hashes the message twice: the runtime's SHA-512 is more than twice as fast, but its curve arithmetic costs some
     * 0.4 milliseconds more for each signature. Both took the same time at about this length.
     */
    static final int LARGE = 160 * 1024;

    private final Key key;
    private final Ed25519PrivateKeyParameters secret;
    private final PrivateKey jca;

    Ed25519Signer(Key key, Ed25519PrivateKeyParameters secret) {
        this.key = key;
        this.secret = secret;
        this.jca = jca(secret);
    }

    private static PrivateKey jca(Ed25519PrivateKeyParameters secret) {
        try {
            var plain = PrivateKeyInfoFactory.createPrivateKeyInfo(secret).getEncoded();
            return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(plain));
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyUnavailable("this Java runtime does not take the Ed25519 key");
        }
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public Signature sign(Bytes message) {
        var signature = message.length() < LARGE ? signSmall(message) : signLarge(message);
        return new Signature(key.id(), HexFormat.of().formatHex(signature));
    }

    private byte[] signSmall(Bytes message) {
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        secret.sign(Ed25519.Algorithm.Ed25519, null, message.array(), 0, message.length(), signature, 0);
        return signature;
    }

    private byte[] signLarge(Bytes message) {
        try {
            var signer = java.security.Signature.getInstance("Ed25519");
            signer.initSign(jca);
            signer.update(message.array());
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new KeyUnavailable("key " + key.id() + ": this Java runtime cannot sign with it");
        }
    }

    @Override
    public String toString() {
        return "Ed25519Signer[" + key.id() + "]";
    }
}

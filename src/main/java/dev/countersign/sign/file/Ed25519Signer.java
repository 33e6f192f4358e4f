package dev.countersign.sign.file;

import dev.countersign.json.Bytes;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.NativeEd25519;
import dev.countersign.tuf.key.NativeEd25519Signer;
import dev.countersign.tuf.key.Signature;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 key in memory. Native code signs where there is some, otherwise Bouncy Castle; signing is deterministic,
 * so both give the same bytes.
 */
final class Ed25519Signer implements Signer {
    private final Key key;
    private final Ed25519PrivateKeyParameters secret;
    private final NativeEd25519Signer inNativeCode;

    Ed25519Signer(Key key, Ed25519PrivateKeyParameters secret) {
        this.key = key;
        this.secret = secret;
        this.inNativeCode = new NativeEd25519Signer(secret);
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public Signature sign(Bytes message) {
        try {
            var signature = inNativeCode.sign(message).orElseGet(() -> signHere(message));
            return new Signature(key.id(), HexFormat.of().formatHex(signature));
        } catch (GeneralSecurityException e) {
            throw new KeyUnavailable("key " + key.id() + ": " + NativeEd25519.PROVIDER + " cannot sign with it");
        }
    }

    private byte[] signHere(Bytes message) {
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        secret.sign(Ed25519.Algorithm.Ed25519, null, message.array(), 0, message.length(), signature, 0);
        return signature;
    }

    @Override
    public String toString() {
        return "Ed25519Signer[" + key.id() + "]";
    }
}

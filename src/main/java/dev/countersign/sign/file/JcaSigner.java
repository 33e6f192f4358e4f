package dev.countersign.sign.file;

import dev.countersign.json.Bytes;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.Signature;
import dev.countersign.tuf.key.SignatureScheme;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/** An ECDSA or RSA key in memory, with which the Java runtime signs. */
final class JcaSigner implements Signer {
    private final Key key;
    private final PrivateKey secret;
    private final SignatureScheme scheme;

    private JcaSigner(Key key, PrivateKey secret, SignatureScheme scheme) {
        this.key = key;
        this.secret = secret;
        this.scheme = scheme;
    }

    static JcaSigner load(Key key, PrivateKeyInfo info) {
        var scheme = SignatureScheme.named(key.scheme())
                .filter(named -> named.family() != SignatureScheme.Family.ED25519)
                .orElseThrow(() -> new KeyUnavailable(
                        "key " + key.id() + ": scheme \"" + key.scheme() + "\" is none this software signs with"));
        try {
            var secret = KeyFactory.getInstance(scheme.family().keyFactory())
                    .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
            return new JcaSigner(key, secret, scheme);
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyUnavailable(
                    "key " + key.id() + ": this Java runtime does not take the private key (expected: RSA, or"
                            + " ECDSA with a curve given by name)");
        }
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public Signature sign(Bytes message) {
        try {
            var signer = scheme.open();
            signer.initSign(secret);
            signer.update(message.array());
            return new Signature(key.id(), HexFormat.of().formatHex(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new KeyUnavailable("key " + key.id() + ": this Java runtime cannot sign with it");
        }
    }

    @Override
    public String toString() {
        return "JcaSigner[" + key.id() + "]";
    }
}

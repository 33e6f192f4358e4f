package dev.countersign.sign.pkcs11;

import dev.countersign.json.Bytes;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.Key;
import dev.countersign.tuf.Signature;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;

/** A key that stays in its token, which signs digests computed here; Ed25519 takes the message itself. */
final class TokenSigner implements Signer {
    private final Key key;
    private final TokenObject object;

    TokenSigner(Key key, TokenObject object) {
        this.key = key;
        this.object = object;
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public Signature sign(Bytes message) {
        return new Signature(key.id(), HexFormat.of().formatHex(signature(message)));
    }

    private byte[] signature(Bytes message) {
        return switch (key.scheme()) {
            case "ed25519" -> object.sign(Cryptoki.MECHANISM_EDDSA, new long[0], message.toByteArray());
            case "ecdsa-sha2-nistp256" -> ecdsa("SHA-256", message);
            case "ecdsa-sha2-nistp384" -> ecdsa("SHA-384", message);
            case "ecdsa-sha2-nistp521" -> ecdsa("SHA-512", message);
            case "rsassa-pss-sha256" -> pss("SHA-256", message, 0x250, 2, 32);
            case "rsassa-pss-sha384" -> pss("SHA-384", message, 0x260, 3, 48);
            case "rsassa-pss-sha512" -> pss("SHA-512", message, 0x270, 4, 64);
            default ->
                throw new KeyUnavailable(
                        "key " + key.id() + ": scheme \"" + key.scheme() + "\" is none that tokens are used with here");
        };
    }

    /** Parameters as PKCS#11 numbers them: the hash, the mask with the same hash, and a salt as long as the digest. */
    private byte[] pss(String digest, Bytes message, long hash, long mask, long salt) {
        return object.sign(Cryptoki.MECHANISM_RSA_PSS, new long[] {hash, mask, salt}, digest(digest, message));
    }

    /** Tokens give the two numbers one after the other; metadata has them in DER. */
    private byte[] ecdsa(String digest, Bytes message) {
        var raw = object.sign(Cryptoki.MECHANISM_ECDSA, new long[0], digest(digest, message));
        int half = raw.length / 2;
        var r = new BigInteger(1, Arrays.copyOfRange(raw, 0, half));
        var s = new BigInteger(1, Arrays.copyOfRange(raw, half, raw.length));
        try {
            return new DERSequence(new ASN1Encodable[] {new ASN1Integer(r), new ASN1Integer(s)}).getEncoded();
        } catch (IOException e) {
            throw new KeyUnavailable("key " + key.id() + ": the token's signature cannot be encoded");
        }
    }

    private static byte[] digest(String algorithm, Bytes message) {
        try {
            return MessageDigest.getInstance(algorithm).digest(message.array());
        } catch (NoSuchAlgorithmException e) {
            throw new KeyUnavailable("this Java runtime has no " + algorithm);
        }
    }

    @Override
    public String toString() {
        return "TokenSigner[" + key.id() + "]";
    }
}

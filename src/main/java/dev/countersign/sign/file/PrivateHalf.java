package dev.countersign.sign.file;

import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.PublicKeys;
import dev.countersign.sign.RsaPss;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** A private key that has been read. Its public half is computed, never taken from the file. */
final class PrivateHalf {
    private final PrivateKeyInfo info;
    private final AsymmetricKeyParameter parameters;

    private PrivateHalf(PrivateKeyInfo info, AsymmetricKeyParameter parameters) {
        this.info = info;
        this.parameters = parameters;
    }

    /** Reads the decoded key. */
    static PrivateHalf parse(PrivateKeyInfo info) {
        try {
            var plain = RsaPss.plain(info);
            return new PrivateHalf(plain, PrivateKeyFactory.createKey(plain));
        } catch (KeyUnavailable e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw unknown();
        }
    }

    PrivateKeyInfo info() {
        return info;
    }

    /** The public half as it goes into metadata. */
    Key publicKey() {
        return PublicKeys.fromParameters(publicParameters());
    }

    AsymmetricKeyParameter publicParameters() {
        return switch (parameters) {
            case Ed25519PrivateKeyParameters key -> key.generatePublicKey();
            case ECPrivateKeyParameters key -> publicPoint(key);
            case RSAPrivateCrtKeyParameters key ->
                new RSAKeyParameters(false, key.getModulus(), key.getPublicExponent());
            default -> throw unknown();
        };
    }

    private static AsymmetricKeyParameter publicPoint(ECPrivateKeyParameters key) {
        BigInteger scalar = key.getD();
        var point = new FixedPointCombMultiplier().multiply(key.getParameters().getG(), scalar);
        return new ECPublicKeyParameters(point, key.getParameters());
    }

    /**
     * A signer under a public key's id and scheme.
     *
     * @throws KeyUnavailable when the scheme is none this software signs with
     */
    Signer signer(Key key) {
        return parameters instanceof Ed25519PrivateKeyParameters ed25519
                ? new Ed25519Signer(key, ed25519)
                : JcaSigner.load(key, info);
    }

    private static KeyUnavailable unknown() {
        return new KeyUnavailable(
                "the private key is of another kind (expected: Ed25519, ECDSA on P-256, P-384 or P-521, or RSA)");
    }

    @Override
    public String toString() {
        return "PrivateHalf";
    }
}

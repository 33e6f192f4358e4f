package dev.countersign.sign.pkcs11;

import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.PublicKeys;
import dev.countersign.tuf.key.Key;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/** A private key in a token, and what the token says of its public half. */
final class TokenObject {
    private static final int ED25519_BYTES = 32;

    private final Cryptoki cryptoki;
    private final long session;
    private final long handle;
    private final char[] pin;

    TokenObject(Cryptoki cryptoki, long session, long handle, char[] pin) {
        this.cryptoki = cryptoki;
        this.session = session;
        this.handle = handle;
        this.pin = pin;
    }

    String label() {
        return attribute(handle, Cryptoki.ATTRIBUTE_LABEL)
                .map(label -> new String(label, StandardCharsets.UTF_8))
                .orElse("");
    }

    byte[] id() {
        return attribute(handle, Cryptoki.ATTRIBUTE_ID).orElse(new byte[0]);
    }

    byte[] sign(long mechanism, long[] parameters, byte[] message) {
        return cryptoki.sign(session, handle, mechanism, parameters, message, asksEveryTime());
    }

    void close() {
        cryptoki.close(session);
    }

    /** Some keys, such as that in slot 9c of a PIV card, want the PIN for every signature. */
    private Optional<char[]> asksEveryTime() {
        return attribute(handle, Cryptoki.ATTRIBUTE_ALWAYS_AUTHENTICATE)
                .filter(value -> value[0] != 0)
                .map(_ -> pin);
    }

    /** The public half as it goes into metadata. */
    Key publicKey() {
        return fromPublicObject()
                .or(this::fromCertificate)
                .map(PublicKeys::fromParameters)
                .orElseThrow(() -> new KeyUnavailable("the token has the private key \"" + label()
                        + "\", but neither its public key nor a certificate under the same id"));
    }

    private Optional<AsymmetricKeyParameter> fromPublicObject() {
        return sibling(Cryptoki.CLASS_PUBLIC).flatMap(this::read);
    }

    private Optional<AsymmetricKeyParameter> fromCertificate() {
        return sibling(Cryptoki.CLASS_CERTIFICATE)
                .flatMap(certificate -> attribute(certificate, Cryptoki.ATTRIBUTE_VALUE))
                .map(der -> key(Certificate.getInstance(der).getSubjectPublicKeyInfo()));
    }

    private Optional<Long> sibling(long objectClass) {
        var id = id();
        return cryptoki.objects(session, objectClass).stream()
                .filter(other -> Arrays.equals(
                        id, attribute(other, Cryptoki.ATTRIBUTE_ID).orElse(new byte[0])))
                .findFirst();
    }

    private Optional<AsymmetricKeyParameter> read(long object) {
        long type =
                cryptoki.number(session, object, Cryptoki.ATTRIBUTE_KEY_TYPE).orElse(-1L);
        if (type == Cryptoki.KEY_RSA) {
            return rsa(object);
        }
        var point = attribute(object, Cryptoki.ATTRIBUTE_EC_POINT).map(TokenObject::unwrapped);
        if (type == Cryptoki.KEY_EDWARDS) {
            return point.filter(bytes -> bytes.length == ED25519_BYTES).map(Ed25519PublicKeyParameters::new);
        }
        var curve = attribute(object, Cryptoki.ATTRIBUTE_EC_PARAMS);
        return type == Cryptoki.KEY_EC && point.isPresent() && curve.isPresent()
                ? Optional.of(ec(curve.get(), point.get()))
                : Optional.empty();
    }

    private Optional<AsymmetricKeyParameter> rsa(long object) {
        var modulus = attribute(object, Cryptoki.ATTRIBUTE_MODULUS).map(bytes -> new BigInteger(1, bytes));
        var exponent = attribute(object, Cryptoki.ATTRIBUTE_PUBLIC_EXPONENT).map(bytes -> new BigInteger(1, bytes));
        return modulus.isPresent() && exponent.isPresent()
                ? Optional.of(new RSAKeyParameters(false, modulus.get(), exponent.get()))
                : Optional.empty();
    }

    private static AsymmetricKeyParameter ec(byte[] curve, byte[] point) {
        try {
            var algorithm =
                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, ASN1Primitive.fromByteArray(curve));
            return key(new SubjectPublicKeyInfo(algorithm, point));
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private static AsymmetricKeyParameter key(SubjectPublicKeyInfo info) {
        try {
            return PublicKeyFactory.createKey(info);
        } catch (IOException | RuntimeException e) {
            throw unreadable();
        }
    }

    /** The standard wraps points as DER octet strings; some tokens do not. */
    private static byte[] unwrapped(byte[] point) {
        try {
            return ASN1Primitive.fromByteArray(point) instanceof ASN1OctetString string ? string.getOctets() : point;
        } catch (IOException | RuntimeException e) {
            return point;
        }
    }

    private Optional<byte[]> attribute(long object, long type) {
        return cryptoki.attribute(session, object, type);
    }

    private static KeyUnavailable unreadable() {
        return new KeyUnavailable("the token's public key is of a kind this software does not know (expected: ECDSA on"
                + " P-256, P-384 or P-521, RSA, or Ed25519)");
    }

    @Override
    public String toString() {
        return "TokenObject";
    }
}

package dev.countersign.sign;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.KeyVerifier;
import dev.countersign.tuf.key.SignatureScheme;
import java.io.IOException;
import java.util.HexFormat;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** Public keys in PEM. */
public final class PublicKeys {
    private PublicKeys() {}

    /**
     * The key in a PEM file, with the keyid that most software would give it.
     *
     * @throws KeyUnavailable when it cannot be read, or is of no kind that TUF clients know
     */
    public static Key fromPem(Bytes pem) {
        if (!(Pem.read(pem) instanceof SubjectPublicKeyInfo info)) {
            throw new KeyUnavailable("the file holds no public key in PEM (expected: -----BEGIN PUBLIC KEY-----)"
                    + OtherForms.advice(pem));
        }
        try {
            return fromParameters(PublicKeyFactory.createKey(RsaPss.plain(info)));
        } catch (KeyUnavailable e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new KeyUnavailable(
                    "the public key cannot be read (expected: Ed25519, ECDSA on P-256, P-384 or P-521, or RSA)");
        }
    }

    /** The key as it goes into metadata. */
    public static Key fromParameters(AsymmetricKeyParameter parameters) {
        return switch (parameters) {
            case Ed25519PublicKeyParameters key ->
                key(SignatureScheme.ED25519, HexFormat.of().formatHex(key.getEncoded()));
            case ECPublicKeyParameters key -> key(onCurve(key), spki(key));
            case RSAKeyParameters key -> key(SignatureScheme.RSA_PSS_SHA256, spki(key));
            default -> throw otherKind();
        };
    }

    /** By the size of the curve. Another curve of the same size is refused when the key is made. */
    private static SignatureScheme onCurve(ECPublicKeyParameters key) {
        return SignatureScheme.onCurve(key.getParameters().getCurve().getFieldSize())
                .orElseThrow(PublicKeys::otherKind);
    }

    private static KeyUnavailable otherKind() {
        return new KeyUnavailable(
                "a public key of another kind (expected: Ed25519, ECDSA on P-256, P-384 or P-521, or RSA)");
    }

    /** A key's public half as a PEM file. */
    public static Bytes toPem(Key key) {
        return key.keytype().equals(SignatureScheme.Family.ED25519.keytype())
                ? spkiPem(new Ed25519PublicKeyParameters(HexFormat.of().parseHex(key.publicValue())))
                : Bytes.utf8(key.publicValue());
    }

    /** The key's SubjectPublicKeyInfo in PEM. */
    private static String spki(AsymmetricKeyParameter key) {
        return spkiPem(key).utf8();
    }

    public static Bytes spkiPem(AsymmetricKeyParameter key) {
        try {
            return Pem.write(
                    "PUBLIC KEY",
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key).getEncoded());
        } catch (IOException e) {
            throw new KeyUnavailable("the public key cannot be encoded");
        }
    }

    private static Key key(SignatureScheme scheme, String value) {
        var json = Json.object()
                .put("keytype", scheme.family().keytype())
                .put("scheme", scheme.word())
                .put("keyval", Json.object().put("public", value).build())
                .build();
        var key = new Key(KeyId.compute(json), json);
        KeyVerifier.problem(key).ifPresent(problem -> {
            throw new KeyUnavailable(problem);
        });
        return key;
    }
}

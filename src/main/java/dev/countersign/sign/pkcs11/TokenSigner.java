package dev.countersign.sign.pkcs11;

import dev.countersign.json.Bytes;
import dev.countersign.sign.EcdsaForm;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.SignedDigest;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.Signature;
import dev.countersign.tuf.key.SignatureScheme;
import java.util.HexFormat;

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
        var scheme = SignatureScheme.named(key.scheme()).orElseThrow(this::unknownScheme);
        return switch (scheme) {
            case ED25519 -> object.sign(Cryptoki.MECHANISM_EDDSA, new long[0], message.toByteArray());
            case ECDSA_P256, ECDSA_P384, ECDSA_P521 ->
                EcdsaForm.der(
                        object.sign(Cryptoki.MECHANISM_ECDSA, new long[0], SignedDigest.compute(scheme, message)));
            case RSA_PSS_SHA256 -> pss(scheme, message, 0x250, 2);
            case RSA_PSS_SHA384 -> pss(scheme, message, 0x260, 3);
            case RSA_PSS_SHA512 -> pss(scheme, message, 0x270, 4);
            case RSA_PSS_SHA224, RSA_PKCS1_SHA224, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512 ->
                throw unknownScheme();
        };
    }

    private KeyUnavailable unknownScheme() {
        return new KeyUnavailable(
                "key " + key.id() + ": scheme \"" + key.scheme() + "\" is none that tokens are used with here");
    }

    /** Parameters, as numbers of PKCS#11: the hash, the mask function with that hash, and the length of the salt. */
    private byte[] pss(SignatureScheme scheme, Bytes message, long hash, long mask) {
        var parameters = new long[] {hash, mask, scheme.digestLength()};
        return object.sign(Cryptoki.MECHANISM_RSA_PSS, parameters, SignedDigest.compute(scheme, message));
    }

    @Override
    public String toString() {
        return "TokenSigner[" + key.id() + "]";
    }
}

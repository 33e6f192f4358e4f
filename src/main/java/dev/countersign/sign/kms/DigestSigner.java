package dev.countersign.sign.kms;

import dev.countersign.json.Bytes;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.SignedDigest;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.Signature;
import dev.countersign.tuf.key.SignatureScheme;
import java.util.HexFormat;
import java.util.List;

/** A key of a service that signs digests, which are computed here: messages may have any size. */
public final class DigestSigner implements Signer {
    /** Those of ECDSA and RSA that all clients verify. */
    private static final List<SignatureScheme> SCHEMES =
            List.of(SignatureScheme.ECDSA_P256, SignatureScheme.RSA_PSS_SHA256);

    /** One call of the service. */
    @FunctionalInterface
    public interface DigestCall {
        /** @return the signature as metadata has it: DER for ECDSA */
        byte[] sign(byte[] digest, SignatureScheme scheme);
    }

    private final Key key;
    private final SignatureScheme scheme;
    private final DigestCall call;

    private DigestSigner(Key key, SignatureScheme scheme, DigestCall call) {
        this.key = key;
        this.scheme = scheme;
        this.call = call;
    }

    /**
     * A signer with the key.
     *
     * @param service for a message
     * @throws KeyUnavailable when services do not sign digests with such keys
     */
    public static DigestSigner open(Key key, String service, DigestCall call) {
        var scheme = SignatureScheme.named(key.scheme())
                .filter(SCHEMES::contains)
                .orElseThrow(() -> new KeyUnavailable("key " + key.id() + ": scheme \"" + key.scheme()
                        + "\" is none that " + service + " signs metadata of any size with (expected: "
                        + SCHEMES.get(0).word() + " or " + SCHEMES.get(1).word() + ")"));
        return new DigestSigner(key, scheme, call);
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public Signature sign(Bytes message) {
        var signature = call.sign(SignedDigest.compute(scheme, message), scheme);
        return new Signature(key.id(), HexFormat.of().formatHex(signature));
    }

    @Override
    public String toString() {
        return "DigestSigner[" + key.id() + "]";
    }
}

package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 key of the tests, made from a number. */
public final class TestSigner {
    private final byte[] seed = new byte[32];
    private final byte[] publicBytes = new byte[32];

    private TestSigner() {}

    public static TestSigner of(int number) {
        var signer = new TestSigner();
        Arrays.fill(signer.seed, (byte) number);
        return signer.derived();
    }

    /** The key of the published vectors: its seed counts up from a byte. */
    public static TestSigner countingFrom(int first) {
        var signer = new TestSigner();
        for (int i = 0; i < 32; i++) {
            signer.seed[i] = (byte) (first + i);
        }
        return signer.derived();
    }

    private TestSigner derived() {
        Ed25519.generatePublicKey(seed, 0, publicBytes, 0);
        return this;
    }

    static Json.Obj ed25519(String publicHex) {
        return Json.object()
                .put("keytype", "ed25519")
                .put("scheme", "ed25519")
                .put("keyval", Json.object().put("public", publicHex).build())
                .build();
    }

    public Key key() {
        var json = ed25519(HexFormat.of().formatHex(publicBytes));
        return new Key(KeyId.compute(json), json);
    }

    public KeyId id() {
        return key().id();
    }

    public Key keyUnder(String otherId) {
        return new Key(new KeyId(otherId), key().json());
    }

    public Signature sign(Bytes message) {
        return signAs(id(), message);
    }

    public Signature signAs(KeyId id, Bytes message) {
        var signature = new byte[64];
        Ed25519.sign(seed, 0, message.array(), 0, message.length(), signature, 0);
        return new Signature(id, HexFormat.of().formatHex(signature));
    }

    <T extends Signed> Metadata<T> sign(Metadata<T> metadata) {
        return metadata.withSignature(sign(metadata.signedBytes()));
    }

    <T extends Signed> Metadata<T> sign(T signed) {
        return sign(Metadata.of(signed, List.of()));
    }

    public static SequencedMap<KeyId, Key> keys(TestSigner... signers) {
        var keys = new LinkedHashMap<KeyId, Key>();
        for (var signer : signers) {
            keys.put(signer.id(), signer.key());
        }
        return keys;
    }
}

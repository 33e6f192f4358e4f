package dev.countersign.sign.kms.vault;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.json.ObjectBuilder;
import dev.countersign.json.Printable;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.SignedDigest;
import dev.countersign.sign.Signer;
import dev.countersign.sign.kms.vault.VaultKeys.VaultKey;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.Signature;
import dev.countersign.tuf.key.SignatureScheme;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** One key in Vault, which signs many messages in one call: Ed25519 the messages, ECDSA and RSA-PSS their digests. */
final class VaultSigner implements Signer {
    /** Messages in one call. */
    static final int BATCH = 64;

    /** Bytes of messages in one call, unless a single one is longer: a third more on the wire, and Vault takes 32 MB. */
    private static final int BATCH_BYTES = 4 << 20;

    private final Key key;
    private final VaultKey location;
    private final VaultKeys vault;

    VaultSigner(Key key, VaultKey location, VaultKeys vault) {
        this.key = key;
        this.location = location;
        this.vault = vault;
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public Signature sign(Bytes message) {
        return signAll(List.of(message)).getFirst();
    }

    @Override
    public List<Signature> signAll(List<Bytes> messages) {
        var signatures = new ArrayList<Signature>();
        var batch = new ArrayList<Bytes>();
        long bytes = 0;
        for (var message : messages) {
            if (!batch.isEmpty() && (batch.size() == BATCH || bytes + message.length() > BATCH_BYTES)) {
                signatures.addAll(signBatch(batch));
                batch.clear();
                bytes = 0;
            }
            batch.add(message);
            bytes += message.length();
        }
        signatures.addAll(signBatch(batch));
        return signatures;
    }

    private List<Signature> signBatch(List<Bytes> messages) {
        var items = messages.stream()
                .<Json>map(message -> Json.object().put("input", input(message)).build())
                .toList();
        var request = scheme().put("key_version", location.version()).put("batch_input", new Json.Arr(items));
        var answer =
                new Members("", vault.sign(location.name(), request.build()), (path, value, expected) -> unusable());
        var results = answer.array("batch_results");
        if (results.size() != messages.size()) {
            throw unusable();
        }
        return results.stream().map(this::signature).toList();
    }

    private ObjectBuilder scheme() {
        var request = Json.object();
        return switch (known()) {
            case ED25519 -> request;
            case ECDSA_P256 ->
                request.put("prehashed", true).put("hash_algorithm", "sha2-256").put("marshaling_algorithm", "asn1");
            default ->
                request.put("prehashed", true)
                        .put("hash_algorithm", "sha2-256")
                        .put("signature_algorithm", "pss")
                        .put("salt_length", "hash");
        };
    }

    private SignatureScheme known() {
        return SignatureScheme.named(key.scheme())
                .filter(scheme -> scheme == scheme.family().usual())
                .orElseThrow(() -> new KeyUnavailable("key " + key.id() + ": scheme \"" + key.scheme()
                        + "\" is none that Vault is used with here (expected: ed25519, ecdsa-sha2-nistp256 or"
                        + " rsassa-pss-sha256)"));
    }

    private String input(Bytes message) {
        var scheme = known();
        return Base64.getEncoder()
                .encodeToString(
                        scheme == SignatureScheme.ED25519 ? message.array() : SignedDigest.compute(scheme, message));
    }

    /** {@code vault:v1:} and the signature in base64. */
    private Signature signature(Json result) {
        if (!(result instanceof Json.Obj item) || item.text("signature") == null) {
            var error = result instanceof Json.Obj item ? item.text("error") : null;
            throw error == null ? unusable() : new KeyUnavailable("Vault does not sign: " + Printable.line(error));
        }
        var parts = String.valueOf(item.text("signature")).split(":", 3);
        try {
            return new Signature(
                    key.id(), HexFormat.of().formatHex(Base64.getDecoder().decode(parts[parts.length - 1])));
        } catch (IllegalArgumentException e) {
            throw unusable();
        }
    }

    private KeyUnavailable unusable() {
        return new KeyUnavailable("key " + key.id() + ": Vault's answer holds no signature for each message (expected:"
                + " batch_results of the transit engine)");
    }

    @Override
    public String toString() {
        return "VaultSigner[" + key.id() + "]";
    }
}

package dev.countersign.sign.kms.vault;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.Signer;
import dev.countersign.sign.kms.KmsDouble.Asked;
import dev.countersign.sign.kms.KmsDouble.Told;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What of Vault's transit engine signing with Ed25519 needs; the real one is in {@code loadtest/clients/kms}. */
public final class FakeVault {
    private final Map<String, Signer> keys;
    private final String token;
    private final AtomicInteger signatures = new AtomicInteger();

    /** @param keys by name */
    public FakeVault(Map<String, Signer> keys, String token) {
        this.keys = keys;
        this.token = token;
    }

    public int signatures() {
        return signatures.get();
    }

    public Told answer(Asked asked) {
        if (!asked.header("X-vault-token").equals(token)) {
            return error(403, "permission denied");
        }
        if (asked.path().equals("/v1/auth/token/lookup-self")) {
            var data = Json.object().put("ttl", 0).put("creation_ttl", 0).put("renewable", false);
            return Told.ok(Json.object().put("data", data.build()).build());
        }
        var signer = keys.get(asked.path().substring(asked.path().lastIndexOf('/') + 1));
        return signer == null ? error(400, "signing key not found") : Told.ok(signed(asked, signer));
    }

    public static Told error(int status, String sentence) {
        return Told.refused(status, "{\"errors\":[\"" + sentence + "\"]}");
    }

    private Json.Obj signed(Asked asked, Signer signer) {
        var batch =
                asked.json().get("batch_input") instanceof Json.Arr items ? items : new Json.Arr(java.util.List.of());
        var results = batch.items().stream()
                .<Json>map(item -> {
                    signatures.incrementAndGet();
                    var message = Base64.getDecoder().decode(((Json.Obj) item).text("input"));
                    var signature = signer.sign(Bytes.wrap(message)).sig();
                    return Json.object()
                            .put(
                                    "signature",
                                    "vault:v1:"
                                            + Base64.getEncoder()
                                                    .encodeToString(
                                                            HexFormat.of().parseHex(signature)))
                            .build();
                })
                .toList();
        return Json.object()
                .put(
                        "data",
                        Json.object()
                                .put("batch_results", new Json.Arr(results))
                                .build())
                .build();
    }
}

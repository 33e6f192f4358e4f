package dev.countersign.sign.kms.vault;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.PublicKeys;
import dev.countersign.sign.Signer;
import dev.countersign.sign.SigningManner;
import dev.countersign.sign.kms.KmsAnswer;
import dev.countersign.sign.kms.KmsHttp;
import dev.countersign.sign.kms.KmsKeys;
import dev.countersign.sign.kms.vault.VaultApi.TokenRefused;
import dev.countersign.tuf.key.Key;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;

/** Keys in the transit engine of one Vault or OpenBao. Any thread; calls block. */
public final class VaultKeys implements KmsKeys {
    /** The scheme of the URIs. */
    public static final String SCHEME = "hv";

    public static final SigningManner MANNER =
            new SigningManner(SigningManner.Awaited.FOR_AN_ANSWER, VaultSigner.BATCH);

    private static final Pattern LOCATION = Pattern.compile("([A-Za-z0-9_.-]{1,255})/([0-9]{1,9})");

    private final VaultSettings settings;
    private final VaultApi api;
    private final VaultTokens tokens;

    public VaultKeys(VaultSettings settings, KmsHttp http, InstantSource clock) {
        this.settings = settings;
        this.api = new VaultApi(settings, http);
        this.tokens = new VaultTokens(api, settings.login(), clock);
    }

    /** A key by its name, and which of its versions. */
    record VaultKey(String name, int version) {
        static VaultKey parse(String location) {
            var parts = LOCATION.matcher(location);
            if (!parts.matches()) {
                throw new KeyUnavailable("\"hv:" + location + "\" names no key of Vault (expected: hv:NAME/VERSION)");
            }
            return new VaultKey(parts.group(1), Integer.parseInt(parts.group(2)));
        }
    }

    @Override
    public Signer open(String location, Key publicKey) {
        return new VaultSigner(publicKey, VaultKey.parse(location), this);
    }

    @Override
    public SigningManner manner() {
        return MANNER;
    }

    @Override
    public Key publicKey(String location) {
        var wanted = VaultKey.parse(location);
        var data = described(wanted.name());
        var text =
                data.object("keys").object(Integer.toString(wanted.version())).string("public_key");
        return data.string("type").equals("ed25519")
                ? PublicKeys.fromParameters(
                        new Ed25519PublicKeyParameters(KmsAnswer.bytes(VaultApi.WHOSE, "the public key", text)))
                : PublicKeys.fromPem(Bytes.utf8(text));
    }

    /** The version of a key that Vault has made last. */
    public int newestVersion(String name) {
        var named = VaultKey.parse(name + "/1").name();
        return (int) described(named).integer("latest_version", 1, Integer.MAX_VALUE);
    }

    private Members described(String name) {
        return withToken(token -> api.get(settings.mount() + "/keys/" + name, token))
                .object("data");
    }

    /** What Vault says of each item of a batch, in their order. */
    Json.Obj sign(String name, Json.Obj request) {
        return withToken(token -> api.post(settings.mount() + "/sign/" + name, request, token))
                .object("data")
                .object();
    }

    /** A token that is refused is exchanged for a new one, once. */
    private <T> T withToken(Function<String, T> call) {
        var token = tokens.current();
        try {
            return call.apply(token);
        } catch (TokenRefused e) {
            tokens.refused(token);
            var next = tokens.current();
            if (next.equals(token)) {
                throw new KeyUnavailable(String.valueOf(e.getMessage()));
            }
            try {
                return call.apply(next);
            } catch (TokenRefused again) {
                throw new KeyUnavailable(String.valueOf(again.getMessage()));
            }
        }
    }
}

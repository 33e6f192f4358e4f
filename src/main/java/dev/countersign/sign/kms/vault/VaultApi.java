package dev.countersign.sign.kms.vault;

import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.json.Printable;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.kms.KmsAnswer;
import dev.countersign.sign.kms.KmsHttp;
import dev.countersign.sign.kms.KmsRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Requests of Vault's API, and what its refusals mean. */
final class VaultApi {
    static final String WHOSE = "Vault";

    private final VaultSettings settings;
    private final KmsHttp http;

    VaultApi(VaultSettings settings, KmsHttp http) {
        this.settings = settings;
        this.http = http;
    }

    /** A token was refused; another one may help. */
    static final class TokenRefused extends RuntimeException {
        private static final long serialVersionUID = 1;

        TokenRefused(String message) {
            super(message, null, false, false);
        }
    }

    Members get(String path, @Nullable String token) {
        return answered(path, KmsRequest.get(address(path)), token);
    }

    Members post(String path, Json.Obj body, @Nullable String token) {
        return answered(path, KmsRequest.post(address(path), body), token);
    }

    private URI address(String path) {
        return KmsRequest.at(settings.address(), "/v1/" + path);
    }

    private Members answered(String path, KmsRequest request, @Nullable String token) {
        var full = request.with("X-Vault-Request", "true");
        if (settings.namespace() != null) {
            full = full.with("X-Vault-Namespace", settings.namespace());
        }
        if (token != null) {
            full = full.with("X-Vault-Token", token);
        }
        var answer = http.send(full);
        if (answer.isOk()) {
            return answer.members(WHOSE);
        }
        throw refusal(path, answer);
    }

    private RuntimeException refusal(String path, KmsAnswer answer) {
        var said = WHOSE + " at " + settings.address() + ": " + path + " answers " + answer.status() + ", "
                + Printable.line(String.join("; ", answer.json().texts("errors")));
        return switch (answer.status()) {
            case 401, 403 ->
                new TokenRefused(
                        said + " (expected: a token that is valid and whose policy allows update on " + path + ")");
            // A standby that is not told enough yet.
            case 412 -> KeyUnavailable.away(said);
            default -> answer.refusal(said, "the name and version of a key in the transit engine " + settings.mount());
        };
    }
}

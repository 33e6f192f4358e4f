package dev.countersign.sign.kms.vault;

import dev.countersign.files.SmallFile;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.kms.RenewedCredential;
import dev.countersign.sign.kms.vault.VaultApi.TokenRefused;
import dev.countersign.sign.kms.vault.VaultSettings.VaultLogin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The token that requests are sent with: got by a login or from a file, and renewed before it ends. Any thread. */
final class VaultTokens {
    /** A token from a file is compared with the file so often: agents write new ones there. */
    private static final Duration REREAD = Duration.ofSeconds(30);

    private static final int MAX_SECONDS = Integer.MAX_VALUE;

    private final VaultApi api;
    private final VaultLogin login;
    private final RenewedCredential<String> tokens;

    VaultTokens(VaultApi api, VaultLogin login, InstantSource clock) {
        this.api = api;
        this.login = login;
        this.tokens = new RenewedCredential<>(this::fetch, clock);
    }

    String current() {
        return tokens.current();
    }

    void refused(String token) {
        tokens.refused(token);
    }

    private RenewedCredential.Fetched<String> fetch(@Nullable String before) {
        return switch (login) {
            case VaultLogin.OfToken given -> given(given.token().get());
            case VaultLogin.OfKubernetes pod ->
                loggedIn(
                        before,
                        pod.mount(),
                        Json.object()
                                .put("role", pod.role())
                                .put("jwt", read(pod.jwtFile()))
                                .build());
            case VaultLogin.OfAppRole role ->
                loggedIn(
                        before,
                        role.mount(),
                        Json.object()
                                .put("role_id", role.roleId())
                                .put("secret_id", role.secretIdFile() == null ? null : read(role.secretIdFile()))
                                .build());
        };
    }

    /** A token of somebody else is renewed where Vault allows that, and never given up: it may be exchanged in its file. */
    private RenewedCredential.Fetched<String> given(String token) {
        try {
            var known = api.get("auth/token/lookup-self", token).object("data");
            var left = known.integer("ttl", 0, MAX_SECONDS);
            var whole = known.integer("creation_ttl", 0, MAX_SECONDS);
            if (known.object().isTrue("renewable") && left * 3 < whole * 2) {
                var _ = api.post("auth/token/renew-self", Json.Obj.EMPTY, token);
            }
        } catch (TokenRefused e) {
            // Policies need not allow a look at itself; whether it may sign shows when it does.
        }
        return new RenewedCredential.Fetched<>(token, REREAD);
    }

    /** RenewedCredential as long as that gives it a full time again, otherwise with a new login. */
    private RenewedCredential.Fetched<String> loggedIn(@Nullable String before, String mount, Json.Obj credentials) {
        try {
            if (before != null) {
                var lifetime = lease(api.post("auth/token/renew-self", Json.Obj.EMPTY, before));
                if (lifetime != null && lifetime.compareTo(REREAD) > 0) {
                    return new RenewedCredential.Fetched<>(before, lifetime);
                }
            }
        } catch (TokenRefused endedOrNotRenewable) {
            // A login follows.
        }
        try {
            var answer = api.post("auth/" + mount + "/login", credentials, null);
            return new RenewedCredential.Fetched<>(answer.object("auth").string("client_token"), lease(answer));
        } catch (TokenRefused e) {
            throw new KeyUnavailable(e.getMessage() + "; the login at auth/" + mount + " was refused");
        }
    }

    /** Null for a token without an end. */
    private static @Nullable Duration lease(Members answer) {
        var seconds = answer.object("auth").integer("lease_duration", 0, MAX_SECONDS);
        return seconds == 0 ? null : Duration.ofSeconds(seconds);
    }

    static String read(Path file) {
        try {
            var text = SmallFile.text(file).strip();
            if (text.isEmpty()) {
                throw new KeyUnavailable(file + " is empty (expected: a secret in its only line)");
            }
            return text;
        } catch (IOException e) {
            throw new KeyUnavailable(file + " cannot be read (expected: a file that this service may read)");
        }
    }
}

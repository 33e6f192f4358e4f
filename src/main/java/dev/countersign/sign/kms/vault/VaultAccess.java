package dev.countersign.sign.kms.vault;

import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.kms.vault.VaultSettings.VaultLogin;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has said of how a Vault is reached. The rest is taken from where Vault's own programs take it: {@code
 * VAULT_ADDR}, {@code VAULT_NAMESPACE}, {@code VAULT_CACERT}, {@code VAULT_TOKEN} and {@code ~/.vault-token}.
 *
 * @param ca authorities, PEM
 */
public record VaultAccess(
        @Nullable URI address,
        String mount,
        @Nullable String namespace,
        @Nullable Path ca,
        @Nullable VaultLogin login) {

    /** Empty when nobody has said where it is. */
    public Optional<VaultSettings> settings(Map<String, String> environment, Path home) {
        return Optional.ofNullable(address)
                .or(() -> variable(environment, "VAULT_ADDR").map(URI::create))
                .map(where -> new VaultSettings(
                        where,
                        mount,
                        namespace == null
                                ? variable(environment, "VAULT_NAMESPACE").orElse(null)
                                : namespace,
                        login == null ? new VaultLogin.OfToken(() -> token(environment, home)) : login));
    }

    /** Whose certificates are believed; empty for those that the Java runtime trusts. */
    public Optional<Path> ca(Map<String, String> environment) {
        return Optional.ofNullable(ca)
                .or(() -> variable(environment, "VAULT_CACERT").map(Path::of));
    }

    /** A token in a file, read each time: agents write new ones there. */
    public static VaultLogin tokenIn(Path file) {
        return new VaultLogin.OfToken(() -> VaultTokens.read(file));
    }

    public static VaultLogin token(Supplier<String> token) {
        return new VaultLogin.OfToken(token);
    }

    private static String token(Map<String, String> environment, Path home) {
        return variable(environment, "VAULT_TOKEN").orElseGet(() -> {
            var file = home.resolve(".vault-token");
            if (!Files.exists(file)) {
                throw new KeyUnavailable("there is no token for Vault (expected: keys.vault.token-file, or another of"
                        + " keys.vault.auth, or VAULT_TOKEN in the environment)");
            }
            return VaultTokens.read(file);
        });
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}

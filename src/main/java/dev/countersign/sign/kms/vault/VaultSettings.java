package dev.countersign.sign.kms.vault;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a Vault is reached.
 *
 * @param address such as {@code https://vault.example.org:8200}
 * @param mount of the transit engine
 * @param namespace null for none
 */
public record VaultSettings(
        URI address, String mount, @Nullable String namespace, VaultLogin login) {

    public static final String MOUNT = "transit";

    /** How a token is got. */
    public sealed interface VaultLogin {
        /** A token that somebody gave; it is renewed while it can be. */
        record OfToken(Supplier<String> token) implements VaultLogin {}

        /** As a pod of Kubernetes. */
        record OfKubernetes(String mount, String role, Path jwtFile) implements VaultLogin {}

        /** @param secretIdFile null for a role that needs none */
        record OfAppRole(
                String mount, String roleId, @Nullable Path secretIdFile) implements VaultLogin {}
    }
}

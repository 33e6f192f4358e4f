package dev.countersign.app.config;

import dev.countersign.sign.kms.vault.VaultSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where online keys are. Nothing of this is part of a key's URI, which is public. What is not given here is taken from where
 * the programs of each ecosystem take it.
 *
 * @param directory where {@code fn:} keys lie
 * @param calls under way at once to one key that is elsewhere
 * @param timeout of one call
 */
public record KeySettings(
        Path directory, int calls, Duration timeout, Vault vault, Aws aws, Google google, Azure azure, Pkcs11 pkcs11) {

    private static final int CALLS = 16;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    static KeySettings read(Values values) {
        return new KeySettings(
                Objects.requireNonNullElse(values.path("keys.directory"), Path.of("keys")),
                values.number("keys.calls", CALLS, 1, 256),
                values.duration("keys.timeout", TIMEOUT, Duration.ofSeconds(1), Duration.ofSeconds(30)),
                Vault.read(values),
                new Aws(
                        text(values, "keys.aws.region"),
                        address(values, "keys.aws.endpoint"),
                        text(values, "keys.aws.profile"),
                        values.path("keys.aws.ca")),
                new Google(
                        address(values, "keys.google.endpoint"),
                        values.path("keys.google.credentials-file"),
                        values.path("keys.google.ca")),
                new Azure(address(values, "keys.azure.endpoint"), values.path("keys.azure.ca")),
                new Pkcs11(values.path("keys.pkcs11.module"), values.path("keys.pkcs11.pin-file")));
    }

    /**
     * AWS KMS, for {@code awskms:} keys.
     *
     * @param endpoint null for Amazon's
     * @param profile in the files below {@code ~/.aws}; null for wherever credentials are found
     * @param ca authorities that its certificate is checked against; null for those of the environment or the Java runtime
     */
    public record Aws(
            @Nullable String region,
            @Nullable URI endpoint,
            @Nullable String profile,
            @Nullable Path ca) {}

    /**
     * Google Cloud KMS, for {@code gcpkms:} keys.
     *
     * @param endpoint null for Google's
     * @param credentialsFile null for wherever credentials are found
     * @param ca authorities that certificates are checked against, also of who gives tokens; null for those of the Java runtime
     */
    public record Google(
            @Nullable URI endpoint,
            @Nullable Path credentialsFile,
            @Nullable Path ca) {}

    /**
     * Azure Key Vault, for {@code azurekms:} keys.
     *
     * @param endpoint asked in place of the host that a key's URI names, or null
     * @param ca authorities that certificates are checked against, also of who gives tokens; null for those of the Java runtime
     */
    public record Azure(@Nullable URI endpoint, @Nullable Path ca) {}

    /**
     * A token, for {@code pkcs11:} keys.
     *
     * @param module its library; null for none
     * @param pinFile a file that holds its PIN; null for none
     */
    public record Pkcs11(@Nullable Path module, @Nullable Path pinFile) {}

    /** The address of a service; null when none is given. */
    private static @Nullable URI address(Values values, String key) {
        return values.url(key, List.of("https", "http")).map(ServerUrl::uri).orElse(null);
    }

    private static @Nullable String text(Values values, String key) {
        var text = values.text(key, "");
        return text.isEmpty() ? null : text;
    }

    private static StartFailure incomplete(Values values, String key, String expected) {
        return StartFailure.misconfigured(key + ": (expected: " + expected + "; " + values.where(key) + ")");
    }

    /**
     * Vault or OpenBao, for {@code hv:} keys.
     *
     * @param mount of the transit engine
     * @param ca authorities that its certificate is checked against; null for those of the Java runtime
     * @param auth null when only the environment says with which token
     */
    public record Vault(
            @Nullable URI address,
            String mount,
            @Nullable String namespace,
            @Nullable Path ca,
            @Nullable VaultAuth auth) {

        private static Vault read(Values values) {
            return new Vault(
                    KeySettings.address(values, "keys.vault.address"),
                    values.text("keys.vault.mount", VaultSettings.MOUNT),
                    text(values, "keys.vault.namespace"),
                    values.path("keys.vault.ca"),
                    VaultAuth.read(values));
        }
    }

    /** How the service shows Vault who it is. */
    public sealed interface VaultAuth {
        record GivenToken(Secret token) implements VaultAuth {}

        /** A file is read again when its token may have changed. */
        record TokenFile(Path file) implements VaultAuth {}

        record Kubernetes(String mount, String role, Path jwtFile) implements VaultAuth {}

        record AppRole(
                String mount, String roleId, @Nullable Path secretIdFile) implements VaultAuth {}

        /** Ways to log in. */
        enum Way {
            TOKEN,
            KUBERNETES,
            APPROLE
        }

        Path POD_TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

        private static @Nullable VaultAuth read(Values values) {
            var way = values.choice("keys.vault.auth", Way.TOKEN);
            var mount = values.text("keys.vault.auth-mount", way.name().toLowerCase(Locale.ROOT));
            var token = values.secret("keys.vault.token").orElse(null);
            var tokenFile = values.path("keys.vault.token-file");
            var role = text(values, "keys.vault.role");
            var roleId = text(values, "keys.vault.role-id");
            var secretIdFile = values.path("keys.vault.secret-id-file");
            var jwtFile = values.path("keys.vault.jwt-file");
            return switch (way) {
                case TOKEN -> {
                    if (token != null && tokenFile != null) {
                        throw incomplete(
                                values,
                                "keys.vault.token-file",
                                "only one of keys.vault.token and keys.vault.token-file");
                    }
                    yield token != null ? new GivenToken(token) : tokenFile == null ? null : new TokenFile(tokenFile);
                }
                case KUBERNETES -> {
                    if (role == null) {
                        throw incomplete(values, "keys.vault.role", "the role to log in with, for auth: kubernetes");
                    }
                    yield new Kubernetes(mount, role, jwtFile == null ? POD_TOKEN : jwtFile);
                }
                case APPROLE -> {
                    if (roleId == null) {
                        throw incomplete(values, "keys.vault.role-id", "the id of the role, for auth: approle");
                    }
                    yield new AppRole(mount, roleId, secretIdFile);
                }
            };
        }
    }
}

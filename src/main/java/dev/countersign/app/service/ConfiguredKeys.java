package dev.countersign.app.service;

import dev.countersign.app.config.KeySettings;
import dev.countersign.app.config.KeySettings.VaultAuth;
import dev.countersign.aws.AwsSettings;
import dev.countersign.aws.CredentialsUnavailable;
import dev.countersign.client.Authorities;
import dev.countersign.sign.KeyPlaces;
import dev.countersign.sign.KeySource;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.OnlineKeys;
import dev.countersign.sign.SigningManner;
import dev.countersign.sign.file.FileKeys;
import dev.countersign.sign.kms.KmsHttp;
import dev.countersign.sign.kms.aws.AwsKeys;
import dev.countersign.sign.kms.azure.AzureKeys;
import dev.countersign.sign.kms.azure.AzureTokens;
import dev.countersign.sign.kms.google.GoogleKeys;
import dev.countersign.sign.kms.google.GoogleTokens;
import dev.countersign.sign.kms.vault.VaultAccess;
import dev.countersign.sign.kms.vault.VaultKeys;
import dev.countersign.sign.kms.vault.VaultSettings.VaultLogin;
import dev.countersign.sign.pkcs11.OnlineTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The places of online keys that the configuration and the environment name. */
final class ConfiguredKeys {
    private final KeySettings settings;
    private final Map<String, String> environment;
    private final Path home;
    private final InstantSource clock;

    ConfiguredKeys(KeySettings settings, Map<String, String> environment, InstantSource clock) {
        this.settings = settings;
        this.environment = environment;
        this.home = Path.of(environment.getOrDefault("HOME", "."));
        this.clock = clock;
    }

    OnlineKeys places() {
        return new KeyPlaces(Map.of(
                KeyPlaces.IN_FILES,
                new FileKeys(settings.directory()),
                VaultKeys.SCHEME,
                whenAsked(VaultKeys.MANNER, this::vault),
                AwsKeys.SCHEME,
                whenAsked(SigningManner.SINGLY_OVER_NETWORK, this::aws),
                GoogleKeys.SCHEME,
                whenAsked(SigningManner.SINGLY_OVER_NETWORK, this::google),
                AzureKeys.SCHEME,
                whenAsked(SigningManner.SINGLY_OVER_NETWORK, this::azure),
                OnlineTokens.SCHEME,
                tokens()));
    }

    /** There is no knowing whether a service has keys there; what is wrong with a place concerns only the keys there. */
    private static KeySource whenAsked(SigningManner manner, Supplier<KeySource> place) {
        return new LazyPlace(manner, place);
    }

    private KeySource aws() {
        var aws = settings.aws();
        var found = new AwsSettings(environment, home, clock);
        try {
            return new AwsKeys(
                    aws.profile() == null ? found.credentials() : found.credentials(aws.profile()),
                    Optional.ofNullable(aws.region()).or(found::region),
                    Optional.ofNullable(aws.endpoint()).or(() -> found.endpoint("KMS")),
                    http(Optional.ofNullable(aws.ca()).or(found::authorities)),
                    clock);
        } catch (CredentialsUnavailable | IllegalArgumentException e) {
            throw new KeyUnavailable("AWS KMS: " + e.getMessage());
        }
    }

    private KeySource google() {
        var google = settings.google();
        var http = http(Optional.ofNullable(google.ca()));
        var tokens = new GoogleTokens(google.credentialsFile(), environment, home, http, clock);
        return new GoogleKeys(
                Objects.requireNonNullElse(google.endpoint(), GoogleKeys.ENDPOINT), tokens.tokens(), http);
    }

    private KeySource azure() {
        var http = http(Optional.ofNullable(settings.azure().ca()));
        return new AzureKeys(
                Optional.ofNullable(settings.azure().endpoint()), new AzureTokens(environment, http, clock), http);
    }

    private KeySource tokens() {
        var pkcs11 = settings.pkcs11();
        return pkcs11.module() == null
                ? nowhere("keys.pkcs11.module, the library of the token")
                : new OnlineTokens(pkcs11.module(), Optional.ofNullable(pkcs11.pinFile()));
    }

    private KeySource vault() {
        var vault = settings.vault();
        var access =
                new VaultAccess(vault.address(), vault.mount(), vault.namespace(), vault.ca(), login(vault.auth()));
        return access.settings(environment, home)
                .<KeySource>map(found -> new VaultKeys(found, http(access.ca(environment)), clock))
                .orElseGet(() -> nowhere("keys.vault.address or VAULT_ADDR, the address of Vault or OpenBao"));
    }

    private static @Nullable VaultLogin login(@Nullable VaultAuth auth) {
        return switch (auth) {
            case VaultAuth.GivenToken token -> VaultAccess.token(token.token()::reveal);
            case VaultAuth.TokenFile file -> VaultAccess.tokenIn(file.file());
            case VaultAuth.Kubernetes pod -> new VaultLogin.OfKubernetes(pod.mount(), pod.role(), pod.jwtFile());
            case VaultAuth.AppRole role -> new VaultLogin.OfAppRole(role.mount(), role.roleId(), role.secretIdFile());
            case null -> null;
        };
    }

    /** Stands in for a place that is not configured: keys there are found to be missing when they are asked for. */
    private static KeySource nowhere(String expected) {
        return (_, key) -> {
            throw new KeyUnavailable("key " + key.id() + ": " + KeyPlaces.scheme(key)
                    + ": keys are not configured here (expected: " + expected + ")");
        };
    }

    private KmsHttp http(Optional<Path> ca) {
        return new KmsHttp(settings.timeout(), ca.flatMap(ConfiguredKeys::trust).orElse(null));
    }

    private static Optional<SSLContext> trust(Path ca) {
        try {
            return Authorities.inFile(ca).context();
        } catch (IOException e) {
            throw new KeyUnavailable("authorities of a key service: " + e.getMessage());
        }
    }
}

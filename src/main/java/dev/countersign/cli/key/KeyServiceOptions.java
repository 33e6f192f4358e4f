package dev.countersign.cli.key;

import dev.countersign.aws.AwsSettings;
import dev.countersign.cli.CliFailure;
import dev.countersign.client.Authorities;
import dev.countersign.sign.kms.KmsHttp;
import dev.countersign.sign.kms.KmsKeys;
import dev.countersign.sign.kms.aws.AwsKeys;
import dev.countersign.sign.kms.azure.AzureKeys;
import dev.countersign.sign.kms.azure.AzureTokens;
import dev.countersign.sign.kms.google.GoogleKeys;
import dev.countersign.sign.kms.google.GoogleTokens;
import dev.countersign.sign.kms.vault.VaultAccess;
import dev.countersign.sign.kms.vault.VaultKeys;
import dev.countersign.sign.kms.vault.VaultSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How key services are reached from here. What no option says is taken from where the programs of each service take it. Filled
 * in by picocli.
 */
final class KeyServiceOptions {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> SCHEMES =
            List.of(VaultKeys.SCHEME, AwsKeys.SCHEME, GoogleKeys.SCHEME, AzureKeys.SCHEME);

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Where the service is. Default: VAULT_ADDR, or the cloud's own service")
    private @Nullable URI endpoint;

    @Option(
            names = "--mount",
            paramLabel = "PATH",
            description = "Of Vault's transit engine. Default: transit",
            defaultValue = VaultSettings.MOUNT)
    private String mount = VaultSettings.MOUNT;

    @Option(
            names = "--vault-token-file",
            paramLabel = "FILE",
            description = "A file with a token of Vault. Default: VAULT_TOKEN, or ~/.vault-token")
    private @Nullable Path tokenFile;

    @Option(names = "--region", paramLabel = "REGION", description = "Of AWS. Default: AWS_REGION, or ~/.aws/config")
    private @Nullable String region;

    @Option(
            names = "--service-ca",
            paramLabel = "FILE",
            description = "A PEM file of the authorities that issue the service's certificate. Default: VAULT_CACERT,"
                    + " AWS_CA_BUNDLE, or those that the Java runtime trusts")
    private @Nullable Path ca;

    private final Map<String, String> environment = System.getenv();
    private final Clock clock = Clock.systemUTC();

    /** Whether a name is the URI of a key that a service keeps. */
    static boolean isMeant(String name) {
        return SCHEMES.stream().anyMatch(scheme -> name.startsWith(scheme + ":"));
    }

    /** The keys that a URI is one of. */
    KmsKeys keys(String uri) {
        return switch (uri.substring(0, uri.indexOf(':'))) {
            case AwsKeys.SCHEME -> aws();
            case GoogleKeys.SCHEME -> google();
            case AzureKeys.SCHEME -> azure();
            default -> vault();
        };
    }

    VaultKeys vault() {
        var access =
                new VaultAccess(endpoint, mount, null, ca, tokenFile == null ? null : VaultAccess.tokenIn(tokenFile));
        var settings = access.settings(environment, home())
                .orElseThrow(() -> new CliFailure.Misused("where is Vault? Give --endpoint, or set VAULT_ADDR"));
        return new VaultKeys(settings, http(access.ca(environment)), clock);
    }

    private static Optional<SSLContext> trust(Path ca) {
        try {
            return Authorities.inFile(ca).context();
        } catch (IOException e) {
            throw new CliFailure.CommandRefused("authorities of the service: " + e.getMessage());
        }
    }

    private KmsKeys aws() {
        var found = new AwsSettings(environment, home(), clock);
        return new AwsKeys(
                found.credentials(),
                Optional.ofNullable(region).or(found::region),
                Optional.ofNullable(endpoint).or(() -> found.endpoint("KMS")),
                http(Optional.ofNullable(ca).or(found::authorities)),
                clock);
    }

    private KmsKeys google() {
        var http = http(Optional.ofNullable(ca));
        var tokens = new GoogleTokens(null, environment, home(), http, clock);
        return new GoogleKeys(Objects.requireNonNullElse(endpoint, GoogleKeys.ENDPOINT), tokens.tokens(), http);
    }

    private KmsKeys azure() {
        var http = http(Optional.ofNullable(ca));
        return new AzureKeys(Optional.ofNullable(endpoint), new AzureTokens(environment, http, clock), http);
    }

    private static KmsHttp http(Optional<Path> ca) {
        return new KmsHttp(PATIENCE, ca.flatMap(KeyServiceOptions::trust).orElse(null));
    }

    private Path home() {
        return Path.of(environment.getOrDefault("HOME", "."));
    }
}

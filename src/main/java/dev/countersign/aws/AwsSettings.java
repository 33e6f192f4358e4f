package dev.countersign.aws;

import dev.countersign.files.SmallFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Credentials and region from where Amazon's own programs take them: the environment, files in {@code ~/.aws}, a token of the
 * platform that is changed for credentials, and the container or machine this runs on.
 *
 * @param environment by the names of its variables
 * @param home of the user this runs as
 */
public record AwsSettings(Map<String, String> environment, Path home, InstantSource clock) {
    /** The heading of the profile that needs no name. */
    private static final String UNNAMED = "[default]";

    /** One place after the other, in the order of Amazon's own programs; kept until shortly before they end. */
    public CredentialSource credentials() {
        var http = new AwsHttp();
        return new RenewedCredentials(
                List.of(
                        this::fromEnvironment,
                        new WebIdentityCredentials(environment, region(), http),
                        () -> fromFiles(variable("AWS_PROFILE"), false),
                        new ContainerCredentials(environment, http),
                        new InstanceCredentials(environment, http)),
                clock);
    }

    /** Those of one profile in the files, and nothing else. */
    public CredentialSource credentials(String profile) {
        return new RenewedCredentials(List.of(() -> fromFiles(Optional.of(profile), true)), clock);
    }

    /** Where the environment, or else the configuration file, says that requests go. */
    public Optional<String> region() {
        return variable("AWS_REGION")
                .or(() -> variable("AWS_DEFAULT_REGION"))
                .or(() -> Optional.ofNullable(section(config(), headingOfConfig(variable("AWS_PROFILE")))
                        .get("region")));
    }

    /** The address of a service, as the environment says it; empty for Amazon's. */
    public Optional<URI> endpoint(String service) {
        return variable("AWS_ENDPOINT_URL_" + service)
                .or(() -> variable("AWS_ENDPOINT_URL"))
                .map(URI::create);
    }

    /** A PEM file of the authorities that issue certificates of services; empty for those that the Java runtime trusts. */
    public Optional<Path> authorities() {
        return variable("AWS_CA_BUNDLE")
                .or(() -> Optional.ofNullable(section(config(), headingOfConfig(variable("AWS_PROFILE")))
                        .get("ca_bundle")))
                .map(Path::of);
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private Optional<AwsCredentials> fromEnvironment() {
        var id = variable("AWS_ACCESS_KEY_ID");
        var secret = variable("AWS_SECRET_ACCESS_KEY");
        if (id.isPresent() != secret.isPresent()) {
            throw new CredentialsUnavailable("only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set");
        }
        return id.map(
                key -> new AwsCredentials(key, secret.orElseThrow(), variable("AWS_SESSION_TOKEN"), Optional.empty()));
    }

    /** @param profile empty for the one that needs no name */
    private Optional<AwsCredentials> fromFiles(Optional<String> profile, boolean required) {
        var found = section(shared(), profile.map(name -> "[" + name + "]").orElse(UNNAMED));
        if (!found.containsKey("aws_access_key_id")) {
            found = section(config(), headingOfConfig(profile));
        }
        var id = found.get("aws_access_key_id");
        var secret = found.get("aws_secret_access_key");
        if (id == null || secret == null) {
            if (required || id != null) {
                throw new CredentialsUnavailable("neither " + shared() + " nor " + config()
                        + " has aws_access_key_id and aws_secret_access_key under "
                        + profile.map(name -> "the profile " + name).orElse(UNNAMED));
            }
            return Optional.empty();
        }
        return Optional.of(
                new AwsCredentials(id, secret, Optional.ofNullable(found.get("aws_session_token")), Optional.empty()));
    }

    private Path shared() {
        return variable("AWS_SHARED_CREDENTIALS_FILE").map(Path::of).orElse(home.resolve(".aws/credentials"));
    }

    private Path config() {
        return variable("AWS_CONFIG_FILE").map(Path::of).orElse(home.resolve(".aws/config"));
    }

    private static String headingOfConfig(Optional<String> profile) {
        return profile.map(name -> "[profile " + name + "]").orElse(UNNAMED);
    }

    /** The settings under a heading; none without the file or the heading. */
    private static SequencedMap<String, String> section(Path file, String heading) {
        var found = new LinkedHashMap<String, String>();
        var inside = false;
        for (var line : lines(file)) {
            var text = line.strip();
            if (text.startsWith("[")) {
                inside = text.equals(heading);
            } else if (inside && !text.startsWith("#") && !text.startsWith(";") && text.indexOf('=') > 0) {
                var parts = text.split("=", 2);
                found.put(parts[0].strip(), parts[1].strip());
            }
        }
        return found;
    }

    private static List<String> lines(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return SmallFile.text(file).lines().toList();
        } catch (IOException e) {
            throw new CredentialsUnavailable(file + " cannot be read: " + e.getMessage());
        }
    }
}

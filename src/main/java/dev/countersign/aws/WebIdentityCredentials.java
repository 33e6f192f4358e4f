package dev.countersign.aws;

import dev.countersign.files.SmallFile;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Changes a token of the platform, which lies in a file, for credentials of a role: AssumeRoleWithWebIdentity. */
final class WebIdentityCredentials implements CredentialSource {
    private final Map<String, String> environment;
    private final Optional<String> region;
    private final AwsHttp http;

    WebIdentityCredentials(Map<String, String> environment, Optional<String> region, AwsHttp http) {
        this.environment = environment;
        this.region = region;
        this.http = http;
    }

    @Override
    public Optional<AwsCredentials> find() {
        var file = environment.get("AWS_WEB_IDENTITY_TOKEN_FILE");
        var role = environment.get("AWS_ROLE_ARN");
        return file == null || role == null ? Optional.empty() : Optional.of(assume(Path.of(file), role));
    }

    private AwsCredentials assume(Path file, String role) {
        var address = address();
        try {
            var body = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=" + encoded(role)
                    + "&RoleSessionName="
                    + encoded(environment.getOrDefault("AWS_ROLE_SESSION_NAME", "countersign"))
                    + "&WebIdentityToken=" + encoded(SmallFile.text(file).strip());
            var answer = http.ask("POST", address, Map.of("Content-Type", "application/x-www-form-urlencoded"), body);
            if (answer.status() != 200) {
                throw new CredentialsUnavailable(address + " answers HTTP " + answer.status() + " "
                        + XmlText.find(answer.body(), "Code").orElse("") + " for the role " + role);
            }
            return new AwsCredentials(
                    required(answer, "AccessKeyId"),
                    required(answer, "SecretAccessKey"),
                    Optional.of(required(answer, "SessionToken")),
                    XmlText.find(answer.body(), "Expiration").map(Instant::parse));
        } catch (IOException e) {
            throw new CredentialsUnavailable("the role " + role + " cannot be had with the token in " + file + " from "
                    + address + ": " + e.getMessage());
        }
    }

    private URI address() {
        return URI.create(environment.getOrDefault(
                "AWS_ENDPOINT_URL_STS",
                region.map(name -> "https://sts." + name + ".amazonaws.com/").orElse("https://sts.amazonaws.com/")));
    }

    private static String required(AwsHttp.AwsAnswer answer, String name) {
        return XmlText.find(answer.body(), name)
                .orElseThrow(() -> new CredentialsUnavailable("the answer about the role has no " + name));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}

package dev.countersign.aws;

import dev.countersign.files.SmallFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Credentials that the platform of a container (ECS, EKS Pod Identity) gives at an address that it tells it. */
final class ContainerCredentials implements CredentialSource {
    private static final String RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    private static final String FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    private static final String TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
    private static final String TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

    private final Map<String, String> environment;
    private final AwsHttp http;

    ContainerCredentials(Map<String, String> environment, AwsHttp http) {
        this.environment = environment;
        this.http = http;
    }

    @Override
    public Optional<AwsCredentials> find() {
        var relative = environment.get(RELATIVE);
        var full = relative == null ? environment.get(FULL) : "http://169.254.170.2" + relative;
        return full == null ? Optional.empty() : Optional.of(ask(URI.create(full)));
    }

    private AwsCredentials ask(URI address) {
        try {
            var answer = http.ask("GET", address, headers(), "");
            if (answer.status() != 200) {
                throw new CredentialsUnavailable(address + " answers HTTP " + answer.status());
            }
            return JsonCredentials.read(address, answer.body());
        } catch (IOException e) {
            throw new CredentialsUnavailable(address + " gives no credentials: " + e.getMessage());
        }
    }

    private Map<String, String> headers() throws IOException {
        var headers = new LinkedHashMap<String, String>();
        var file = environment.get(TOKEN_FILE);
        var token = file == null
                ? environment.get(TOKEN)
                : SmallFile.text(Path.of(file)).strip();
        if (token != null) {
            headers.put("Authorization", token);
        }
        return headers;
    }
}

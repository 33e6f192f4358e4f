package dev.countersign.aws;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Credentials of the role of a virtual machine, from its metadata service, version 2. */
final class InstanceCredentials implements CredentialSource {
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final String SECONDS = "21600";

    private final Map<String, String> environment;
    private final AwsHttp http;

    InstanceCredentials(Map<String, String> environment, AwsHttp http) {
        this.environment = environment;
        this.http = http;
    }

    @Override
    public Optional<AwsCredentials> find() {
        if (Boolean.parseBoolean(environment.get("AWS_EC2_METADATA_DISABLED"))) {
            return Optional.empty();
        }
        var base = environment.getOrDefault("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://169.254.169.254");
        var server = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        try {
            return ofMachine(server);
        } catch (IOException noSuchService) {
            return Optional.empty();
        }
    }

    private Optional<AwsCredentials> ofMachine(String server) throws IOException {
        var token = http.ask(
                "PUT",
                URI.create(server + "/latest/api/token"),
                Map.of("X-aws-ec2-metadata-token-ttl-seconds", SECONDS),
                "");
        if (token.status() != 200) {
            return Optional.empty();
        }
        var shown = Map.of("X-aws-ec2-metadata-token", token.body().utf8().strip());
        var role = http.ask("GET", URI.create(server + ROLES), shown, "");
        if (role.status() != 200 || role.body().utf8().isBlank()) {
            return Optional.empty();
        }
        var address = URI.create(server
                + ROLES
                + role.body().utf8().lines().findFirst().orElse("").strip());
        var answer = http.ask("GET", address, shown, "");
        if (answer.status() != 200) {
            throw new CredentialsUnavailable(address + " answers HTTP " + answer.status());
        }
        return Optional.of(JsonCredentials.read(address, answer.body()));
    }
}

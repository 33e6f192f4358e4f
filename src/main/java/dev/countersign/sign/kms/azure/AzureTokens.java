package dev.countersign.sign.kms.azure;

import dev.countersign.files.SmallFile;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.kms.KmsHttp;
import dev.countersign.sign.kms.KmsRequest;
import dev.countersign.sign.kms.OAuth;
import dev.countersign.sign.kms.RenewedCredential;
import dev.countersign.sign.kms.RenewedCredential.Fetched;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens of Microsoft Entra from where Azure's own programs take them: workload identity ({@code AZURE_FEDERATED_TOKEN_FILE}), a
 * client secret ({@code AZURE_CLIENT_SECRET}), or the managed identity of the app or machine.
 */
public final class AzureTokens {
    private static final String WHOSE = "Azure's credentials";
    private static final String AUTHORITY = "https://login.microsoftonline.com/";
    private static final String MACHINE = "http://169.254.169.254";

    private final Map<String, String> environment;
    private final KmsHttp http;
    private final InstantSource clock;
    private final Map<String, RenewedCredential<String>> tokens = new ConcurrentHashMap<>();

    public AzureTokens(Map<String, String> environment, KmsHttp http, InstantSource clock) {
        this.environment = environment;
        this.http = http;
        this.clock = clock;
    }

    /** @param resource one of a few that Azure has */
    RenewedCredential<String> of(String resource) {
        return tokens.computeIfAbsent(resource, _ -> new RenewedCredential<>(_ -> fetch(resource), clock));
    }

    private Fetched<String> fetch(String resource) {
        var file = variable("AZURE_FEDERATED_TOKEN_FILE");
        var secret = variable("AZURE_CLIENT_SECRET");
        if (file.isPresent()) {
            return ofClient(
                    resource,
                    Map.of(
                            "client_assertion_type",
                            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                            "client_assertion",
                            read(Path.of(file.get()))));
        }
        return secret.isPresent() ? ofClient(resource, Map.of("client_secret", secret.get())) : managed(resource);
    }

    private Fetched<String> ofClient(String resource, Map<String, String> proof) {
        var base = variable("AZURE_AUTHORITY_HOST").orElse(AUTHORITY);
        var address = URI.create(
                (base.endsWith("/") ? base : base + "/") + required("AZURE_TENANT_ID") + "/oauth2/v2.0/token");
        var fields = new LinkedHashMap<String, String>();
        fields.put("grant_type", "client_credentials");
        fields.put("client_id", required("AZURE_CLIENT_ID"));
        fields.put("scope", resource + "/.default");
        fields.putAll(proof);
        return OAuth.ask(http, WHOSE, address, fields);
    }

    private Fetched<String> managed(String resource) {
        var query = new LinkedHashMap<String, String>();
        query.put("resource", resource);
        variable("AZURE_CLIENT_ID").ifPresent(id -> query.put("client_id", id));
        var app = variable("IDENTITY_ENDPOINT");
        var header = variable("IDENTITY_HEADER");
        query.put("api-version", app.isPresent() ? "2019-08-01" : "2018-02-01");
        var address = app.orElse(
                variable("AZURE_POD_IDENTITY_AUTHORITY_HOST").orElse(MACHINE) + "/metadata/identity/oauth2/token");
        var request =
                KmsRequest.get(URI.create(address + "?" + OAuth.form(query))).with("Metadata", "true");
        return OAuth.token(
                WHOSE + ": the managed identity",
                http.send(header.isPresent() ? request.with("X-IDENTITY-HEADER", header.get()) : request));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private String required(String name) {
        return variable(name)
                .orElseThrow(() -> new KeyUnavailable(WHOSE + ": " + name + " is not set in the environment"));
    }

    private static String read(Path file) {
        try {
            return SmallFile.text(file).strip();
        } catch (IOException e) {
            throw new KeyUnavailable(
                    WHOSE + ": " + file + " cannot be read (expected: the token that the platform writes there)");
        }
    }
}

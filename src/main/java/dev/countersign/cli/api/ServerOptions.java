package dev.countersign.cli.api;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DurationText;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.OutputOptions;
import dev.countersign.cli.Reporting;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Timing;
import dev.countersign.cli.access.AccessOptions;
import dev.countersign.cli.access.BearerToken;
import dev.countersign.client.Authorities;
import dev.countersign.client.Credentials;
import dev.countersign.client.HttpFiles;
import dev.countersign.client.HttpMetadata;
import dev.countersign.client.MetadataSource;
import dev.countersign.client.Origin;
import dev.countersign.client.Transport;
import dev.countersign.files.SmallFile;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.wire.ApiPath;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command which talks to a server has. Filled in by picocli. */
public final class ServerOptions implements Reporting {
    private static final String USUAL_SERVER = "http://127.0.0.1:8080";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:COUNTERSIGN_SERVER}",
            description = {
                "Address of the server, without /api/v1; also from COUNTERSIGN_SERVER.",
                "Default: " + USUAL_SERVER
            })
    private @Nullable String server;

    @Option(
            names = "--repository",
            paramLabel = "NAME",
            defaultValue = "${env:COUNTERSIGN_REPOSITORY}",
            description = "Which of the server's repositories; also from COUNTERSIGN_REPOSITORY. Default: default")
    private @Nullable String repository;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            defaultValue = "${env:COUNTERSIGN_CA}",
            description =
                    "PEM file of the authorities that issue certificates of https:// servers, in place of those of the"
                            + " Java runtime; also from COUNTERSIGN_CA.")
    private @Nullable Path authorities;

    @Mixin
    private AccessOptions access;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = DurationText.class,
            description =
                    "How long to wait for a server that is busy or away, or for publication, such as 30s, 5m or 2h."
                            + " Default: 5m")
    private Duration timeout = Duration.ofMinutes(5);

    @Mixin
    private OutputOptions output = new OutputOptions();

    public ServerOptions() {
        this(new AccessOptions());
    }

    public ServerOptions(AccessOptions access) {
        this.access = access;
    }

    @Override
    public boolean debug() {
        return output.debug();
    }

    @Override
    public boolean json() {
        return output.json();
    }

    public Duration timeout() {
        return timeout;
    }

    @Override
    public Terminal terminal() {
        return output.terminal(command);
    }

    public AccessOptions access() {
        return access;
    }

    public Transport http() {
        return transport(access.credentials(service(), named()));
    }

    /** With this token and no other. */
    public Transport http(BearerToken only) {
        return transport(access.credentials(service(), only));
    }

    /** For commands that ask nothing but one address of metadata, which may be another server's. */
    public Transport http(URI metadata) {
        if (Origin.of(metadata).equals(Origin.of(service()))) {
            return http();
        }
        return transport(server == null ? access.instead(metadata) : access.beside(metadata));
    }

    private Transport transport(Credentials credentials) {
        return new Transport(credentials, authorities(authorities));
    }

    /** Those of a file that {@code --ca} names, or the usual ones without it. */
    public static Authorities authorities(@Nullable Path file) {
        if (file == null) {
            return Authorities.OF_RUNTIME;
        }
        try {
            return Authorities.in(SmallFile.read(file));
        } catch (IOException e) {
            throw new CliFailure.Misused(FileFailure.refused(file, e).getMessage() + " (--ca)");
        } catch (CertificateException e) {
            throw new CliFailure.Misused("--ca: " + file + " holds no whole certificate (expected: a PEM file,"
                    + " -----BEGIN CERTIFICATE----- and so on)");
        }
    }

    /** Where the server has the metadata of the repository. */
    public URI metadataAddress() {
        return URI.create(server() + ApiPath.METADATA_FILES);
    }

    /** Metadata under an address, waited for as long as {@code --timeout} says. */
    public MetadataSource metadata(Transport http, URI address) {
        return PatientMetadata.within(polling(), new HttpMetadata(http, address));
    }

    /** The same of any number of files: each is waited for as long. */
    public MetadataSource metadataByFile(Transport http, URI address) {
        return new PatientMetadata(new HttpMetadata(http, address), this::polling);
    }

    /** Files under an address by their paths, waited for likewise. */
    public MetadataSource files(Transport http, URI address) {
        return PatientMetadata.within(polling(), new HttpFiles(http, address));
    }

    public ApiClient api(Transport http) {
        return new ApiClient(http, server(), this::advice);
    }

    /** What the server offers besides the interface to each repository. */
    public ApiClient serviceApi(Transport http) {
        return new ApiClient(http, service(), this::advice);
    }

    /** The same, where the caller has one token to try. */
    public ApiClient serviceApi(Transport http, BearerToken only) {
        return new ApiClient(http, service(), () -> only + " is not one that " + service() + " takes");
    }

    /** What the server, once it is not busy, answers to a question that is not about one repository. */
    public <T> T ask(Function<ApiClient, T> question) {
        try (var http = http()) {
            var api = serviceApi(http);
            return polling().whenNotBusy(() -> question.apply(api));
        }
    }

    /** The same of the repository that was given. */
    public <T> T askOfRepository(Function<ApiClient, T> question) {
        try (var http = http()) {
            var api = api(http);
            return polling().whenNotBusy(() -> question.apply(api));
        }
    }

    private String advice() {
        return access.advice(service(), named());
    }

    public Polling polling() {
        return new Polling(timeout, Timing.SYSTEM, new Spaced(Timing.SYSTEM, this::waiting));
    }

    private void waiting(CliFailure failure) {
        terminal()
                .note("Waiting: " + failure.getMessage() + " (trying again for up to " + DurationText.text(timeout)
                        + ", as --timeout says)");
    }

    /** The address of the repository, without a slash at its end. */
    public URI server() {
        var name = named();
        if (name == null) {
            return service();
        }
        if (RepositoryName.parse(name).isEmpty()) {
            throw new CliFailure.Misused("--repository: '" + name + "': " + RepositoryName.PROBLEM);
        }
        return ApiClient.repositoryAddress(service(), name);
    }

    /** What was given, or the repository that addresses without a name mean. */
    public String repository() {
        return repository == null || repository.isEmpty() ? RepositoryName.DEFAULT.value() : repository;
    }

    /** The repository; null for the one that addresses without a name mean. */
    public @Nullable String named() {
        return repository().equals(RepositoryName.DEFAULT.value()) ? null : repository;
    }

    /** The server's address without a slash at its end. */
    public URI service() {
        return address("--server", server == null ? USUAL_SERVER : server);
    }

    /**
     * An http or https address without a slash at its end.
     *
     * @throws CliFailure.Misused for anything else
     */
    public static URI address(String option, String value) {
        try {
            var address = new URI(value.replaceAll("/+$", ""));
            var scheme = address.getScheme();
            if (("http".equals(scheme) || "https".equals(scheme))
                    && address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Refused below, together with addresses of other kinds.
        }
        throw new CliFailure.Misused(
                option + ": '" + value + "' (expected: an address such as https://tuf.example.org)");
    }
}

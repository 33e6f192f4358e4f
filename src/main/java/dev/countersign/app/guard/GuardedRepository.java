package dev.countersign.app.guard;

import dev.countersign.app.config.GuardConfig;
import dev.countersign.app.config.ServerUrl;
import dev.countersign.app.config.StartFailure;
import dev.countersign.cli.UserFolder;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.client.Authorities;
import dev.countersign.client.ClientException;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.Credentials;
import dev.countersign.client.HttpMetadata;
import dev.countersign.client.Transport;
import dev.countersign.client.TrustStore;
import dev.countersign.client.TufClient;
import dev.countersign.files.SmallFile;
import dev.countersign.guard.LastVerified;
import dev.countersign.json.Bytes;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.wire.ApiPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The repository whose metadata decides, as this process trusts it. */
final class GuardedRepository implements AutoCloseable {
    /** Beside the files of the trust store, whose names end in .json. */
    private static final String REFRESHED = "refreshed";

    private final Transport http;
    private final TrustStore store;
    private final TufClient client;
    private final LastVerified last;

    private GuardedRepository(Transport http, TrustStore store, TufClient client, LastVerified last) {
        this.http = http;
        this.store = store;
        this.client = client;
        this.last = last;
    }

    /** Opens what is trusted; asks nobody. */
    static GuardedRepository open(GuardConfig.RepositoryTrust trust, @Nullable Path authorities, Clock clock) {
        var address = metadata(trust);
        var store = store(trust, address);
        try {
            var http = new Transport(credentials(trust), authorities(authorities));
            var root = root(trust, store, address);
            var settings = ClientSettings.USUAL.withClock(clock);
            return new GuardedRepository(
                    http,
                    store,
                    new TufClient(new HttpMetadata(http, address), store, root, settings),
                    new LastVerified(store, root, settings, store.folder().resolve(REFRESHED)));
        } catch (RuntimeException failed) {
            store.close();
            throw failed;
        }
    }

    private static URI metadata(GuardConfig.RepositoryTrust trust) {
        var given = trust.metadata();
        if (given != null) {
            return given.uri();
        }
        var name = trust.repository();
        if (RepositoryName.parse(name).isEmpty()) {
            throw StartFailure.misconfigured("guard.repository: " + RepositoryName.PROBLEM);
        }
        var server = bare(trust.server());
        return URI.create(
                (name.equals(RepositoryName.DEFAULT.value()) ? server : ApiClient.repositoryAddress(server, name))
                        + ApiPath.METADATA_FILES);
    }

    private static URI bare(ServerUrl address) {
        return URI.create(address.uri().toString().replaceAll("/+$", ""));
    }

    private static TrustStore store(GuardConfig.RepositoryTrust trust, URI address) {
        var given = trust.state();
        try {
            // Its own, because a store is held by one process for as long as that runs.
            return TrustStore.open(given == null ? UserFolder.DATA.path().resolve("guard") : given, address);
        } catch (ClientException.StoreFailed failed) {
            throw StartFailure.unavailable("guard.state: " + failed.getMessage());
        }
    }

    private static Bytes root(GuardConfig.RepositoryTrust trust, TrustStore store, URI address) {
        var given = trust.root();
        if (given != null) {
            return Bytes.wrap(read("guard.root", given));
        }
        return store.root()
                .orElseThrow(() -> StartFailure.misconfigured("guard.root: no root is trusted for " + address
                        + " yet (expected: a file of root metadata from a source you trust; --root 1.root.json)"));
    }

    private static Credentials credentials(GuardConfig.RepositoryTrust trust) {
        var file = trust.tokenFile();
        if (file == null) {
            return Credentials.NONE;
        }
        var token = new String(read("guard.token-file", file), java.nio.charset.StandardCharsets.UTF_8).strip();
        if (!token.matches("[\\x21-\\x7e]+")) {
            throw StartFailure.misconfigured("guard.token-file: " + file + " holds no token");
        }
        var server = trust.metadata() == null ? trust.server() : trust.metadata();
        return new Credentials(server.uri(), List.of(new Credentials.Header("Authorization", "Bearer " + token)));
    }

    private static Authorities authorities(@Nullable Path file) {
        try {
            return file == null ? Authorities.OF_RUNTIME : Authorities.in(read("guard.ca", file));
        } catch (CertificateException e) {
            throw StartFailure.misconfigured(
                    "guard.ca: " + file + " holds no whole certificate (expected: a PEM file)");
        }
    }

    static byte[] read(String key, Path file) {
        try {
            return SmallFile.read(file);
        } catch (IOException e) {
            throw StartFailure.misconfigured(
                    key + ": " + file + " cannot be read (" + StartFailure.reason(e) + "); correct that");
        }
    }

    /** What earlier runs have verified. */
    LastVerified last() {
        return last;
    }

    TufClient client() {
        return client;
    }

    @Override
    public void close() {
        http.close();
        store.close();
    }
}

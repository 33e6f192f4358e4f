package dev.countersign.cli.token;

import dev.countersign.access.Grants;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.Polling;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.api.TokenReport;
import dev.countersign.client.Transport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which service's tokens are meant. Filled in by picocli. */
final class TokenOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = {
                "Work on the database that this configuration names, without the service: whoever can reach the"
                        + " database needs no token. It may be running or not. Without it, --server is asked."
            })
    private @Nullable Path configuration;

    @Mixin
    private ServerOptions server = new ServerOptions();

    private final TokenRegister.OfDatabase databases;

    TokenOptions(TokenRegister.OfDatabase databases) {
        this.databases = databases;
    }

    ServerOptions server() {
        return server;
    }

    TokenRegister open() {
        return configuration == null ? new OverApi(server) : databases.open(configuration);
    }

    /** The tokens of a service, over its API. */
    private static final class OverApi implements TokenRegister {
        private final Transport http;
        private final ApiClient api;
        private final Polling polling;

        OverApi(ServerOptions server) {
            this.http = server.http();
            this.api = server.serviceApi(http);
            this.polling = server.polling();
        }

        @Override
        public TokenReport create(String name, Grants grants, Optional<Instant> expires) {
            return polling.whenNotBusy(() -> api.createToken(name, grants, expires));
        }

        @Override
        public List<TokenReport> list() {
            return polling.whenNotBusy(api::tokens);
        }

        @Override
        public TokenReport show(String name) {
            return polling.whenNotBusy(() -> api.token(name));
        }

        @Override
        public TokenReport revoke(String name) {
            return polling.whenNotBusy(() -> api.revokeToken(name));
        }

        @Override
        public void close() {
            http.close();
        }
    }
}

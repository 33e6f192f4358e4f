package dev.countersign.cli.token;

import dev.countersign.access.Grants;
import dev.countersign.cli.api.TokenReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where the tokens of a service are administered. Every method throws {@link dev.countersign.cli.CliFailure}. */
public interface TokenRegister extends AutoCloseable {
    /** The report has the secret, which is kept nowhere. */
    TokenReport create(String name, Grants grants, Optional<Instant> expires);

    /** In the order of their names. */
    List<TokenReport> list();

    TokenReport show(String name);

    TokenReport revoke(String name);

    @Override
    void close();

    /** Opens the database that a configuration names, whether a service runs on it or not. */
    interface OfDatabase {
        TokenRegister open(Path configuration);
    }
}

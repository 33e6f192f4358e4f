package dev.countersign.cli.log;

import dev.countersign.transparency.VerifierKey;
import dev.countersign.tuf.RepositoryName;
import java.nio.file.Path;

/** The public logs of a service where they are kept. Every method throws {@link dev.countersign.cli.CliFailure}. */
public interface LogRegister extends AutoCloseable {
    /** @param size how many entries the log has; they stay */
    record Rotated(VerifierKey before, VerifierKey after, long size) {}

    /** Gives the log of a repository another key. No node may run. */
    Rotated rotate(RepositoryName repository);

    @Override
    void close();

    /** Opens the database that a configuration names. */
    interface OfConfiguration {
        LogRegister open(Path configuration);
    }
}

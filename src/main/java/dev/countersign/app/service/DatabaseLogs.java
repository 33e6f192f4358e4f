package dev.countersign.app.service;

import dev.countersign.access.Caller;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.log.LogRegister;
import dev.countersign.store.postgres.AuditRows;
import dev.countersign.store.postgres.PgLogKeys;
import dev.countersign.store.postgres.PgLogKeys.Replacement;
import dev.countersign.transparency.LogKey;
import dev.countersign.tuf.RepositoryName;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/** The public logs in a database, for whoever can reach it. */
public final class DatabaseLogs implements LogRegister {
    private static final AuditOrigin ORIGIN =
            new AuditOrigin(Caller.OPERATOR.actor().text(), null, "countersign log rotate", AuditOrigin.NO_BODY);

    private final DirectDatabase database;
    private final SecureRandom random = new SecureRandom();

    private DatabaseLogs(DirectDatabase database) {
        this.database = database;
    }

    /** Of the database of a configuration. */
    public static LogRegister open(Path configuration) {
        return new DatabaseLogs(DirectDatabase.open(configuration));
    }

    @Override
    public Rotated rotate(RepositoryName repository) {
        var keys = new PgLogKeys(database.postgres(), new AuditRows(random));
        var prefix = new Options(database.config()).logOrigin();
        var now = Clock.systemUTC().instant();
        return switch (DirectDatabase.waited(keys.replace(repository, LogKey.generate(random), prefix, now, ORIGIN))) {
            case Replacement.Replaced(var before, var after) -> new Rotated(before.key(), after.key(), after.size());
            case Replacement.StillLed() ->
                throw new CliFailure.CommandRefused(
                        "a service publishes with this database, and keeps the key in memory:"
                                + " stop all its nodes, and run this again");
            case Replacement.NothingThere() ->
                throw new CliFailure.CommandRefused("the repository " + repository
                        + " is not there, or has no public log yet; it begins with the next publication");
        };
    }

    @Override
    public void close() {
        database.close();
    }
}

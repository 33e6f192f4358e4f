package dev.countersign.app.service;

import dev.countersign.app.config.Config;
import dev.countersign.app.config.ConfigFile;
import dev.countersign.app.config.StartFailure;
import dev.countersign.app.config.Values;
import dev.countersign.cli.CliFailure;
import dev.countersign.repository.Unavailable;
import dev.countersign.store.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The database of a service, opened by a command of whoever can reach it. */
record DirectDatabase(Config config, Vertx vertx, Postgres postgres) implements AutoCloseable {
    /** A first start may have tables to make. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The one of a configuration, with the environment before it, as of the service. */
    static DirectDatabase open(Path configuration) {
        try {
            return open(Config.read(new Values(Map.of(), System.getenv(), ConfigFile.read(configuration))));
        } catch (StartFailure failure) {
            var sentence = String.valueOf(failure.getMessage());
            throw failure.status() == 2 ? new CliFailure.Misused(sentence) : new CliFailure.CommandRefused(sentence);
        }
    }

    static DirectDatabase open(Config config) {
        var options = new Options(config);
        var vertx = Vertx.vertx();
        try {
            return new DirectDatabase(config, vertx, waited(Postgres.open(vertx, options.postgres())));
        } catch (CliFailure failure) {
            waited(vertx.close());
            throw failure;
        }
    }

    /** What a future has become, or why not. */
    static <T> T waited(Future<T> future) {
        try {
            return future.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CliFailure.TimedOut("the database did not answer within " + PATIENCE.toSeconds() + " s");
        } catch (Unavailable e) {
            throw new CliFailure.ServerUnreachable(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        waited(postgres.close());
        // Not a continuation of the line above: it would run on a thread that this ends.
        waited(vertx.close());
    }
}

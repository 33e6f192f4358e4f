package dev.countersign.app.service;

import dev.countersign.app.config.Config;
import dev.countersign.http.tls.PemFiles;
import dev.countersign.http.tls.ServerTls;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a node listens on its two ports. Certificates are read here, and again every few seconds. */
final class Ports {
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Conditions conditions;
    private final MeterRegistry registry;
    private final Clock clock;

    Ports(Vertx vertx, Conditions conditions, MeterRegistry registry, Clock clock) {
        this.vertx = vertx;
        this.conditions = conditions;
        this.registry = registry;
        this.clock = clock;
    }

    /** For the API and the metadata; one port however many listeners. */
    Listening api(Config config) {
        var http = config.http();
        var port = http.port() == 0 ? HttpVerticle.ONE_FREE_PORT : http.port();
        return new Listening(
                http.host(), port, tls("http", http.tls()), new Options(config).connections(), http.idleTimeout());
    }

    Listening management(Config config) {
        var management = config.management();
        return new Listening(
                management.host(),
                management.port(),
                tls("management", management.tls()),
                new Options(config).connections(),
                config.http().idleTimeout());
    }

    private @Nullable ServerTls tls(String listener, @Nullable PemFiles files) {
        if (files == null) {
            return null;
        }
        var watch = TlsWatch.of(listener, files, vertx, conditions, registry, clock);
        watch.look();
        vertx.setPeriodic(LOOK_INTERVAL.toMillis(), _ -> watch.look());
        return watch.tls();
    }
}

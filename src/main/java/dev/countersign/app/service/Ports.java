package dev.countersign.app.service;

import dev.countersign.app.config.Config;
import dev.countersign.http.tls.PemFiles;
import dev.countersign.http.tls.ServerTls;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** How a node listens on its two ports. */
final class Ports {
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
                http.host(),
                port,
                tls("http", http.tls()),
                Listening.BOTH_VERSIONS,
                new Options(config).connections(),
                http.idleTimeout());
    }

    Listening management(Config config) {
        var management = config.management();
        return new Listening(
                management.host(),
                management.port(),
                tls("management", management.tls()),
                Listening.BOTH_VERSIONS,
                new Options(config).connections(),
                config.http().idleTimeout());
    }

    private @Nullable ServerTls tls(String listener, @Nullable PemFiles files) {
        return files == null ? null : TlsWatch.follow(listener, files, vertx, conditions, registry, clock);
    }
}

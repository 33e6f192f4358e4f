package dev.countersign.app.config;

import dev.countersign.access.Permission;
import dev.countersign.access.certificate.CertificateRule;
import dev.countersign.access.oidc.Issuer;
import dev.countersign.audit.AuditRetention;
import dev.countersign.http.AddressRange;
import dev.countersign.http.BodyLimits;
import dev.countersign.http.ConnectionLimits;
import dev.countersign.http.ForwardedHeader;
import dev.countersign.http.HttpLimits;
import dev.countersign.http.RateLimits;
import dev.countersign.http.metadata.ServingOptions;
import dev.countersign.http.tls.ClientCertificates;
import dev.countersign.http.tls.PemFiles;
import dev.countersign.publish.PublisherSettings;
import dev.countersign.publish.RetentionSettings;
import dev.countersign.publish.SubmissionIntake;
import dev.countersign.store.postgres.PostgresOptions;
import dev.countersign.tuf.TargetPathPolicy;
import dev.countersign.tuf.Validity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one node: read once at start, checked. What a package is configured with by default, the package
 * says; {@code conf/countersign.yaml} repeats it for people.
 */
public record Config(
        Http http,
        ManagementSettings management,
        Database database,
        Redis redis,
        LimitSettings limits,
        Forwarded forwarded,
        KeySettings keys,
        Publishing publishing,
        Serving serving,
        RetentionConfig retention,
        Artifacts artifacts,
        Access access,
        List<DeclaredMirror> mirrors,
        Log log) {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    public static Config read(Values values) {
        var config = new Config(
                Http.read(values),
                ManagementSettings.read(values),
                Database.read(values),
                Redis.read(values),
                LimitSettings.read(values),
                Forwarded.read(values),
                KeySettings.read(values),
                Publishing.read(values),
                Serving.read(values),
                RetentionConfig.read(values),
                Artifacts.read(values),
                Access.read(values),
                DeclaredMirror.read(values.entries("mirrors")),
                Log.read(values));
        values.refuseUnknown();
        config.checkCertificates(values);
        return config;
    }

    /** Rules for certificates that no client could show are a mistake. */
    private void checkCertificates(Values values) {
        var tls = http.tls();
        if (!access.certificates().isEmpty() && (tls == null || tls.clients() == ClientCertificates.NONE)) {
            throw StartFailure.misconfigured("access.certificates: clients are not asked for certificates (expected:"
                    + " http.tls with client-ca, and client-auth optional or required; "
                    + values.where("access.certificates") + ")");
        }
    }

    public static Config defaults() {
        return read(new Values(Map.of(), Map.of(), Map.of()));
    }

    /**
     * The public listener: API and metadata.
     *
     * @param port 0 takes a free one
     * @param tls null for none
     * @param hosts names under which the API may be called; empty: those of the loopback interface if it listens there
     *     alone, otherwise any
     * @param maxBody bytes of a body that lists artifacts
     * @param maxDocument bytes of any other body
     * @param maxBodies bytes of all bodies being received or read together
     * @param maxBodiesPerAddress bytes of those from one address
     * @param bodyTime for a whole body to arrive
     * @param bodyRate bytes a second that a body must at least arrive with
     * @param maxDepth nesting of a JSON body
     * @param taskHold how long the answer about an unfinished task is held back
     * @param maxHeldTasks such answers held back at once
     * @param idleTimeout after which a silent connection is closed
     */
    public record Http(
            String host,
            int port,
            @Nullable PemFiles tls,
            List<String> hosts,
            long maxBody,
            long maxDocument,
            long maxBodies,
            long maxBodiesPerAddress,
            Duration bodyTime,
            long bodyRate,
            int maxDepth,
            Duration taskHold,
            int maxHeldTasks,
            Duration idleTimeout) {

        private static Http read(Values values) {
            var unset = HttpLimits.DEFAULT;
            var bodies = BodyLimits.DEFAULT;
            var maxBody = values.size("http.max-body", unset.maxBodyBytes(), KIB, GIB);
            var maxBodies = values.size("http.max-bodies", Math.max(bodies.bytes(), maxBody), maxBody, GIB);
            return new Http(
                    values.text("http.host", "127.0.0.1"),
                    values.number("http.port", 8080, 0, 65_535),
                    pemFiles(values, "http.tls"),
                    values.list("http.hosts"),
                    maxBody,
                    values.size("http.max-document", unset.maxDocumentBytes(), KIB, 64 * MIB),
                    maxBodies,
                    values.size("http.max-bodies-per-address", Math.max(maxBodies / 2, maxBody), maxBody, GIB),
                    values.duration("http.body-time", bodies.time(), Duration.ofSeconds(1), HOUR),
                    values.size("http.body-rate", bodies.bytesPerSecond(), 0, 64 * MIB),
                    values.number("http.max-depth", unset.maxDepth(), 8, 1000),
                    values.duration("http.task-hold", unset.taskHold(), Duration.ZERO, Duration.ofMinutes(1)),
                    values.number("http.max-held-tasks", unset.maxHeldTasks(), 0, 1_000_000),
                    values.duration("http.idle-timeout", Duration.ofMinutes(1), Duration.ofSeconds(1), HOUR));
        }
    }

    /** The operator's listener: health, readiness, metrics. */
    public record ManagementSettings(
            String host, int port, @Nullable PemFiles tls) {

        private static ManagementSettings read(Values values) {
            return new ManagementSettings(
                    values.text("management.host", "127.0.0.1"),
                    values.number("management.port", 8081, 0, 65_535),
                    pemFiles(values, "management.tls"));
        }
    }

    /** The files of a listener's TLS, or null without any. */
    static @Nullable PemFiles pemFiles(Values values, String group) {
        var certificate = values.path(group + ".certificate");
        var key = values.path(group + ".key");
        var clientCa = values.path(group + ".client-ca");
        var clients = values.choice(group + ".client-auth", ClientCertificates.NONE);
        if (certificate != null && key != null && (clientCa == null) == (clients == ClientCertificates.NONE)) {
            return new PemFiles(certificate, key, clientCa, clients);
        }
        if (certificate == null && key == null && clientCa == null && clients == ClientCertificates.NONE) {
            return null;
        }
        throw StartFailure.misconfigured(group
                + (certificate == null || key == null
                        ? ": only a part is given (expected: certificate and key, each a PEM file, or nothing)"
                        : ": client-ca and client-auth belong together (expected: a PEM file of authorities, and"
                                + " client-auth optional or required; or neither)"));
    }

    /**
     * PostgreSQL, the truth.
     *
     * @param password given in the configuration, or null; the one in the url is used then, if there is any
     * @param passwordFile a file whose first line is the password
     */
    public record Database(
            ServerUrl url,
            @Nullable Secret password,
            @Nullable Path passwordFile,
            int poolSize,
            Duration connectTimeout,
            Duration statementTimeout) {

        private static final List<String> SCHEMES = List.of("postgresql", "postgres");
        private static final String DEFAULT = "postgresql://countersign@127.0.0.1:5432/countersign";

        private static Database read(Values values) {
            var unset = PostgresOptions.parse(DEFAULT);
            var database = new Database(
                    values.url("database.url", SCHEMES)
                            .or(() -> ServerUrl.parse(DEFAULT, SCHEMES))
                            .orElseThrow(),
                    values.secret("database.password").orElse(null),
                    values.path("database.password-file"),
                    values.number("database.pool-size", unset.poolSize(), 2, 200),
                    values.duration("database.connect-timeout", unset.connectTimeout(), Duration.ofMillis(100), HOUR),
                    values.duration(
                            "database.statement-timeout", unset.statementTimeout(), Duration.ofMillis(100), HOUR));
            if (database.password != null && database.passwordFile != null) {
                throw StartFailure.misconfigured("database.password-file: " + database.passwordFile
                        + " (expected: only one of database.password and database.password-file; "
                        + values.where("database.password-file") + ")");
            }
            return database;
        }
    }

    /**
     * Redis, which several nodes share; a single node needs none.
     *
     * @param ca authorities that its certificate is checked against; null for those of the Java runtime
     */
    public record Redis(@Nullable ServerUrl url, @Nullable Path ca) {

        private static Redis read(Values values) {
            return new Redis(values.url("redis.url", List.of("redis", "rediss")).orElse(null), values.path("redis.ca"));
        }
    }

    /**
     * What one caller, one address and all of them may take.
     *
     * @param connections open at once to one port
     * @param connectionsPerAddress of those from one address
     * @param headTime for the head of a request, or a handshake, to arrive
     * @param requests a second of one caller, apart from lists of artifacts
     * @param refused a second from one address that have no right
     */
    public record LimitSettings(
            int connections, int connectionsPerAddress, Duration headTime, int requests, int refused) {

        private static LimitSettings read(Values values) {
            var connections = ConnectionLimits.DEFAULT;
            var rates = RateLimits.DEFAULT;
            return new LimitSettings(
                    values.number("limits.connections", connections.open(), 1, 10_000_000),
                    values.number("limits.connections-per-address", connections.openPerAddress(), 1, 10_000_000),
                    values.duration(
                            "limits.head-time", connections.headTime(), Duration.ofSeconds(1), Duration.ofMinutes(5)),
                    values.number("limits.requests", rates.requests(), 1, 10_000_000),
                    values.number("limits.refused", rates.refused(), 1, 10_000_000));
        }
    }

    /**
     * Proxies in front that say for whom they ask.
     *
     * @param header in which they say so
     */
    public record Forwarded(List<AddressRange> proxies, ForwardedHeader header) {

        private static Forwarded read(Values values) {
            return new Forwarded(
                    values.list(
                            "forwarded.proxies",
                            AddressRange::parse,
                            "an address such as 192.0.2.7, or a range such as 10.0.0.0/8 or 2001:db8::/32 with zeros"
                                    + " behind its bits"),
                    values.choice("forwarded.header", ForwardedHeader.X_FORWARDED_FOR));
        }
    }

    /**
     * How submissions become publications; what is unset is as in {@link PublisherSettings#DEFAULT} and {@link
     * SubmissionIntake.Bounds#DEFAULT}.
     *
     * @param maxWaiting submissions waiting to be made durable before new ones are answered 503
     * @param maxWaitingArtifacts artifacts in those together
     * @param maxSubmissions in one publication
     * @param maxPayload bytes of submissions read into memory at once
     * @param maxPause between two publications under load
     * @param timeout of one step of a publication
     * @param cache bytes of metadata files the publisher keeps in memory, to make the next version from
     * @param signingWorkers signing threads; 0 is one for each processor but one
     * @param misdated the last publication that was dated by a wrong clock; 0 for none
     */
    public record Publishing(
            int maxWaiting,
            int maxWaitingArtifacts,
            int maxSubmissions,
            long maxPayload,
            Duration maxPause,
            Duration timeout,
            long cache,
            int signingWorkers,
            long misdated) {

        private static Publishing read(Values values) {
            var waiting = SubmissionIntake.Bounds.DEFAULT;
            var unset = PublisherSettings.DEFAULT;
            return new Publishing(
                    values.number("publishing.max-waiting", waiting.submissions(), 1, 1_000_000),
                    values.number("publishing.max-waiting-artifacts", waiting.targets(), 1, 100_000_000),
                    values.number("publishing.max-submissions", unset.maxSubmissions(), 1, 1_000_000),
                    values.size("publishing.max-payload", unset.maxPayloadBytes(), 64 * KIB, GIB),
                    values.duration(
                            "publishing.max-pause", unset.pause().longest(), Duration.ZERO, Duration.ofMinutes(1)),
                    values.duration("publishing.timeout", unset.timeout(), Duration.ofSeconds(1), HOUR),
                    values.size("publishing.cache", 64 * MIB, MIB, 64 * GIB),
                    values.number("publishing.signing-workers", 0, 0, 256),
                    values.number("publishing.misdated", 0, 0, Integer.MAX_VALUE));
        }
    }

    /**
     * How metadata is served.
     *
     * @param cache bytes of metadata files kept in memory
     * @param timestampMaxAge how long caches may serve timestamp.json without asking
     */
    public record Serving(long cache, Duration timestampMaxAge) {

        private static Serving read(Values values) {
            var unset = ServingOptions.DEFAULT;
            return new Serving(
                    values.size("serving.cache", unset.cacheBytes(), MIB, 64 * GIB),
                    values.duration(
                            "serving.timestamp-max-age",
                            Duration.ofSeconds(unset.timestampMaxAgeSeconds()),
                            Duration.ZERO,
                            HOUR));
        }
    }

    /**
     * How long what is over is kept.
     *
     * @param files how long a metadata file stays after the last snapshot that refers to it was replaced
     * @param publications that keep all their files however old they are
     * @param tasks how long a finished task can be asked about
     * @param audit how long it is known who did what
     */
    public record RetentionConfig(Duration files, int publications, Duration tasks, Duration audit) {

        private static final Duration YEARS = Duration.ofDays(Validity.MAX_DAYS);

        private static RetentionConfig read(Values values) {
            var unset = RetentionSettings.DEFAULT;
            return new RetentionConfig(
                    values.duration("retention.files", unset.fileAge(), Duration.ofMinutes(1), YEARS),
                    values.number("retention.publications", unset.publications(), 1, 1_000_000),
                    values.duration("retention.tasks", unset.taskAge(), Duration.ofMinutes(1), YEARS),
                    values.duration("retention.audit", AuditRetention.USUAL, Duration.ofDays(1), YEARS));
        }
    }

    /**
     * Which artifacts are accepted.
     *
     * @param maxPerRequest artifacts in one request
     * @param maxCustom bytes of the custom data of one artifact
     */
    public record Artifacts(TargetPathPolicy paths, int maxPerRequest, long maxCustom) {

        private static Artifacts read(Values values) {
            var unset = HttpLimits.DEFAULT;
            return new Artifacts(
                    values.choice("artifacts.paths", unset.paths()),
                    values.number("artifacts.max-per-request", unset.maxArtifacts(), 1, 1_000_000),
                    values.size("artifacts.max-custom", unset.maxCustomBytes(), 2, 4 * MIB));
        }
    }

    /**
     * Who may call.
     *
     * @param anonymous what callers without credentials may do, on all repositories
     * @param oidc issuers whose tokens are credentials
     * @param certificates what client certificates are credentials for
     */
    public record Access(
            Mode mode, List<Permission> anonymous, List<TrustedIssuer> oidc, List<CertificateRule> certificates) {

        public enum Mode {
            /** Whoever calls shows who it is. */
            REQUIRED,
            /** Nobody is asked: whoever reaches the port may do everything. */
            OPEN
        }

        private static Access read(Values values) {
            return new Access(
                    values.choice("access.mode", Mode.REQUIRED),
                    values.list("access.anonymous", Permission::parse, "some of " + Permission.words()),
                    AccessRules.issuers(values.entries("access.oidc")),
                    AccessRules.certificates(values.entries("access.certificates")));
        }

        /**
         * An issuer of OpenID Connect.
         *
         * @param ca the authorities that its server's certificate is from, PEM; null for those the Java runtime trusts
         */
        public record TrustedIssuer(Issuer issuer, @Nullable Path ca) {}
    }

    /**
     * What is logged, and the public log of publications.
     *
     * @param origin what names of public logs begin with
     * @param witnesses who sign checkpoints, each a verifier key and an address
     */
    public record Log(Level level, String origin, List<String> witnesses) {

        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG
        }

        private static Log read(Values values) {
            return new Log(
                    values.choice("log.level", Level.INFO),
                    values.text("log.origin", PublisherSettings.DEFAULT.logOrigin()),
                    values.list("log.witnesses"));
        }
    }
}

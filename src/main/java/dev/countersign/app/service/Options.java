package dev.countersign.app.service;

import dev.countersign.app.config.Config;
import dev.countersign.app.config.StartFailure;
import dev.countersign.files.SmallFile;
import dev.countersign.http.BodyLimits;
import dev.countersign.http.ConnectionLimits;
import dev.countersign.http.Hosts;
import dev.countersign.http.HttpLimits;
import dev.countersign.http.Peers;
import dev.countersign.http.RateLimits;
import dev.countersign.http.metadata.ServingOptions;
import dev.countersign.publish.BatchPause;
import dev.countersign.publish.PublisherSettings;
import dev.countersign.publish.RetentionSettings;
import dev.countersign.publish.SubmissionIntake;
import dev.countersign.repository.Mirrors;
import dev.countersign.repository.Repositories;
import dev.countersign.store.postgres.PostgresOptions;
import dev.countersign.store.redis.RedisOptions;
import dev.countersign.transparency.InvalidLog;
import dev.countersign.witness.LogWitness;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configuration in the terms of the packages it configures. */
final class Options {

    /** A leader that cannot be reached any more loses leadership after a few of these. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final Config config;
    private final String logOrigin;
    private final List<LogWitness> witnesses;

    /** Refuses at once what only this class can judge, not when it is first needed. */
    Options(Config config) {
        this.config = config;
        this.logOrigin = logOrigin(config.log().origin());
        this.witnesses = config.log().witnesses().stream().map(Options::witness).toList();
    }

    HttpLimits http() {
        var http = config.http();
        var artifacts = config.artifacts();
        return new HttpLimits(
                Math.toIntExact(http.maxBody()),
                Math.toIntExact(http.maxDocument()),
                new BodyLimits(
                        Math.toIntExact(http.maxBodies()),
                        Math.toIntExact(http.maxBodiesPerAddress()),
                        http.bodyTime(),
                        Math.toIntExact(http.bodyRate()),
                        BodyLimits.DEFAULT.measured()),
                http.maxDepth(),
                artifacts.maxPerRequest(),
                Math.toIntExact(artifacts.maxCustom()),
                http.taskHold(),
                http.maxHeldTasks(),
                artifacts.paths());
    }

    ConnectionLimits connections() {
        var limits = config.limits();
        return new ConnectionLimits(
                limits.connections(),
                limits.connectionsPerAddress(),
                limits.headTime(),
                config.http().bodyTime().plus(ConnectionLimits.AFTER_BODY));
    }

    RateLimits rates() {
        return new RateLimits(config.limits().requests(), config.limits().refused());
    }

    Peers peers() {
        return new Peers(config.forwarded().proxies(), config.forwarded().header());
    }

    Hosts hosts() {
        return Hosts.of(config.http().host(), config.http().hosts());
    }

    ServingOptions serving() {
        return new ServingOptions(
                Math.toIntExact(config.serving().timestampMaxAge().toSeconds()),
                config.serving().cache(),
                ServingOptions.DEFAULT.maxMisses());
    }

    SubmissionIntake.Bounds intake() {
        var publishing = config.publishing();
        return new SubmissionIntake.Bounds(
                publishing.maxWaiting(), publishing.maxWaitingArtifacts(), SubmissionIntake.Bounds.DEFAULT.batch());
    }

    /** A quarter of the heap: they are once more in memory while they are written down. */
    long intakeMemory() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    PublisherSettings publisher() {
        var publishing = config.publishing();
        var retention = config.retention();
        return new PublisherSettings(
                publishing.maxSubmissions(),
                publishing.maxPayload(),
                PublisherSettings.DEFAULT.pace(),
                PublisherSettings.DEFAULT.renewalPace(),
                new BatchPause(publishing.maxPause()),
                publishing.timeout(),
                new RetentionSettings(
                        retention.files(),
                        retention.publications(),
                        retention.tasks(),
                        RetentionSettings.DEFAULT.interval()),
                logOrigin);
    }

    /** What the name of a public log begins with. */
    String logOrigin() {
        return logOrigin;
    }

    private static String logOrigin(String origin) {
        if (!origin.matches("[A-Za-z0-9._~:/-]{1,200}") || origin.endsWith("/") || origin.contains("://")) {
            throw StartFailure.misconfigured(
                    "log.origin: " + origin + " (expected: an address without scheme, such as tuf.example.org)");
        }
        return origin;
    }

    /** Who sign the checkpoints of public logs. */
    List<LogWitness> witnesses() {
        return witnesses;
    }

    private static LogWitness witness(String text) {
        try {
            return LogWitness.parse(text);
        } catch (InvalidLog e) {
            throw StartFailure.misconfigured("log.witnesses: " + e.getMessage());
        }
    }

    /** What retention keeps, for those who need to know when there is something to remove. */
    Repositories.RetentionTimes kept() {
        var retention = config.retention();
        return new Repositories.RetentionTimes(retention.files(), retention.publications(), retention.tasks());
    }

    /** Mirrors keep for as long what clients may still ask for. */
    Mirrors.SweepRule sweeps() {
        var retention = config.retention();
        return new Mirrors.SweepRule(retention.files(), retention.publications());
    }

    /** One processor is left to requests and to the database, however much there is to sign. */
    int signingWorkers() {
        var workers = config.publishing().signingWorkers();
        return workers > 0 ? workers : Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }

    PostgresOptions postgres() {
        var database = config.database();
        return new PostgresOptions(
                withPassword(database.url().uri(), password()),
                database.poolSize(),
                database.connectTimeout(),
                database.statementTimeout(),
                HEARTBEAT);
    }

    Optional<RedisOptions> redis() {
        return Optional.ofNullable(config.redis().url())
                .map(url ->
                        RedisOptions.parse(url.uri().toString(), config.redis().ca()));
    }

    private @Nullable String password() {
        var database = config.database();
        if (database.password() != null) {
            return database.password().reveal();
        }
        return database.passwordFile() == null ? null : firstLine(database.passwordFile());
    }

    private static String firstLine(Path file) {
        try {
            return SmallFile.text(file)
                    .lines()
                    .findFirst()
                    .filter(line -> !line.isBlank())
                    .orElseThrow(() -> StartFailure.misconfigured("database.password-file: " + file
                            + " is empty (expected: the password as its first line)"));
        } catch (IOException unreadable) {
            throw StartFailure.misconfigured("database.password-file: " + file + " cannot be read ("
                    + StartFailure.reason(unreadable) + "); correct the path or its permissions");
        }
    }

    /** The address with a password of its own in place of the one it may have. */
    static String withPassword(URI address, @Nullable String password) {
        if (password == null) {
            return address.toString();
        }
        var userInfo = address.getRawUserInfo();
        var user = userInfo == null ? "countersign" : userInfo.split(":", 2)[0];
        var encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
        var rest = address.getRawSchemeSpecificPart();
        return address.getScheme() + "://" + user + ":" + encoded + "@"
                + rest.substring(rest.indexOf('@') < 0 ? "//".length() : rest.indexOf('@') + 1);
    }
}

package dev.countersign.cli.status;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DurationText;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Words;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.MetadataOption;
import dev.countersign.cli.api.PatientMetadata;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.HttpMetadata;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.Printable;
import dev.countersign.tuf.Validity;
import dev.countersign.tuf.key.Key;
import dev.countersign.wire.BootstrapPhase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign status}: how a repository stands. */
@Command(
        name = "status",
        description = {
            "Show how the repository stands: bootstrap, versions and expiries, what keeps it from publishing, what"
                    + " waits for signatures or needs them soon.",
            "Ends with 1 when something clients need has expired or nothing can be published. Signatures are not"
                    + " checked; 'download' does that."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    private MetadataOption metadata = new MetadataOption();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        try (var http = options.http()) {
            var api = options.api(http);
            var polling = options.polling();
            var address = metadata.address(options);
            var bootstrap = polling.whenNotBusy(api::bootstrap);
            var service = polling.whenNotBusy(api::service).orElse(null);
            var pending = polling.whenNotBusy(api::pendingRoles);
            var roles = roles(
                    new StatusReader(PatientMetadata.within(polling, new HttpMetadata(http, address))),
                    address.toString());
            if (metadata.isGiven() && bootstrap.finished() && roles.isEmpty()) {
                throw new CliFailure.CommandRefused("the repository is ready, but there is no metadata at " + address
                        + "; give the address under which timestamp.json is as --metadata-url");
            }
            var now = Instant.now();
            options.terminal()
                    .result(
                            json(bootstrap, service, roles, pending, now),
                            text(bootstrap, service, roles, pending, now));
            var expired = roles.stream().anyMatch(role -> Validity.isExpired(role.expires(), now));
            var stuck = service != null && !service.publishing();
            return expired || stuck ? Exit.REFUSED.code() : Exit.OK.code();
        }
    }

    private static List<StatusReader.PublishedRole> roles(StatusReader reader, String address) {
        try {
            return reader.roles();
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused("the metadata at " + address + " cannot be read: " + e.getMessage());
        }
    }

    private Json.Obj json(
            ApiClient.BootstrapReport bootstrap,
            ApiClient.@Nullable ServiceState service,
            List<StatusReader.PublishedRole> roles,
            List<ApiClient.PendingRole> pending,
            Instant now) {
        var published = roles.stream()
                .map(role -> (Json) Json.object()
                        .put("role", role.role().value())
                        .put("version", role.version())
                        .put(
                                "keyid",
                                role.key() == null ? null : role.key().id().value())
                        .put("expires", role.expires().toString())
                        .put(
                                "seconds_left",
                                Duration.between(now, role.expires()).toSeconds())
                        .put("expired", Validity.isExpired(role.expires(), now))
                        .build())
                .toList();
        var waiting = pending.stream()
                .map(role -> (Json) Json.object()
                        .put("role", role.role())
                        .put("version", role.version())
                        .put("signatures", role.signatures())
                        .build())
                .toList();
        var fields = Json.object()
                .put("server", options.server().toString())
                .put("bootstrap", bootstrap.finished())
                .put("bootstrap_state", bootstrap.state())
                .put("roles", new Json.Arr(published))
                .put("pending", new Json.Arr(waiting));
        if (service != null) {
            fields.put("publishing", service.publishing())
                    .put("waiting_for", sentences(service.waitingFor()))
                    .put("attention", sentences(service.attention()))
                    .put(
                            "backlog",
                            Json.object()
                                    .put("submissions", service.backlog())
                                    .put("oldest_seconds", service.oldestSeconds())
                                    .build());
        }
        return fields.build();
    }

    private String text(
            ApiClient.BootstrapReport bootstrap,
            ApiClient.@Nullable ServiceState service,
            List<StatusReader.PublishedRole> roles,
            List<ApiClient.PendingRole> pending,
            Instant now) {
        var text = new StringBuilder("Server      ").append(options.server()).append(" answers");
        text.append("\nRepository  ").append(bootstrapText(bootstrap));
        if (service != null) {
            service.waitingFor()
                    .forEach((what, sentence) -> text.append("\nWAITING     ")
                            .append(what)
                            .append(": ")
                            .append(sentence));
            if (service.backlog() > 0) {
                text.append("\nBacklog     ").append(backlogText(service));
            }
            service.attention()
                    .values()
                    .forEach(sentence -> text.append("\nATTENTION   ").append(sentence));
        }
        if (!roles.isEmpty()) {
            text.append("\n\n").append(row("Role", "Version", "Expires", "Left"));
        }
        roles.forEach(role -> text.append('\n')
                .append(row(
                        role.role().value(),
                        String.valueOf(role.version()),
                        role.expires().truncatedTo(ChronoUnit.SECONDS).toString(),
                        left(role.expires(), now)))
                .append(keyText(role.key())));
        if (!pending.isEmpty()) {
            text.append("\n\nWaiting for signatures");
            pending.forEach(role -> text.append("\n  ")
                    .append(role.role())
                    .append(" version ")
                    .append(role.version())
                    .append(", signed by ")
                    .append(role.signatures()));
            text.append("\n  'countersign sign' tells who is missing.");
        }
        return text.toString();
    }

    private static Json.Obj sentences(Map<String, String> sentences) {
        var fields = Json.object();
        sentences.forEach(fields::put);
        return fields.build();
    }

    private static String backlogText(ApiClient.ServiceState service) {
        return Words.count(service.backlog(), "submission")
                + " not published yet, the oldest for "
                + DurationText.text(Duration.ofSeconds(service.oldestSeconds()));
    }

    private static String bootstrapText(ApiClient.BootstrapReport bootstrap) {
        if (bootstrap.finished()) {
            return "ready";
        }
        if (BootstrapPhase.SIGNING.word().equals(bootstrap.state())) {
            return "waits for signatures on its first root";
        }
        return BootstrapPhase.ACCEPTED.word().equals(bootstrap.state())
                ? "is being created"
                : "not created yet (no bootstrap)";
    }

    private static String left(Instant expires, Instant now) {
        var left = Duration.between(now, expires);
        return left.isPositive() ? DurationText.text(left) : "EXPIRED " + DurationText.text(left) + " ago";
    }

    private static String keyText(@Nullable Key key) {
        return key == null
                ? ""
                : Printable.line(
                        "  key " + key.id() + key.uri().map(uri -> " " + uri).orElse(""));
    }

    private static String row(String role, String version, String expires, String left) {
        return String.format(Locale.ROOT, "%-10s  %7s  %-20s  %s", role, version, expires, left);
    }
}

package dev.countersign.cli.token;

import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.Permission;
import dev.countersign.access.Token;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DurationText;
import dev.countersign.cli.Exit;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Printable;
import dev.countersign.tuf.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign token create}: a new token, shown once. */
@Command(
        name = "create",
        description = {
            "Create a token. It is shown once, and kept nowhere: the service knows its SHA-256 only.",
            "Nobody grants more than they hold. The first token of a service is made with --config."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
final class TokenCreateCommand implements Callable<Integer> {
    /** So that the year still has four digits. */
    private static final Duration LONGEST = Duration.ofDays(1_000_000);

    private static final String EVERYTHING = "all";

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "What it is to be called.")
    private String name = "";

    @Option(
            names = "--grant",
            required = true,
            paramLabel = "PERMISSION[:PATHS]",
            description = {
                "What it allows, in the repository that --repository names ('*': in all there are and will be); may be"
                        + " repeated. One of artifacts, publish, read, sign, settings, admin, audit, metadata, or all.",
                "Artifacts may be bound to paths: artifacts:pypi/* or, with all below, artifacts:pypi/**"
            })
    private List<String> grants = List.of();

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description = "After a time, such as 30d or 12h, or at one, such as 2030-01-31T00:00:00Z. Default: never")
    private @Nullable String expires;

    @Mixin
    private final TokenOptions options;

    TokenCreateCommand(TokenRegister.OfDatabase databases) {
        this.options = new TokenOptions(databases);
    }

    @Override
    public Integer call() {
        if (!Token.isName(name)) {
            throw new CliFailure.Misused("--name: " + Printable.quoted(name) + " (expected: " + Token.NAME_RULE + ")");
        }
        var wanted = grants();
        var end = expiry(Instant.now());
        try (var register = options.open()) {
            var made = register.create(name, wanted, end);
            options.server()
                    .terminal()
                    .result(
                            made.data(),
                            made.secret() + "\n\nThis is token " + made.name()
                                    + ". It is shown this once: keep it where" + " whoever is to use it finds it.\n\n"
                                    + made.text());
            return Exit.OK.code();
        }
    }

    private Grants grants() {
        var where = repository();
        try {
            return new Grants(grants.stream()
                    .flatMap(text -> grants(text, where))
                    .distinct()
                    .toList());
        } catch (InvalidInput e) {
            throw new CliFailure.Misused("--grant: " + e.getMessage());
        }
    }

    /** Empty for all repositories. */
    private Optional<RepositoryName> repository() {
        var name = options.server().repository();
        if (name.equals(Grant.ALL)) {
            return Optional.empty();
        }
        return Optional.of(RepositoryName.parse(name)
                .orElseThrow(() -> new CliFailure.Misused("--repository: " + Printable.quoted(name) + " (expected: '*'"
                        + " for all, or " + RepositoryName.FORM + ")")));
    }

    private static Stream<Grant> grants(String text, Optional<RepositoryName> where) {
        return text.equals(EVERYTHING)
                ? Arrays.stream(Permission.values()).map(permission -> new Grant(permission, where, Optional.empty()))
                : Stream.of(Grant.parse(text, where));
    }

    private Optional<Instant> expiry(Instant now) {
        var given = expires;
        if (given == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(given).toInstant());
        } catch (DateTimeParseException noTime) {
            var time = DurationText.parse(given)
                    .filter(from -> from.compareTo(LONGEST) < 0)
                    .orElseThrow(() -> new CliFailure.Misused("--expires: " + Printable.quoted(given)
                            + " (expected: a time from now, such as 30d or 12h, or a date, such as"
                            + " 2030-01-31T00:00:00Z)"));
            return Optional.of(now.plus(time).truncatedTo(ChronoUnit.SECONDS));
        }
    }
}

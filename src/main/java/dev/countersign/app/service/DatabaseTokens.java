package dev.countersign.app.service;

import dev.countersign.access.Caller;
import dev.countersign.access.Grants;
import dev.countersign.access.Issuing;
import dev.countersign.access.Token;
import dev.countersign.access.TokenText;
import dev.countersign.access.Tokens;
import dev.countersign.app.config.Config;
import dev.countersign.app.config.ConfigFile;
import dev.countersign.app.config.StartFailure;
import dev.countersign.app.config.Values;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.api.TokenReport;
import dev.countersign.cli.token.TokenRegister;
import dev.countersign.http.api.TokenAnswer;
import dev.countersign.repository.Unavailable;
import dev.countersign.store.postgres.AuditRows;
import dev.countersign.store.postgres.PgTokens;
import dev.countersign.store.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The tokens of a database, for whoever can reach it: that is how a service gets its first one. A running service learns
 * of changes by itself.
 */
public final class DatabaseTokens implements TokenRegister {
    /** A first start may have tables to make. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int PAGE = 1_000;

    private final Vertx vertx;
    private final Postgres postgres;
    private final Tokens tokens;
    private final Clock clock;

    private DatabaseTokens(Vertx vertx, Postgres postgres, Clock clock) {
        this.vertx = vertx;
        this.postgres = postgres;
        this.tokens = new PgTokens(postgres, new AuditRows(new SecureRandom()));
        this.clock = clock;
    }

    /** The database of a configuration, with the environment before it, as of the service. */
    public static TokenRegister open(Path configuration) {
        try {
            var config = Config.read(new Values(Map.of(), System.getenv(), ConfigFile.read(configuration)));
            return open(config);
        } catch (StartFailure failure) {
            var sentence = String.valueOf(failure.getMessage());
            throw failure.status() == 2 ? new CliFailure.Misused(sentence) : new CliFailure.CommandRefused(sentence);
        }
    }

    public static DatabaseTokens open(Config config) {
        var vertx = Vertx.vertx();
        try {
            var postgres = waited(Postgres.open(vertx, new Options(config).postgres()));
            return new DatabaseTokens(vertx, postgres, Clock.systemUTC());
        } catch (CliFailure failure) {
            waited(vertx.close());
            throw failure;
        }
    }

    @Override
    public TokenReport create(String name, Grants grants, Optional<Instant> expires) {
        var made = waited(new Issuing(tokens, new SecureRandom(), clock)
                .issue(Caller.OPERATOR, name, grants, expires, origin("create")));
        return TokenReport.fromJson(TokenAnswer.render(made));
    }

    @Override
    public List<TokenReport> list() {
        return all().stream()
                .map(TokenAnswer::render)
                .map(TokenReport::fromJson)
                .toList();
    }

    private List<Token> all() {
        var found = new ArrayList<Token>();
        List<Token> page;
        do {
            var after = found.isEmpty()
                    ? Optional.<String>empty()
                    : Optional.of(found.getLast().name());
            page = waited(tokens.list(after, PAGE));
            found.addAll(page);
        } while (page.size() == PAGE);
        return found;
    }

    @Override
    public TokenReport show(String name) {
        return TokenReport.fromJson(TokenAnswer.render(found(name)));
    }

    @Override
    public TokenReport revoke(String name) {
        var token = found(name);
        if (!revoked(token)) {
            throw none(name);
        }
        return TokenReport.fromJson(TokenAnswer.render(token));
    }

    /** Ends the token of a name, if there is one. */
    public void revokeAny(String name) {
        waited(tokens.find(name)).ifPresent(token -> {
            var _ = revoked(token);
        });
    }

    private boolean revoked(Token token) {
        return waited(tokens.revoke(token, clock.instant(), origin("revoke")));
    }

    private static AuditOrigin origin(String command) {
        return new AuditOrigin(
                Caller.OPERATOR.actor().text(), null, "countersign token " + command, AuditOrigin.NO_BODY);
    }

    /** Whether a text is that of a token that is valid now. */
    public boolean knows(String text) {
        var shown = TokenText.parse(text);
        return shown.isPresent()
                && all().stream()
                        .anyMatch(token ->
                                token.digest().equals(shown.get().digest()) && !token.isExpired(clock.instant()));
    }

    private Token found(String name) {
        return waited(tokens.find(name)).orElseThrow(() -> none(name));
    }

    private static CliFailure none(String name) {
        return new CliFailure.CommandRefused(
                "there is no token " + name + "; 'countersign token list' shows which there are");
    }

    private static <T> T waited(Future<T> future) {
        try {
            return future.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CliFailure.TimedOut("the database did not answer within " + PATIENCE.toSeconds() + " s");
        } catch (Unavailable e) {
            throw new CliFailure.ServerUnreachable(String.valueOf(e.getMessage()), e);
        } catch (Tokens.TokenNameTaken e) {
            throw new CliFailure.CommandRefused(e.getMessage() + "; choose another name, or revoke that one first");
        }
    }

    @Override
    public void close() {
        waited(postgres.close());
        // Not a continuation of the line above: it would run on a thread that this ends.
        waited(vertx.close());
    }
}

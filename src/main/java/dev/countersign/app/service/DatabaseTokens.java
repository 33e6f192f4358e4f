package dev.countersign.app.service;

import dev.countersign.access.Caller;
import dev.countersign.access.Grants;
import dev.countersign.access.Issuing;
import dev.countersign.access.Token;
import dev.countersign.access.TokenText;
import dev.countersign.access.Tokens;
import dev.countersign.app.config.Config;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.api.TokenReport;
import dev.countersign.cli.token.TokenRegister;
import dev.countersign.http.api.TokenAnswer;
import dev.countersign.store.postgres.AuditRows;
import dev.countersign.store.postgres.PgTokens;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tokens of a database, for whoever can reach it: that is how a service gets its first one. A running service learns
 * of changes by itself.
 */
public final class DatabaseTokens implements TokenRegister {
    private static final int PAGE = 1_000;

    private final DirectDatabase database;
    private final Tokens tokens;
    private final Clock clock = Clock.systemUTC();

    private DatabaseTokens(DirectDatabase database) {
        this.database = database;
        this.tokens = new PgTokens(database.postgres(), new AuditRows(new SecureRandom()));
    }

    /** Of the database of a configuration. */
    public static TokenRegister open(Path configuration) {
        return new DatabaseTokens(DirectDatabase.open(configuration));
    }

    public static DatabaseTokens open(Config config) {
        return new DatabaseTokens(DirectDatabase.open(config));
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
            return DirectDatabase.waited(future);
        } catch (Tokens.TokenNameTaken e) {
            throw new CliFailure.CommandRefused(e.getMessage() + "; choose another name, or revoke that one first");
        }
    }

    @Override
    public void close() {
        database.close();
    }
}

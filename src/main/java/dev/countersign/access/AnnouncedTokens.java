package dev.countersign.access;

import dev.countersign.audit.AuditOrigin;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens whose changes this node knows before it answers who made them; other nodes hear of them within seconds. */
public final class AnnouncedTokens implements Tokens {
    private final Tokens tokens;
    private final KnownTokens known;

    public AnnouncedTokens(Tokens tokens, KnownTokens known) {
        this.tokens = tokens;
        this.known = known;
    }

    /** A change that was made succeeds, also when it cannot be read again at once. */
    private <T> Future<T> announced(Future<T> change) {
        return change.compose(done -> known.refresh().otherwiseEmpty().map(done));
    }

    @Override
    public Future<Void> create(Token token, AuditOrigin origin) {
        return announced(tokens.create(token, origin));
    }

    @Override
    public Future<Boolean> revoke(Token token, Instant now, AuditOrigin origin) {
        return announced(tokens.revoke(token, now, origin));
    }

    @Override
    public Future<List<TokenChange>> changesAfter(long number) {
        return tokens.changesAfter(number);
    }

    @Override
    public Future<List<Token>> list(Optional<String> after, int limit) {
        return tokens.list(after, limit);
    }

    @Override
    public Future<Optional<Token>> find(String name) {
        return tokens.find(name);
    }

    @Override
    public Future<Void> used(Map<TokenId, Instant> when) {
        return tokens.used(when);
    }

    @Override
    public Future<Boolean> any() {
        return tokens.any();
    }
}

package dev.countersign.http;

import dev.countersign.access.Grant;
import dev.countersign.access.Token;
import dev.countersign.access.TokenId;
import dev.countersign.access.Tokens;
import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Tokens in memory, and a store that can be away. */
public final class MemoryTokens implements Tokens {
    public final AtomicInteger reads = new AtomicInteger();

    /** What the audit has of them. */
    public final List<AuditEntry> audited = new CopyOnWriteArrayList<>();

    private final Map<TokenId, TokenChange> last = new HashMap<>();
    private long number;
    private boolean away;

    /** Whether every question fails from now on. */
    public synchronized void away(boolean is) {
        away = is;
    }

    private synchronized <T> Future<T> answered(T answer) {
        return away ? Future.failedFuture(new Unavailable("away")) : Future.succeededFuture(answer);
    }

    private synchronized void note(Token token, boolean live) {
        last.put(token.id(), new TokenChange(++number, token, live));
    }

    private synchronized List<Token> live() {
        return last.values().stream()
                .filter(TokenChange::live)
                .map(TokenChange::token)
                .sorted(Comparator.comparing(Token::name))
                .toList();
    }

    @Override
    public synchronized Future<Void> create(Token token, AuditOrigin origin) {
        var taken = find(token.name()).result();
        if (away) {
            return answered(null);
        }
        if (taken.isPresent()) {
            if (!taken.get().isExpired(token.created())) {
                return Future.failedFuture(new TokenNameTaken(token.name()));
            }
            note(taken.get(), false);
        }
        note(token, true);
        audited.add(new AuditEvent.TokenCreated(
                        token.id().value(),
                        token.name(),
                        token.grants().all().stream().map(Grant::toString).toList(),
                        token.expires())
                .entry(token.created(), origin));
        return answered(null);
    }

    @Override
    public synchronized Future<List<TokenChange>> changesAfter(long after) {
        reads.incrementAndGet();
        return answered(last.values().stream()
                .filter(change -> change.number() > after)
                .sorted(Comparator.comparing(TokenChange::number))
                .toList());
    }

    @Override
    public Future<List<Token>> list(Optional<String> after, int limit) {
        return answered(live().stream()
                .filter(token -> token.name().compareTo(after.orElse("")) > 0)
                .limit(limit)
                .toList());
    }

    @Override
    public Future<Optional<Token>> find(String name) {
        return answered(
                live().stream().filter(token -> token.name().equals(name)).findFirst());
    }

    @Override
    public synchronized Future<Boolean> revoke(Token token, Instant now, AuditOrigin origin) {
        var known = last.get(token.id());
        boolean revoked = !away && known != null && known.live();
        if (revoked) {
            note(known.token(), false);
            audited.add(new AuditEvent.TokenRevoked(token.id().value(), token.name()).entry(now, origin));
        }
        return answered(revoked);
    }

    @Override
    public synchronized Future<Void> used(Map<TokenId, Instant> when) {
        if (!away) {
            new ArrayList<>(when.entrySet())
                    .forEach(use -> last.computeIfPresent(use.getKey(), (_, change) -> {
                        var token = change.token();
                        var lastUse = token.lastUse()
                                .filter(known -> known.isAfter(use.getValue()))
                                .orElse(use.getValue());
                        return new TokenChange(
                                change.number(),
                                new Token(
                                        token.id(),
                                        token.name(),
                                        token.digest(),
                                        token.grants(),
                                        token.created(),
                                        token.expires(),
                                        token.creator(),
                                        Optional.of(lastUse)),
                                change.live());
                    }));
        }
        return answered(null);
    }

    @Override
    public Future<Boolean> any() {
        return answered(!live().isEmpty());
    }
}

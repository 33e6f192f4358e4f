package dev.countersign.access;

import dev.countersign.concurrent.Coalesced;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a service as one node knows them: all in memory, brought up to date by what changed since, so that no
 * number of wrong ones costs a statement each. Any thread.
 */
public final class KnownTokens implements Authentication {
    /** Between two looks at what changed, for whoever calls {@link #refresh}. */
    public static final Duration LOOK = Duration.ofSeconds(2);

    /** Without news for longer, a request asks first: this process may have stood still. */
    private static final Duration RECENT = Duration.ofSeconds(4);

    /** How long that request waits; the store may be away, and then what is known goes on. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** How long what is known goes on while the store is away. */
    private static final Duration TRUSTED = Duration.ofSeconds(60);

    /** Between two questions of a node about tokens that it does not know. */
    private static final Duration SELDOM = Duration.ofSeconds(1);

    /** Between two notes of one token's use. */
    private static final Duration NOTED = Duration.ofMinutes(1);

    private final Tokens tokens;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ConcurrentMap<TokenId, Token> byId = new ConcurrentHashMap<>();
    private final ConcurrentMap<TokenId, Instant> used = new ConcurrentHashMap<>();
    private final ConcurrentMap<TokenId, Instant> noted = new ConcurrentHashMap<>();
    private final Coalesced<Void> reads = new Coalesced<>(this::read);
    private final AtomicLong askedForUnknown;

    /** Of the last change that is in the map. Written by one read at a time. */
    private volatile long known;

    /** When the last answered question was put; by the steady clock, as the next. */
    private volatile long upToDate;

    /** When the last question ended, answered or not. */
    private volatile long tried;

    /** Whether there has ever been an answer. */
    private volatile boolean begun;

    /** @param nanos a steady clock, as {@link System#nanoTime} */
    public KnownTokens(Tokens tokens, InstantSource clock, LongSupplier nanos) {
        this.tokens = tokens;
        this.clock = clock;
        this.nanos = nanos;
        this.askedForUnknown = new AtomicLong(nanos.getAsLong() - SELDOM.toNanos());
    }

    /** Completes once this node knows all that was created or revoked before the call. */
    public Future<Void> refresh() {
        return reads.ask();
    }

    /** Fails with {@link Unavailable} when what is known is too old to be believed. */
    @Override
    public Future<Recognition> recognise(Credential credential) {
        return switch (credential) {
            case Credential.Bearer bearer -> recognise(bearer.text());
            case Credential.Basic basic -> recognise(basic.password());
            case Credential.None _, Credential.ClientCertificate _, Credential.UnreadableCredential _ ->
                unknown("no token");
        };
    }

    private Future<Recognition> recognise(String text) {
        var shown = TokenText.parse(text);
        if (shown.isEmpty()) {
            return unknown("not a token");
        }
        return isRecent() ? recognise(shown.get()) : lookFirst().compose(_ -> recognise(shown.get()));
    }

    /** Whatever is wrong with a token takes the same way. */
    private Future<Recognition> recognise(TokenText shown) {
        if (!isTrusted()) {
            return Future.failedFuture(
                    new Unavailable("which tokens are valid could not be read for " + TRUSTED.toSeconds() + " s"));
        }
        var digest = shown.digest().array();
        var token = find(shown.id(), digest);
        if (token != null) {
            return accepted(token);
        }
        return mayAskForUnknown()
                ? refresh().otherwiseEmpty().compose(_ -> recognised(find(shown.id(), digest)))
                : recognised(null);
    }

    private Future<Recognition> recognised(@Nullable Token token) {
        return token == null ? unknown("unknown, wrong, expired or revoked token") : accepted(token);
    }

    private Future<Recognition> accepted(Token token) {
        note(token.id());
        return Future.succeededFuture(new Recognition.Known(token.caller()));
    }

    private static Future<Recognition> unknown(String reason) {
        return Future.succeededFuture(new Recognition.Unknown(reason));
    }

    private @Nullable Token find(TokenId id, byte[] digest) {
        var token = byId.get(id);
        // Compared with something in any case, so that an id that exists takes as long as one that does not.
        boolean right = MessageDigest.isEqual(
                token == null ? new byte[digest.length] : token.digest().array(), digest);
        return token != null && right && !token.isExpired(clock.instant()) ? token : null;
    }

    private boolean mayAskForUnknown() {
        long now = nanos.getAsLong();
        long last = askedForUnknown.get();
        return now - last >= SELDOM.toNanos() && askedForUnknown.compareAndSet(last, now);
    }

    private boolean isRecent() {
        return begun && nanos.getAsLong() - tried < RECENT.toNanos();
    }

    private boolean isTrusted() {
        return begun && nanos.getAsLong() - upToDate < TRUSTED.toNanos();
    }

    private Future<Void> lookFirst() {
        return refresh().timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    private Future<Void> read() {
        long asked = nanos.getAsLong();
        return tokens.changesAfter(known)
                .<Void>map(changes -> {
                    changes.forEach(this::learn);
                    upToDate = asked;
                    begun = true;
                    return null;
                })
                .andThen(_ -> tried = nanos.getAsLong());
    }

    private void learn(Tokens.TokenChange change) {
        var token = change.token();
        if (change.live()) {
            byId.put(token.id(), token);
        } else {
            byId.remove(token.id());
            used.remove(token.id());
            noted.remove(token.id());
        }
        known = change.number();
    }

    private void note(TokenId id) {
        var now = clock.instant();
        var before = noted.get(id);
        if (before == null || Duration.between(before, now).abs().compareTo(NOTED) >= 0) {
            noted.put(id, now);
            used.put(id, now);
        }
    }

    /** Writes down what was used since the last call; what cannot be written is tried again with the next. */
    public Future<Void> writeUses() {
        var uses = Map.copyOf(used);
        return uses.isEmpty()
                ? Future.succeededFuture()
                : tokens.used(uses).compose(_ -> {
                    uses.forEach(used::remove);
                    return Future.succeededFuture();
                });
    }

    /** How many there are, expired ones included. */
    public int count() {
        return byId.size();
    }

    /** When the store was last known to say the same, by the steady clock; empty before the first time. */
    Optional<Long> upToDate() {
        return begun ? Optional.of(upToDate) : Optional.empty();
    }
}

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
 * The tokens of a service as one node knows them: all are in memory, and only changes are read, so that wrong tokens do
 * not cost a statement each. Any thread.
 */
public final class KnownTokens implements Authentication {
    /** How often {@link #refresh} should be called. */
    public static final Duration LOOK = Duration.ofSeconds(2);

    /** When the last look is longer ago, a request looks first: this process may have stood still. */
    private static final Duration RECENT = Duration.ofSeconds(4);

    /** How long that request waits for the store, before it goes by what is known. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** How long what is known is believed while the store is away. */
    private static final Duration TRUSTED = Duration.ofSeconds(60);

    /** The least time between two looks for tokens that are not known. */
    private static final Duration SELDOM = Duration.ofSeconds(1);

    /** The least time between two notes of one token's use. */
    private static final Duration NOTED = Duration.ofMinutes(1);

    private final Tokens tokens;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ConcurrentMap<TokenId, Token> byId = new ConcurrentHashMap<>();
    private final ConcurrentMap<TokenId, Instant> used = new ConcurrentHashMap<>();
    private final ConcurrentMap<TokenId, Instant> noted = new ConcurrentHashMap<>();
    private final Coalesced<Void> reads = new Coalesced<>(this::read);
    private final AtomicLong askedForUnknown;

    /** The number of the last change that is in the map. Written by one read at a time. */
    private volatile long known;

    /** When the last look that succeeded began, by the steady clock. */
    private volatile long upToDate;

    /** When the last look ended, successful or not, by the steady clock. */
    private volatile long tried;

    /** Whether any look has succeeded. */
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

    /** Unknown, wrong, expired and revoked tokens take the same way, and so the same time. */
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
        // An unknown id is compared, too, so that it takes as long as a known one.
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

    /** Writes down which tokens were used since the last call; what cannot be written is tried again by the next. */
    public Future<Void> writeUses() {
        var uses = Map.copyOf(used);
        return uses.isEmpty()
                ? Future.succeededFuture()
                : tokens.used(uses).compose(_ -> {
                    uses.forEach(used::remove);
                    return Future.succeededFuture();
                });
    }

    /** How many tokens are known, expired ones included. */
    public int count() {
        return byId.size();
    }

    /** When the last look that succeeded began, by the steady clock; empty before the first. */
    Optional<Long> upToDate() {
        return begun ? Optional.of(upToDate) : Optional.empty();
    }
}

package dev.countersign.access;

import dev.countersign.audit.AuditOrigin;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes tokens. Nobody grants more than they hold. */
public final class Issuing {
    private final Tokens tokens;
    private final RandomGenerator random;
    private final InstantSource clock;

    /** @param random one that nobody can predict */
    public Issuing(Tokens tokens, RandomGenerator random, InstantSource clock) {
        this.tokens = tokens;
        this.random = random;
        this.clock = clock;
    }

    /** A new token, and its text, which is kept nowhere. */
    public record Issued(TokenText text, Token token) {}

    /** Somebody wants to grant what they do not hold. */
    public static final class NotHeld extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Grant grant;

        NotHeld(Grant grant) {
            super("nobody grants more than they hold, and " + grant + " is not held", null, false, false);
            this.grant = grant;
        }

        public Grant grant() {
            return grant;
        }
    }

    /**
     * Fails with {@link NotHeld} or {@link Tokens.TokenNameTaken}.
     *
     * @param origin of the wish, for the audit
     */
    public Future<Issued> issue(
            Caller creator, String name, Grants grants, Optional<Instant> expires, AuditOrigin origin) {
        var beyond = creator.grants().firstNotHeld(grants);
        if (beyond.isPresent()) {
            return Future.failedFuture(new NotHeld(beyond.get()));
        }
        var text = TokenText.create(random);
        var token = new Token(
                text.id(),
                name,
                text.digest(),
                grants,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                expires.map(end -> end.truncatedTo(ChronoUnit.MICROS)),
                creator.actor().text(),
                Optional.empty());
        return tokens.create(token, origin).map(new Issued(text, token));
    }
}

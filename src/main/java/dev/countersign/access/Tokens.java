package dev.countersign.access;

import dev.countersign.audit.AuditOrigin;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where tokens are kept. What is created or revoked is in the audit, in the same transaction. {@link #changesAfter} has every change whose future has completed. Any method may fail with {@link
 * dev.countersign.repository.Unavailable}.
 */
public interface Tokens {
    /**
     * What became of a token.
     *
     * @param live whether it has not been revoked; it may have expired
     */
    record TokenChange(long number, Token token, boolean live) {}

    /** Another token that was not revoked has this name. */
    final class TokenNameTaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        public TokenNameTaken(String name) {
            super("there is a token " + name + " already", null, false, false);
        }
    }

    /** Keeps a new token; one of the same name that has expired is revoked. Fails with {@link TokenNameTaken}. */
    Future<Void> create(Token token, AuditOrigin origin);

    /** What changed after the change with that number, in order; of a token that changed twice, the last change. */
    Future<List<TokenChange>> changesAfter(long number);

    /** Tokens that were not revoked, in the order of their names: those after a name, or the first ones. */
    Future<List<Token>> list(Optional<String> after, int limit);

    /** The token of that name that was not revoked. */
    Future<Optional<Token>> find(String name);

    /** Ends a token for good. False when there is none, or it was revoked before. */
    Future<Boolean> revoke(Token token, Instant now, AuditOrigin origin);

    /** Notes when tokens were last shown, unless a later time is known. */
    Future<Void> used(Map<TokenId, Instant> when);

    /** Whether there is any that was not revoked. */
    Future<Boolean> any();
}

package dev.countersign.access;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where tokens are kept. What is done here is known to whoever asks for changes afterwards. Any method may fail with
 * {@link dev.countersign.repository.Unavailable}.
 */
public interface Tokens {
    /**
     * What became of a token.
     *
     * @param live whether it has not been revoked; it may have expired
     */
    record TokenChange(long number, Token token, boolean live) {}

    /** Another token that has not ended has this name. */
    final class TokenNameTaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        public TokenNameTaken(String name) {
            super("there is a token " + name + " already", null, false, false);
        }
    }

    /** Keeps a new one; one of the same name that has expired by now is revoked. Fails with {@link TokenNameTaken}. */
    Future<Void> create(Token token);

    /** What changed after a change with that number, in order; of a token that changed twice, the last. */
    Future<List<TokenChange>> changesAfter(long number);

    /** The next after a name, in the order of names, of those not revoked; from the first without one. */
    Future<List<Token>> list(Optional<String> after, int limit);

    /** One that was not revoked. */
    Future<Optional<Token>> find(String name);

    /** Ends a token for good. False when it had been revoked before, or never was. */
    Future<Boolean> revoke(TokenId id, Instant now);

    /** Notes when tokens were last shown, unless a later time is known. */
    Future<Void> used(Map<TokenId, Instant> when);

    /** Whether there is any that was not revoked. */
    Future<Boolean> any();
}

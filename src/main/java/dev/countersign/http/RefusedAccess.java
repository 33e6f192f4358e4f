package dev.countersign.http;

import dev.countersign.access.Actor;
import java.util.Optional;

/**
 * A request that was refused for who sent it.
 *
 * @param network of the sender, as of {@link ClientAddress#network}
 * @param actor empty where nobody was recognised
 */
public record RefusedAccess(ClientAddress network, Optional<Actor> actor, RequestPurpose purpose, Cause cause) {
    /** In words that name nothing but a permission. */
    public String reason() {
        return cause == Cause.NOT_PERMITTED ? Guard.missing(purpose.need(), Optional.empty()) : cause.words;
    }

    public enum Cause {
        MISSING(401, "credentials are missing"),
        NOT_VALID(401, "the credentials are not valid"),
        NOT_PERMITTED(403, "a permission is missing"),
        FOREIGN_PAGE(403, "a web page of another origin, or an address that is not this service's"),
        TOO_MANY(429, "too many requests");

        private final int status;
        private final String words;

        Cause(int status, String words) {
            this.status = status;
            this.words = words;
        }

        public int status() {
            return status;
        }
    }

    /** Is told of each. Called by event loops: returns at once and never fails. */
    @FunctionalInterface
    public interface Watch {
        void refused(RefusedAccess access);
    }
}

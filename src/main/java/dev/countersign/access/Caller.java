package dev.countersign.access;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who is known, and what they may do.
 *
 * @param expires when the credential that they have shown expires
 */
public record Caller(Actor actor, Grants grants, Optional<Instant> expires) {
    /** Everybody, where access is open. */
    public static final Caller ANYBODY = new Caller(new Actor.Anybody(), Grants.EVERYTHING, Optional.empty());

    /** Whoever works on the database itself. */
    public static final Caller OPERATOR = new Caller(new Actor.Operator(), Grants.EVERYTHING, Optional.empty());

    public static Caller anonymous(Grants grants) {
        return new Caller(new Actor.Anonymous(), grants, Optional.empty());
    }

    public boolean isAnonymous() {
        return actor instanceof Actor.Anonymous;
    }
}

package dev.countersign.access;

import io.vertx.core.Future;

/** Finds out who shows a credential. Any thread. */
@FunctionalInterface
public interface Authentication {
    /** Where access is open. */
    Authentication OPEN = _ -> Future.succeededFuture(new Recognition.Known(Caller.ANYBODY));

    /**
     * Fails only when the answer cannot be known now: with {@link dev.countersign.repository.Unavailable}, or with {@link
     * IssuerAway}.
     */
    Future<Recognition> recognise(Credential credential);
}

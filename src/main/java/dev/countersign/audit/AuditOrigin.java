package dev.countersign.audit;

import dev.countersign.json.Bytes;
import dev.countersign.json.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Where something came from. Holds no secret.
 *
 * @param actor who asked for it, in the words of {@code access.Actor.text}
 * @param address of the caller, in digits; null for whoever works on the database itself
 * @param operation such as {@code POST /api/v1/artifacts}
 * @param body SHA-256 of the bytes that were sent with it, of none when it takes none
 */
public record AuditOrigin(String actor, @Nullable String address, String operation, Bytes body) {
    /** SHA-256 of no bytes. */
    public static final Bytes NO_BODY = Bytes.EMPTY.sha256();

    /** What issuers put into names is kept readable, and such that any store takes it. */
    public AuditOrigin {
        actor = Printable.line(actor);
    }
}

package dev.countersign.http;

import dev.countersign.access.Caller;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.json.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A request once its body has arrived.
 *
 * @param caller who sends it, and has what the operation needs
 * @param origin what the audit says of where it came from
 * @param name the part of the path that is a name; empty when there is none
 * @param query the parameters of the address
 * @param contentType of the body as sent, or null
 * @param body empty when there is none
 */
public record Call(
        Caller caller,
        AuditOrigin origin,
        String name,
        Parameters query,
        @Nullable String contentType,
        Bytes body) {

    /** The parameters of an address, decoded when they are asked for. */
    @FunctionalInterface
    public interface Parameters {
        /**
         * The first value of a parameter, or null.
         *
         * @throws Refusal.Invalid when the address cannot be decoded
         */
        @Nullable
        String get(String name);
    }
}

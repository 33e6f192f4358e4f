package dev.countersign.http;

import dev.countersign.tuf.Bytes;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * A request once its body has arrived.
 *
 * @param query the decoded parameters of the address
 * @param contentType of the body as sent, or null
 * @param body empty when there is none
 */
record Call(MultiMap query, @Nullable String contentType, Bytes body) {}

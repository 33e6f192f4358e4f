package dev.countersign.access.oidc;

import dev.countersign.access.IssuerAway;
import dev.countersign.json.Bytes;
import io.vertx.core.Future;
import java.net.URI;

/** Reads what issuers publish. */
@FunctionalInterface
public interface IssuerDocuments {
    /**
     * All that is at the address. Follows no redirect, and ends within a few seconds.
     *
     * @param maxBytes a longer document is not read
     * @return fails with {@link IssuerAway} when there is no such document now
     */
    Future<Bytes> read(URI address, int maxBytes);
}

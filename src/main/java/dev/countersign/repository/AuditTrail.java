package dev.countersign.repository;

import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditPage;
import dev.countersign.audit.AuditQuery;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/**
 * Who did what, in every repository there ever was. A row of a change is written by {@link Journal#append}, and gets its
 * outcome with {@link Publications.Transaction#commit}. Rows stay when their repository is removed.
 *
 * <p>All rows of a repository, of changes and of events, have positions in one order, that of its journal: whoever has
 * read up to a position will never later find a row at or below it that was not there.
 */
public interface AuditTrail {

    /** Adds rows of events in that order, in one transaction. Fails when the repository is not served. */
    Future<Void> add(RepositoryId repository, List<AuditEntry> events);

    /** Removes a little of what is older, of each repository from its oldest row on. False when there is no more. */
    Future<Boolean> sweep(Instant before);

    /** Rows of a repository, served or removed. */
    Future<AuditPage> page(RepositoryId repository, AuditQuery query);
}

package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Head;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Repository;
import dev.countersign.tuf.RoleName;
import org.jspecify.annotations.Nullable;

/**
 * What the publisher holds between publications, all of it committed. Its size follows the number of roles, never the
 * number of targets.
 *
 * @param snapshot null before bootstrap and until the first step of leading
 * @param timestamp the bytes of timestamp.json; empty before bootstrap
 * @param log the public log, up to and with this publication; null before it begins
 */
record State(
        Head head,
        Repository repository,
        @Nullable PublishedSnapshot snapshot,
        Bytes timestamp,
        @Nullable SigningLog log) {

    static final State EMPTY = new State(Head.NONE, new Repository.Empty(), null, Bytes.EMPTY, null);

    /** The published version of a role other than root; 0 when there is none. */
    int version(RoleName role) {
        if (role.equals(RoleName.TIMESTAMP)) {
            return head.timestamp();
        }
        if (role.equals(RoleName.SNAPSHOT)) {
            return head.snapshot();
        }
        if (role.equals(RoleName.TARGETS)) {
            return head.targets();
        }
        return snapshot == null ? 0 : snapshot.document().version(role).orElse(0);
    }

    /** The position up to which the public log covers the audit. */
    long audited() {
        return log == null ? 0 : log.log().audited();
    }

    State withSnapshot(PublishedSnapshot read) {
        return new State(head, repository, read, timestamp, log);
    }

    Latest.View view() {
        return new Latest.View(head, repository, timestamp, log == null ? null : log.log());
    }
}

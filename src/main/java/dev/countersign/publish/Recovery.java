package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Layout;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.transparency.PublicLog;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Validity;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the committed state in two parts: what readers need, and later what only publishing needs. With many roles the
 * second takes as long as the rest of a start, so readers do not wait for it.
 */
final class Recovery {
    private final Publications publications;
    private final MetadataFiles files;
    private final AnswerLimit answers;
    /** The file of the snapshot, until the second part is read. */
    private @Nullable Bytes unread;

    Recovery(Publications publications, MetadataFiles files, AnswerLimit answers) {
        this.publications = publications;
        this.files = files;
        this.answers = answers;
    }

    /** The first part: everything but the snapshot. */
    State read() {
        var committed = answers.await(publications.current());
        var head = committed.head();
        if (!(committed.repository() instanceof Repository.Established established)) {
            return new State(head, committed.repository(), null, Bytes.EMPTY, null);
        }
        var timestamp = new RoleVersion(RoleName.TIMESTAMP, head.timestamp());
        var snapshot = new RoleVersion(RoleName.SNAPSHOT, head.snapshot());
        var found = answers.await(files.findAll(List.of(timestamp, snapshot)));
        var timestampFile = found.get(timestamp);
        var snapshotFile = found.get(snapshot);
        if (timestampFile == null || snapshotFile == null) {
            throw new IllegalStateException("publication " + head.publication() + " has lost its timestamp "
                    + head.timestamp() + " or snapshot " + head.snapshot() + ": restore the database from a backup");
        }
        unread = snapshotFile.bytes();
        return new State(head, established, null, timestampFile.bytes(), log(committed.log()));
    }

    private @Nullable SigningLog log(@Nullable PublicLog log) {
        return log == null
                ? null
                : SigningLog.of(log, answers.await(publications.logKey()).orElse(null));
    }

    /** Whether something may have expired by now. Called between the two parts. */
    boolean mayHaveExpired(Instant now) {
        return unread != null
                && answers.await(files.firstExpiry())
                        .filter(first -> Validity.isExpired(first, now))
                        .isPresent();
    }

    /** The second part, once: adds the snapshot to the state and tells the schedule when the online roles expire. */
    State complete(State state, Schedule schedule) {
        if (unread == null || !(state.repository() instanceof Repository.Established established)) {
            return state;
        }
        var snapshot = PublishedSnapshot.parse(state.head().snapshot(), unread);
        var complete = state.withSnapshot(snapshot);
        schedule.signed(expiries(complete, established), established);
        unread = null;
        return complete;
    }

    private Map<RoleName, Instant> expiries(State state, Repository.Established established) {
        var topLevel = established.targetsSigner().onlineRoles();
        var roles = Stream.concat(topLevel.stream(), Layout.of(established).onlineRoles().stream())
                .map(role -> new RoleVersion(role, state.version(role)))
                .filter(role -> role.version() > 0)
                .toList();
        var expiries = new HashMap<RoleName, Instant>();
        answers.await(files.expiries(roles)).forEach((role, expires) -> expiries.put(role.role(), expires));
        return expiries;
    }
}

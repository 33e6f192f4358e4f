package dev.countersign.publish;

import dev.countersign.repository.Head;
import dev.countersign.repository.Repository;
import dev.countersign.repository.Settings;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Validity;
import java.time.Instant;

/**
 * The version and expiry that a role gets in the publication under way.
 *
 * @param now when the publication was begun
 */
record NextVersions(State before, Settings settings, Instant now) {

    /** The version published so far; 0 when there is none. */
    int published(RoleName role) {
        return before.version(role);
    }

    int next(RoleName role) {
        return published(role) + 1;
    }

    /** Where publishing stands afterwards. */
    Head head(long journal, Repository.Established repository, MadeFiles made) {
        var last = before.head();
        return new Head(
                last.publication() + 1,
                journal,
                now,
                repository.root().signed().version(),
                made.version(RoleName.TIMESTAMP, last.timestamp()),
                made.version(RoleName.SNAPSHOT, last.snapshot()),
                made.version(RoleName.TARGETS, last.targets()));
    }

    Instant expiry(RoleName role) {
        return Validity.expiry(now, settings.days(role.value()));
    }
}
